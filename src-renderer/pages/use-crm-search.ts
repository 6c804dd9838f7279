import { computed, type ComputedRef } from 'vue'
import { displayNameOf } from '#shared/domain/contact.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useContactStore } from '../stores/contact-store.ts'

export interface CrmSearch {
  /** Whether the list answers a search: whoever is meant may be in the CRM and not among the answers. */
  readonly isOffered: ComputedRef<boolean>
  /** In the account of the list, else in all. Rejects when none of them can be asked. */
  readonly search: (text: string) => Promise<readonly { readonly id: ContactId; readonly name: string }[]>
}

/** The search of the CRM itself, for what is not on this computer. */
export function useCrmSearch(): CrmSearch {
  const [app, list, contacts] = [useAppStore(), useContactListStore(), useContactStore()]
  return {
    isOffered: computed(() => app.readOnly === null && list.text.trim() !== '' && !list.isIndexing),
    async search(text) {
      const asked = app.accounts.filter(({ id }) => (list.filters.accountId ?? id) === id)
      const owners = await contacts.findByChat(
        asked.map(({ id }) => id),
        text.trim().toLowerCase(),
      )
      if (owners.length > 0) return owners.map(({ id, fields }) => ({ id, name: displayNameOf(fields) }))
      const answers = await Promise.allSettled(asked.map(({ id }) => contacts.findInCrm(id, text.trim())))
      const [refusal] = answers.filter((answer) => answer.status === 'rejected')
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
      if (found.length === 0 && refusal !== undefined) throw refusal.reason
      return found.flat().map(({ id, fields }) => ({ id, name: displayNameOf(fields) }))
    },
  }
}
