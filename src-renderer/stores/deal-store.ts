import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Json } from '#shared/domain/contact.ts'
import type { CustomEdit } from '#shared/domain/field-edit.ts'
import type { AccountId, ContactId, NeighbourId, SaleKind } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Sale } from '#shared/domain/neighbour.ts'
import { memberField } from '#shared/domain/neighbour.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { createSale, editCustomOf, editNeighbour } from '../db/edit-neighbour.ts'
import { findChoices, type ContactChoice } from '../db/find-choices.ts'
import { readDeal, readDealsOf, type DealContact, type OpenDeal } from '../db/read-deal.ts'
import type { DealLine } from '../db/read-deal-lines.ts'
import { createRowLine } from './row-line.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

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
  const { context, main, search } = useServices()
  const { db } = context
  const [contacts, outbox] = [useContactListStore(), useOutboxStore()]
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

  /** @throws {AppError} `storage/failed`, `state/refused` */
  const perform = async (made: Promise<Mutation>): Promise<Mutation> =>
    (await outbox.perform(async () => [await acceptMutation(context, main, await made)] as const))[0]
  /** @returns its id, by which its card is opened */
  const create = async (accountId: AccountId, record: Sale): Promise<NeighbourId | null> =>
    idOfNew(await perform(createSale(context, accountId, record)))
  const editCustom = async (id: NeighbourId, edited: CustomEdit) =>
    void (await perform(editCustomOf(context, id, edited)))

  /** Several fields in one action: taken back together. @throws {AppError} as `create` */
  async function editAll(id: NeighbourId, edits: readonly (readonly [field: string, to: Json])[]): Promise<void> {
    await outbox.perform(async () => {
      const accepted = []
      for (const [field, to] of edits) {
        accepted.push(await acceptMutation(context, main, await editNeighbour(context, id, field, to)))
      }
      return accepted
    })
  }

  const edit = (id: NeighbourId, field: string, to: Json) => editAll(id, [[field, to]])
  const addContact = (id: NeighbourId, contactId: ContactId) => edit(id, memberField(contactId), true)
  const makeMain = (id: NeighbourId, contactId: ContactId) => edit(id, 'mainContactId', contactId)

  /** Another one becomes the main contact first where the main one goes: the CRM would choose by itself. */
  async function removeContact(
    { id, contacts: all }: OpenDeal,
    gone: Pick<DealContact, 'memberId' | 'isMain'>,
  ): Promise<void> {
    const next = gone.isMain ? all.find(({ memberId }) => memberId !== gone.memberId) : undefined
    const instead = next === undefined ? [] : [['mainContactId', next.memberId] as const]
    await editAll(id, [...instead, [memberField(gone.memberId), false]])
  }

  /** Contacts of an account that match, told apart. */
  async function findContacts(accountId: AccountId, text: string): Promise<readonly ContactChoice[]> {
    return findChoices(db, await search.findContacts(accountId, text, MOST_CHOICES))
  }

  return {
    openId,
    deal,
    isReading,
    ofContact,
    create,
    edit,
    editCustom,
    changeRows: createRowLine(db, (id, rows) => edit(id, 'rows', rows)),
    addContact,
    makeMain,
    removeContact,
    findContacts,
  }
}

const idOfNew = ({ change }: Mutation): NeighbourId | null =>
  change.kind === 'create-neighbour' ? change.recordId : null
