import { computed, type ComputedRef } from 'vue'
import type { CardContext } from '../components/card/card-context.ts'
import { fieldOfProblem } from '../components/card/problem-field.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useAccountContext } from './use-account-context.ts'

/** What the card of the open contact may ask and do. */
export function useCardContext(): ComputedRef<CardContext | null> {
  const [open, outbox] = [useContactStore(), useOutboxStore()]
  const account = useAccountContext(() => open.contact?.accountId)
  return computed(() => {
    if (account.value === null) return null
    return {
      ...account.value,
      isPending: (field) => open.pendingFields.has(field),
      problemsOf: (field) => open.problems.filter(({ problem }) => fieldOfProblem(problem) === field),
      async accept(edit) {
        await open.edit(edit)
      },
      retry: (mutationId) => outbox.retry(mutationId),
      discard: (mutationId) => outbox.discard(mutationId),
    }
  })
}
