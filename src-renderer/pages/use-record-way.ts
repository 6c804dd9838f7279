import { useRouter } from 'vue-router'
import { kindOf, type ContactId, type NeighbourId } from '#shared/domain/ids.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useDealStore } from '../stores/deal-store.ts'
import { useFeedStore } from '../stores/feed-store.ts'

/** The ways from any page to where a record shows. */
export function useRecordWay() {
  const [list, deals, feed] = [useContactListStore(), useDealStore(), useFeedStore()]
  const router = useRouter()

  function openContact(id: ContactId): void {
    list.selectOnly(id)
    list.open(id)
    void router.push('/')
  }

  /** A deal in its own card, a note or a task in that of its contact. Resolves to `false` where it is not here any more. */
  async function openBeside(id: NeighbourId): Promise<boolean> {
    if (kindOf(id) === 'deal') {
      deals.openId = id
      void router.push('/deals')
      return true
    }
    const contactId = await feed.findContact(id)
    if (contactId === null) return false
    feed.sought = id
    openContact(contactId)
    return true
  }

  return { openContact, openBeside }
}
