import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { toNeighbourId, type ContactId } from '#shared/domain/ids.ts'
import type { CompanyContext } from '../components/companies/company-context.ts'
import { denialText } from '../composables/denial-words.ts'
import { useCompanyStore } from '../stores/company-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useAccountContext } from './use-account-context.ts'
import { useCompanyFields } from './use-company-fields.ts'
import { useCompanyRequisites } from './use-requisite-context.ts'

/** What the panel of the open company may ask and do; `null` while none is open. */
export function useCompanyContext(): ComputedRef<CompanyContext | null> {
  const [open, list, rights] = [useCompanyStore(), useContactListStore(), useRightsStore()]
  const router = useRouter()
  const account = useAccountContext(() => open.company?.accountId)
  const fields = useCompanyFields(account)
  const requisites = useCompanyRequisites(account, fields)

  function openContact(id: ContactId): void {
    list.selectOnly(id)
    list.open(id)
    void router.push('/')
  }

  return computed(() => {
    const { company } = open
    if (account.value === null || company === null) return null
    const { speaker, mark, isReadOnly, pageOf, capabilities } = account.value
    const { id, accountId, remoteId } = company
    const isExclusive = capabilities.companiesPerContact === 'one'
    return {
      ...{ speaker, mark, isReadOnly, openContact },
      page: remoteId === null ? null : pageOf(remoteId, 'companies'),
      refresh:
        isReadOnly || remoteId === null ? null : () => open.refresh(toNeighbourId('company', accountId, remoteId)),
      fields: fields.value,
      requisites: requisites.value,
      contacts: open.people.shown.map((person) => ({
        ...person,
        lockedBy: denialText(rights.denialOf(person), speaker.text),
      })),
      total: open.people.total,
      add: (contactId) => open.addContact(id, contactId, isExclusive),
      remove: (contactId) => open.removeContact(id, contactId, isExclusive),
      findContacts: (text) => open.findContacts(accountId, id, text),
      showAll() {
        list.text = ''
        list.filters = { companyId: id }
        void router.push('/')
      },
    }
  })
}
