import { displayNameOf } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { AccountId, ContactId, MutationId, NeighbourId } from '#shared/domain/ids.ts'
import { editsFor, recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import { ABOUT, namedInEdit, withAboutInEdit } from '#shared/domain/neighbour.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { originEdits } from '#shared/sync/origin-edits.ts'
import type { CacheDb } from './cache-db.ts'
import type { Decision } from './decide.ts'
import { toMutation, withCompanyName } from './edit-contact.ts'
import { isHere } from './is-here.ts'
import { moveRecords } from './move-records.ts'
import { readMutations, readPending } from './pending-mutations.ts'
import type { StoreContext } from './store-context.ts'

/**
 * A draft goes into a contact that is the same person: what it began with comes before that contact's own edits, what was
 * typed since after them. They keep what they started from, so that what stands there now is asked about, not overwritten.
 * @throws {AppError} `state/refused` with reason `contact-missing` or `changed-since`
 */
export async function mergeDraft(context: StoreContext, createId: MutationId, toId: ContactId): Promise<Decision> {
  const { db } = context
  const row = await db.contacts.get(toId)
  const [create] = await readMutations(db, new Set([createId]))
  if (row === undefined || !isHere(row)) throw refused('contact-missing')
  if (create?.change.kind !== 'create') throw refused('changed-since')
  const { contactId, fields, createCompanyName } = create.change
  const own = (await readPending(db, [contactId])).get(contactId) ?? []
  const later = own.filter(({ id }) => id !== createId)

  const name = displayNameOf(row.fields)
  const toEdit = async (edit: FieldEdit, isOrigin: boolean): Promise<Mutation> => {
    const change = { kind: 'edit', contactId: toId, edit: await withCompanyName(context, edit) } as const
    return toMutation(context, create.accountId, isOrigin ? { ...change, isOrigin } : change, name)
  }
  const mutations = [
    ...originEdits(fields, createCompanyName).map(async (edit) => toEdit(edit, true)),
    ...later.flatMap(({ change, staysHere }) =>
      editsFor(change, contactId).map(async (edit) => ({ ...(await toEdit(edit, false)), staysHere })),
    ),
  ]
  const beside = await moveNeighbours(context, create.accountId, contactId, toId, name)
  return {
    givenUp: [...own.map(({ id }) => ({ mutationId: id, recordId: contactId })), ...beside.givenUp],
    mutations: [...(await Promise.all(mutations)), ...beside.mutations],
    history: [],
  }
}

/**
 * What was written on the draft is written on the contact instead; deals that it was to join, that one joins, and chats that were
 * to come to it come there.
 */
async function moveNeighbours(
  context: StoreContext,
  accountId: AccountId,
  fromId: ContactId,
  toId: ContactId,
  name: string,
): Promise<Pick<Decision, 'givenUp' | 'mutations'>> {
  const { db } = context
  const standing = await db.neighbours.where({ aboutIds: fromId }).toArray()
  const records = await moveRecords(context, accountId, fromId, { id: toId, name })
  const renaming = { contact: (id: ContactId) => (id === fromId ? toId : id) }
  const joined = await readJoining(
    db,
    standing.filter(({ remoteId }) => remoteId !== undefined).map(({ id }) => id),
    fromId,
  )
  const edits = joined.flatMap(({ change, subject }) => {
    if (change.kind !== 'edit-neighbour') return []
    // A chat goes by the contact that it comes to.
    const isItsName = change.edit.field === ABOUT && change.edit.to === fromId
    const moved = { ...change, edit: withAboutInEdit(change.edit, renaming) }
    return [toMutation(context, accountId, moved, isItsName ? name : subject)]
  })
  const left = joined.flatMap(({ id, change }) => recordIdsOf(change).map((recordId) => ({ mutationId: id, recordId })))
  return {
    givenUp: [...records.givenUp, ...left],
    mutations: [...records.mutations, ...edits],
  }
}

/** Edits of deals and chats that the CRM has which name the draft, oldest first. */
async function readJoining(db: CacheDb, ids: readonly NeighbourId[], draftId: ContactId): Promise<readonly Mutation[]> {
  const pending = [...(await readPending(db, ids)).values()].flat()
  return pending.filter(({ change }) => change.kind === 'edit-neighbour' && namedInEdit(change.edit).includes(draftId))
}

const refused = (reason: 'contact-missing' | 'changed-since') =>
  new AppError('state/refused', `the draft cannot go into that contact: ${reason}`, { details: { reason } })
