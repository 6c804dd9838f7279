import { partOfBulk } from '#shared/domain/bulk-edit.ts'
import { composeName, displayNameOf } from '#shared/domain/contact.ts'
import { accountOf, newEntityId, type ContactId } from '#shared/domain/ids.ts'
import { isFor, isOfNeighbour, type Change, type Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { retargetEdits } from '#shared/sync/retarget-edit.ts'
import type { Decision } from './decide.ts'
import { readDeviceTagsOf } from './device-tags.ts'
import { toMutation, withCompanyName } from './edit-contact.ts'
import type { TargetKey } from './give-up.ts'
import type { HistoryEvent } from './history-event.ts'
import { isHere } from './is-here.ts'
import type { UndoneLine } from './mark-undone.ts'
import { moveRecords } from './move-records.ts'
import type { GoneContact } from './read-conflicts.ts'
import type { NewHistory } from './record-history.ts'
import type { StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

type Gone = Extract<HistoryEvent, { kind: 'gone' }>

/** The edits of a contact that is gone are given up. */
export function discardGone(context: StoreContext, gone: readonly GoneContact[]): Decision {
  return {
    givenUp: gone.flatMap(keysOf),
    mutations: [],
    history: gone.map((one) => toHistory(context, one, { kind: 'gone', decision: 'discarded', edits: one.edits })),
  }
}

/**
 * The same edits of the same contact once more: the way back from a decision. The CRM still does not have the contact, so
 * they come back as the question that they were.
 * @param undone what the history got of that decision
 * @param back   what the decision has taken from that contact beside its edits
 */
export function askAgain(
  context: StoreContext,
  gone: readonly GoneContact[],
  undone: readonly UndoneLine[],
  back: readonly Mutation[] = [],
): Decision {
  const mutations = gone.flatMap(({ mutations: own, contactId }) =>
    own.flatMap((mutation) => forOne(context, mutation, contactId)),
  )
  return { givenUp: [], mutations: [...mutations, ...back], history: [], undone }
}

/** Of a bulk edit, the part that was for this contact. */
function forOne(context: StoreContext, { change, accountId, subject }: Mutation, contactId: ContactId): Mutation[] {
  if (change.kind === 'create' || isOfNeighbour(change)) return []
  if (change.kind === 'edit') return [toMutation(context, accountId, change, subject)]
  if (change.kind === 'bulk-edit') return [toMutation(context, accountId, partOfBulk(change, [contactId]), subject)]
  const tags = change.tags.filter((tag) => isFor(tag, contactId))
  const own = tags.map((tag) => ({
    ...tag,
    exceptIds: [],
    unchangedIds: tag.unchangedIds.filter((id) => id === contactId),
  }))
  return [toMutation(context, accountId, { kind: 'bulk-tags', contactIds: [contactId], tags: own }, subject)]
}

/** Edits and what was to be made about the contact have another place. */
export interface Resettled extends Decision {
  /** For `askAgain`. */
  readonly back: readonly Mutation[]
}

/**
 * A new contact with all that shows of the one that is gone; what was written about that one and has not left is written about it.
 * @throws {AppError} `state/refused` with reason `contact-missing` when nothing of it is here
 */
export async function recreateGone(context: StoreContext, gone: GoneContact): Promise<Resettled> {
  const { fields, accountId } = gone
  if (fields === null) throw missing()
  const contactId = newEntityId<ContactId>(accountId, context.uuid())
  const name = composeName(fields.firstName, fields.lastName) || fields.name
  const change = await withIntendedCompany(context, { kind: 'create', contactId, fields: { ...fields, name } })
  const event: Gone = { kind: 'gone', decision: 'recreated', edits: gone.edits, toId: contactId, toName: name }
  const records = await moveRecords(context, accountId, gone.contactId, { id: contactId, name })
  return {
    back: records.back,
    givenUp: [...keysOf(gone), ...records.givenUp],
    mutations: [toMutation(context, accountId, change, name), ...records.mutations],
    history: [toHistory(context, gone, event)],
  }
}

/** A company that the CRM does not have yet is made with the contact. */
async function withIntendedCompany({ db }: StoreContext, change: Change & { kind: 'create' }): Promise<Change> {
  const [companyId] = change.fields.companyIds
  const company = companyId === undefined ? undefined : await db.companies.get(companyId)
  if (company === undefined || company.remoteId !== undefined) return change
  return { ...change, createCompanyName: company.name }
}

/**
 * The edits become edits of another contact, the one that it was merged into. Each starts from what that one has now. Tags that
 * stay on this device go along, and so does what was written about the contact and has not left.
 * @throws {AppError} `state/refused` with reason `contact-missing` when it is not here or of another account
 */
export async function moveGone(context: StoreContext, gone: GoneContact, toId: ContactId): Promise<Resettled> {
  const [row] = await readShown(context.db, [toId])
  if (row === undefined || !isHere(row) || accountOf(toId) !== gone.accountId) throw missing()
  const name = displayNameOf(row.fields)
  const own = await readDeviceTagsOf(context.db, gone.contactId)
  const edits = retargetEdits(gone.edits, row.fields)
  const named = await Promise.all(edits.map((edit) => withCompanyName(context, edit)))
  const event: Gone = { kind: 'gone', decision: 'moved', edits: gone.edits, toId, toName: name }
  const records = await moveRecords(context, gone.accountId, gone.contactId, { id: toId, name })
  return {
    back: records.back,
    givenUp: [...keysOf(gone), ...records.givenUp],
    mutations: [
      ...records.mutations,
      ...named.map((edit) => toMutation(context, gone.accountId, { kind: 'edit', contactId: toId, edit }, name)),
      ...own.map((tag): Mutation => {
        const edit = { kind: 'tag', op: 'add', tag } as const
        const mutation = toMutation(context, gone.accountId, { kind: 'edit', contactId: toId, edit }, name)
        return { ...mutation, staysHere: true }
      }),
    ],
    history: [toHistory(context, gone, event)],
  }
}

const keysOf = ({ mutations, contactId }: GoneContact): readonly TargetKey[] =>
  mutations.map(({ id }) => ({ mutationId: id, recordId: contactId }))

function toHistory({ now }: StoreContext, gone: GoneContact, event: Gone): NewHistory {
  const { accountId, contactId, name } = gone
  return { accountId, contactId, at: now(), subject: name, event }
}

const missing = () =>
  new AppError('state/refused', 'the contact is not here', { details: { reason: 'contact-missing' } })
