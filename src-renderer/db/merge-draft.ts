import { displayNameOf } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { newNeighbourId, type AccountId, type ContactId, type MutationId } from '#shared/domain/ids.ts'
import { editsFor, type Mutation } from '#shared/domain/mutation.ts'
import { ABOUT, editOf, withAbout } from '#shared/domain/neighbour.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { originEdits } from '#shared/sync/origin-edits.ts'
import type { Decision } from './decide.ts'
import { toMutation, withCompanyName } from './edit-contact.ts'
import { readMutations, readPending, readTargets } from './pending-mutations.ts'
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
  if (row === undefined || row.deletedAt !== undefined) throw refused('contact-missing')
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
    ...later.flatMap(({ change }) => editsFor(change, contactId).map(async (edit) => toEdit(edit, false))),
  ]
  const beside = await moveNeighbours(context, create.accountId, contactId, toId, name)
  return {
    givenUp: [...own.map(({ id }) => ({ mutationId: id, recordId: contactId })), ...beside.givenUp],
    mutations: [...(await Promise.all(mutations)), ...beside.mutations],
    history: [],
  }
}

/** What was written on the draft is written on the contact instead, and chats that were to come to it come there. */
async function moveNeighbours(
  context: StoreContext,
  accountId: AccountId,
  fromId: ContactId,
  toId: ContactId,
  name: string,
): Promise<Pick<Decision, 'givenUp' | 'mutations'>> {
  const { db, uuid } = context
  const rows = await db.neighbours.where({ aboutIds: fromId }).toArray()
  const targets = await readTargets(
    db,
    rows.map(({ id }) => id),
  )
  const mutations = rows.map(({ id, record, base, remoteId }) => {
    if (remoteId !== undefined) {
      const edit = editOf<'chat', 'aboutId'>(ABOUT, base?.fields.aboutId ?? null, toId)
      return toMutation(context, accountId, { kind: 'edit-neighbour', recordId: id, edit }, name)
    }
    const moved = withAbout(record, (id) => (id === fromId ? toId : id))
    const recordId = newNeighbourId(record.kind, accountId, uuid())
    return toMutation(context, accountId, { kind: 'create-neighbour', recordId, record: moved }, name)
  })
  return { givenUp: targets.map(({ mutationId, recordId }) => ({ mutationId, recordId })), mutations }
}

const refused = (reason: 'contact-missing' | 'changed-since') =>
  new AppError('state/refused', `the draft cannot go into that contact: ${reason}`, { details: { reason } })
