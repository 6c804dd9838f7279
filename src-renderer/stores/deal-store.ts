import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { AccountId, ContactId, NeighbourId, SaleKind } from '#shared/domain/ids.ts'
import { findChoices, type ContactChoice } from '../db/find-choices.ts'
import { readDeal, readDealsOf, type DealContact, type OpenDeal } from '../db/read-deal.ts'
import type { DealLine } from '../db/read-deal-lines.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'
import { useSaleEdits } from './use-sale-edits.ts'

export type { DealContact, DealLine, OpenDeal }

/** As many as fit under a field. */
const MOST_CHOICES = 8
const none: readonly DealLine[] = []

/** The deal in the card, and the deals of the contact in the card. All ways to change them reject when nothing changed. */
export const useDealStore = defineStore('deal', () => createSaleStore('deal'))
/** The same of leads. */
export const useLeadStore = defineStore('lead', () => createSaleStore('lead'))
export const useSaleStore = (kind: SaleKind) => (kind === 'deal' ? useDealStore() : useLeadStore())

function createSaleStore(kind: SaleKind) {
  const { context, search } = useServices()
  const { db } = context
  const contacts = useContactListStore()
  const openId = shallowRef<NeighbourId | null>(null)

  const readOpen = async () => ({
    id: openId.value,
    deal: openId.value === null ? null : await readDeal(db, openId.value),
  })
  const lastOpen = useLiveQuery<{ id: NeighbourId | null; deal: OpenDeal | null }>(
    readOpen,
    { id: null, deal: null },
    openId,
  )
  /** Live; `null` while another one is still there. */
  const deal = computed(() => (lastOpen.value.id === openId.value ? lastOpen.value.deal : null))
  const isReading = computed(() => lastOpen.value.id !== openId.value)

  const readOwn = async () => {
    const id = contacts.openId
    return { id, deals: id === null ? none : await readDealsOf(db, id, kind) }
  }
  const lastOwn = useLiveQuery<{ id: ContactId | null; deals: readonly DealLine[] }>(
    readOwn,
    { id: null, deals: none },
    () => contacts.openId,
  )
  /** Deals of the contact in the card, live. */
  const ofContact = computed(() => (lastOwn.value.id === contacts.openId ? lastOwn.value.deals : none))

  /** Contacts of an account that match, told apart. */
  async function findContacts(accountId: AccountId, text: string): Promise<readonly ContactChoice[]> {
    return findChoices(db, await search.findContacts(accountId, text, MOST_CHOICES))
  }

  return { openId, deal, isReading, ofContact, ...useSaleEdits(), findContacts }
}
