import { shallowRef, watch } from 'vue'
import { displayNameOf, type ContactFields } from '#shared/domain/contact.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { emptyDraft } from '../components/card/contact-draft.ts'
import type { Alike } from '../composables/use-alike.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useAccountContext } from './use-account-context.ts'
import { useContactPanel } from './use-contact-panel.ts'

interface NewContactOptions {
  /** Marks a moment; the mark tells whether the user has gone on to something else since. */
  readonly watchUser: () => () => boolean
  /** The form is gone, and the keys with it. */
  readonly closed: () => void
  /** The user waits for it. */
  readonly saved: (id: ContactId) => void
}

/** The form of a new contact: which account it is for, and what becomes of what was typed. */
export function useNewContact(options: NewContactOptions) {
  const [rights, open] = [useRightsStore(), useContactStore()]
  const { isCreating, draft } = useContactPanel()
  const accountId = shallowRef(rights.addable[0]?.id)
  const list = useContactListStore()
  watch(
    () => list.filters.accountId,
    (id) => {
      // Who looks at one account adds to it.
      if (id !== undefined && !isCreating.value) chooseAccount(id)
    },
  )
  const newContext = useAccountContext(() => accountId.value)

  watch(
    () => rights.addable,
    (accounts) => {
      if (!accounts.some(({ id }) => id === accountId.value)) accountId.value = accounts[0]?.id
    },
  )

  function chooseAccount(id: string): void {
    accountId.value = rights.addable.find((account) => account.id === id)?.id
  }

  /** What was typed stays for the next time. */
  function closeForm(): void {
    isCreating.value = false
    options.closed()
  }

  function cancelCreate(): void {
    closeForm()
    draft.value = emptyDraft
  }

  async function save(fields: ContactFields, companyName: string): Promise<void> {
    if (accountId.value === undefined) return
    const hasGoneOn = options.watchUser()
    const { change } = await open.create(accountId.value, fields, companyName)
    draft.value = emptyDraft
    isCreating.value = false
    // Who has selected or opened something while this was saved keeps it, and the keys.
    if (hasGoneOn() || change.kind !== 'create') return
    options.closed()
    options.saved(change.contactId)
  }

  /** Who has a number or an address already, in the account of the form. */
  async function findSame(reach: string): Promise<readonly Alike[]> {
    if (accountId.value === undefined) return []
    const found = await open.findSame(accountId.value, reach)
    return found.map(({ id, fields }) => ({ id, name: displayNameOf(fields) }))
  }

  return { newContext, findSame, chooseAccount, closeForm, cancelCreate, save }
}
