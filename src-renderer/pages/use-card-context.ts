import { computed, type ComputedRef } from 'vue'
import type { CardContext } from '../components/card/card-context.ts'
import { fieldOfProblem } from '../components/card/problem-field.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { errorText } from '../composables/error-words.ts'
import { useAccountContext } from './use-account-context.ts'
import { useContactPanel } from './use-contact-panel.ts'

/** What the card of the open contact may ask and do. */
export function useCardContext(): ComputedRef<CardContext | null> {
  const [open, outbox] = [useContactStore(), useOutboxStore()]
  const account = useAccountContext(() => open.contact?.accountId)
  const { notice } = useContactPanel()
  return computed(() => {
    const contactId = open.contact?.id
    if (account.value === null || contactId === undefined) return null
    const { text } = account.value.speaker
    return {
      ...account.value,
      isPending: (field) => open.pendingFields.has(field),
      problemsOf: (field) => open.problems.filter(({ problem }) => fieldOfProblem(problem) === field),
      async accept(edit) {
        try {
          await open.edit(edit, contactId)
        } catch (error) {
          // The card shows another contact by now: its fields must not speak for this one.
          if (open.contact?.id !== contactId)
            notice.value = text.t('error.notSaved', { reason: errorText(error, text) })
          throw error
        }
      },
      retry: (mutationId) => outbox.retry(mutationId),
      discard: (mutationId) => outbox.discard(mutationId),
    }
  })
}
