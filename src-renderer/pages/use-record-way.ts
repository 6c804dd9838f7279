import { useRouter, type Router } from 'vue-router'
import { kindOf, type ContactId, type NeighbourId } from '#shared/domain/ids.ts'
import { useCompanyStore } from '../stores/company-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useSaleStore } from '../stores/deal-store.ts'
import { useFeedStore } from '../stores/feed-store.ts'
import type { NamedRecord } from '../stores/use-records.ts'

/** The ways from any page to where a record shows. @param router where no component is being set up */
export function useRecordWay(router: Router = useRouter()) {
  const [list, feed, companies] = [useContactListStore(), useFeedStore(), useCompanyStore()]
  const sales = { deal: useSaleStore('deal'), lead: useSaleStore('lead') }

  function openContact(id: ContactId): void {
    list.selectOnly(id)
    list.open(id)
    void router.push('/')
  }

  /** A deal, a lead or a company in its own card, a note or a task in that of its contact. Resolves to `false` where it is not here any more. */
  async function openBeside(id: NeighbourId): Promise<boolean> {
    const kind = kindOf(id)
    if (kind === 'deal' || kind === 'lead') {
      sales[kind].openId = id
      void router.push(kind === 'deal' ? '/deals' : '/leads')
      return true
    }
    const companyId = kind === 'company' || kind === 'requisite' ? await companies.findCompany(id) : null
    if (companyId !== null) {
      companies.openId = companyId
      void router.push('/companies')
      return true
    }
    const contactId = await feed.findContact(id)
    if (contactId === null) return false
    feed.sought = id
    openContact(contactId)
    return true
  }

  /** Whatever it is, in its own card. */
  function openRecord(record: NamedRecord): void {
    switch (record.kind) {
      case 'contact':
        return openContact(record.id)
      case 'company':
        companies.openId = record.id
        return void router.push('/companies')
      case 'deal':
      case 'lead':
        return void openBeside(record.id)
    }
  }

  return { openContact, openBeside, openRecord }
}
