import type { Json } from '#shared/domain/contact.ts'
import type { CustomEdit, PointEdit } from '#shared/domain/field-edit.ts'
import type { AccountId, ContactId, NeighbourId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { memberField, type Sale } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { createSale, editCustomOf, editNeighbour, editPointOf } from '../db/edit-neighbour.ts'
import type { DealContact, OpenDeal } from '../db/read-deal.ts'
import { useOutboxStore } from './outbox-store.ts'
import { createRowLine } from './row-line.ts'
import { useServices } from './services.ts'

/** All ways to change deals and leads, and what of them companies have as well. Each rejects when nothing changed. */
export function useSaleEdits() {
  const { context, main } = useServices()
  const outbox = useOutboxStore()

  /** @throws {AppError} `storage/failed`, `state/refused` */
  const perform = async (made: Promise<Mutation>): Promise<Mutation> =>
    (await outbox.perform(async () => [await acceptMutation(context, main, await made)] as const))[0]
  /** @returns its id, by which its card is opened */
  const create = async (accountId: AccountId, record: Sale): Promise<NeighbourId | null> =>
    idOfNew(await perform(createSale(context, accountId, record)))
  const editCustom = async (id: NeighbourId, edited: CustomEdit) =>
    void (await perform(editCustomOf(context, id, edited)))

  /** Nothing where it is so already. @throws {AppError} as `create` */
  async function editPoint(id: NeighbourId, edit: PointEdit): Promise<void> {
    const made = await editPointOf(context, id, edit)
    if (made !== null) await perform(Promise.resolve(made))
  }

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
  const changeRows = createRowLine(context.db, (id, rows) => edit(id, 'rows', rows))
  /** Taken back, the price that was typed comes back, as one that was typed. */
  const countPrice = (id: NeighbourId, total: number) =>
    editAll(id, [
      ['price', total],
      ['isPriceManual', false],
    ])
  /** It comes back by undo as long as it has not left. */
  const remove = (id: NeighbourId) => edit(id, REMOVED, true)
  const addContact = (id: NeighbourId, contactId: ContactId) => edit(id, memberField(contactId), true)
  const makeMain = (id: NeighbourId, contactId: ContactId) => edit(id, 'mainContactId', contactId)

  /**
   * Another one becomes the main contact first where the main one goes: the CRM would choose by itself.
   * @param isMainFixed it does in any case
   */
  async function removeContact(
    { id, contacts: all }: OpenDeal,
    gone: Pick<DealContact, 'memberId' | 'isMain'>,
    isMainFixed: boolean,
  ): Promise<void> {
    const next = gone.isMain && !isMainFixed ? all.find(({ memberId }) => memberId !== gone.memberId) : undefined
    const instead = next === undefined ? [] : [['mainContactId', next.memberId] as const]
    await editAll(id, [...instead, [memberField(gone.memberId), false]])
  }

  /** Nobody is the main one first: taken back, that is the first to come back. */
  async function removeContacts({ id, contacts: all }: OpenDeal, isMainFixed: boolean): Promise<void> {
    const main = !isMainFixed && all.some(({ isMain }) => isMain) ? [['mainContactId', null] as const] : []
    await editAll(id, [...main, ...all.map(({ memberId }) => [memberField(memberId), false] as const)])
  }

  /** Not a change, but a look: reads it again from the CRM. @throws {AppError} as a sync, and `state/refused` */
  async function refresh(recordId: NeighbourId): Promise<void> {
    await main.call('records/refresh', { recordId })
  }

  const ofContacts = { addContact, makeMain, removeContact, removeContacts }
  return { create, edit, editCustom, editPoint, changeRows, countPrice, remove, refresh, ...ofContacts }
}

const idOfNew = ({ change }: Mutation): NeighbourId | null =>
  change.kind === 'create-neighbour' ? change.recordId : null
