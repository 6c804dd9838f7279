import { shallowRef, watch } from 'vue'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { emptyDraft } from '../components/card/contact-draft.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useAccountContext } from './use-account-context.ts'
import { useContactPanel } from './use-contact-panel.ts'

/** The form of a new contact: which account it is for, and what becomes of what was typed. */
export function useNewContact(options: { closed: () => void; saved: (id: ContactId) => void }) {
  const [app, open] = [useAppStore(), useContactStore()]
  const { isCreating, draft } = useContactPanel()
  const accountId = shallowRef(app.accounts[0]?.id)
  const newContext = useAccountContext(() => accountId.value)

  watch(
    () => app.accounts,
    (accounts) => {
      if (!accounts.some(({ id }) => id === accountId.value)) accountId.value = accounts[0]?.id
    },
  )

  function chooseAccount(id: string): void {
    accountId.value = app.accounts.find((account) => account.id === id)?.id
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
    const { change } = await open.create(accountId.value, fields, companyName)
    cancelCreate()
    if (change.kind === 'create') options.saved(change.contactId)
  }

  return { newContext, chooseAccount, closeForm, cancelCreate, save }
}
