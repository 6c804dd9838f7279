import { computed, type ComputedRef } from 'vue'
import type { RequisiteContext } from '../components/card/requisite-context.ts'
import { denialText } from '../composables/denial-words.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useRequisiteStore } from '../stores/requisite-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useAccountContext } from './use-account-context.ts'

/** Requisites of the open contact, and what may be done about them; `null` where its CRM keeps none. */
export function useRequisiteContext(): ComputedRef<RequisiteContext | null> {
  const [open, store, outbox, rights] = [useContactStore(), useRequisiteStore(), useOutboxStore(), useRightsStore()]
  const account = useAccountContext(() => open.contact?.accountId)
  return computed(() => {
    const { contact } = open
    const form = account.value?.capabilities.requisites ?? null
    if (account.value === null || contact === null || form === null) return null
    const { accountId, speaker, isReadOnly } = account.value
    // Whoever may change the contact may change them.
    const lockedBy = denialText(rights.denialOf(contact), speaker.text)
    return {
      ...{ accountId, speaker, form, lockedBy, requisites: store.requisites },
      isReadOnly: isReadOnly || contact.isDeleted || lockedBy !== '',
      add(templateId) {
        const name = form.templates.find(({ id }) => id === templateId)?.name ?? ''
        const nothing = { values: {}, addresses: {}, isAddressOnly: false, isRemoved: false }
        return store.add(contact.id, { aboutId: contact.id, templateId, name, ...nothing })
      },
      edit: store.edit,
      retry: outbox.retry,
      discard: outbox.discard,
    }
  })
}
