import {
  remoteIdOf,
  toEntityId,
  toNeighbourId,
  type AccountId,
  type ContactId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import { aboutIdsOf, type Neighbour, type RemoteNeighbour, type TaskFields } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { CreatedNeighbours, NeighbourPort, NeighbourUpdate } from '../neighbour-port.ts'
import type { Cursor } from '../pull-page.ts'
import { orNull } from '../not-for-user.ts'
import { ActivityWire, AddedWire, LETTER, toNature } from './activity-wire.ts'
import { toRemoteId, toUserId, type ContactContext } from './contact-context.ts'
import { parseResult } from './parse-result.ts'
import { pullAllowed } from './pull-allowed.ts'
import type { Collection } from './pull.ts'
import { isTakenAway } from './push-parts.ts'
import { findGone, readRowsById } from './read-by-ids.ts'
import { momentOf, textOf, toMomentText } from './scalars.ts'
import { sendWrites, toRejected, toWrite, type Write } from './send-writes.ts'
import { readStretch, type Listing } from './walk-ids.ts'
import type { RowWire } from './wire.ts'
import { rewordedOf } from '../reworded-of.ts'
import { toChanges } from './to-changes.ts'
import { readOwnId } from './users.ts'
import type { RemoteNeighbourChange } from '../neighbour-port.ts'

const LIST = 'crm.activity.list'
const ADD = 'crm.activity.todo.add'
const CONTACT_TYPE = 3

const ofLetters: readonly string[] = [
  ...['ID', 'OWNER_TYPE_ID', 'OWNER_ID', 'TYPE_ID', 'PROVIDER_ID', 'SUBJECT', 'RESPONSIBLE_ID', 'AUTHOR_ID'],
  ...['EDITOR_ID', 'CREATED', 'LAST_UPDATED', 'DEADLINE', 'COMPLETED'],
]
const select: readonly string[] = [...ofLetters, 'DESCRIPTION']
/** Letters are many, and nothing to be done: they come when somebody looks at their contact. */
const ofContacts: Listing = {
  ...{ method: LIST, select, filter: { OWNER_TYPE_ID: CONTACT_TYPE, '!TYPE_ID': LETTER } },
}

/**
 * What is to be done about contacts: activities that they own. A new one is a to-do. Letters are among them by their subjects, and
 * only to be read.
 * @source https://apidocs.bitrix24.com/api-reference/crm/timeline/activities/index.html
 */
export function createTaskPort(context: ContactContext): NeighbourPort {
  const collection: Collection<RemoteNeighbourChange> = {
    ...{ listing: ofContacts, changedAt: 'LAST_UPDATED' },
    toItems: async ({ rows }) =>
      Promise.resolve(rows.map((row) => ({ kind: 'upsert', neighbour: toTask(row, context.accountId) }))),
    async sweep(known, signal) {
      // Of contacts that this user may not see none are listed: they have not gone.
      if (context.withheld.has('contacts')) return { items: [] }
      const gone = await findGone(context, LIST, known, signal)
      return { items: gone.map((remoteId) => ({ kind: 'delete', remoteId })) }
    },
    told: {
      entity: 'ACTIVITY',
      async read(ids, signal) {
        // Those of deals and of others are told as well.
        const rows = (await readRowsById(context, LIST, ids, select, signal)).filter(isOfContact)
        return toChanges(ids, new Map(rows.map((row) => [toRemoteId(row.ID), toTask(row, context.accountId)])))
      },
    },
  }
  return {
    async *pull(cursor, signal, known) {
      for await (const page of pullAllowed(context, { kind: 'task', collection }, toOwnCursor(cursor), signal, known)) {
        yield { ...page, cursor: toCursor(page.cursor) }
      }
    },
    readAbout: async (contactIds, signal) => (await orNull(readLettersOf(context, contactIds, signal))) ?? [],
    async read(ids, signal) {
      const rows = await readRowsById(context, LIST, ids, select, signal)
      return new Map(rows.map((row) => [toRemoteId(row.ID), toTask(row, context.accountId)]))
    },
    async create(items, signal) {
      const { offsetMinutes } = await context.catalog.current(signal)
      const writes = items.map(({ record }) => toCreate(fieldsOf(record), aboutIdsOf(record)[0], offsetMinutes))
      return sendWrites(context, writes, signal)
    },
    update: (items, signal) => updateTasks(context, items, signal),
    findCreated: (since, signal) => findCreatedTasks(context, since, signal),
  }
}

const isOfContact = (row: RowWire): boolean => textOf(row['OWNER_TYPE_ID']) === String(CONTACT_TYPE)

/** What was pulled before it was told what each is says nothing of that: whoever has a cursor of those days begins anew. */
const GENERATION = 'nature:'
const toCursor = (own: Cursor): Cursor => `${GENERATION}${own}` as Cursor
const toOwnCursor = (cursor: Cursor | null): Cursor | null =>
  cursor?.startsWith(GENERATION) === true ? (cursor.slice(GENERATION.length) as Cursor) : null

/** All letters of these contacts, without what stands in them. */
async function readLettersOf(
  context: ContactContext,
  contactIds: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  const filter = { OWNER_TYPE_ID: CONTACT_TYPE, '@OWNER_ID': contactIds, TYPE_ID: LETTER }
  const listing: Listing = { method: LIST, select: ofLetters, filter, mostPages: LETTER_PAGES }
  const letters: RemoteNeighbour[] = []
  for (let [after, hasMore] = ['0', true]; hasMore;) {
    const stretch = await readStretch(context, listing, after, signal)
    letters.push(...stretch.rows.map((row) => toTask(row, context.accountId)))
    after = stretch.rows.at(-1)?.ID ?? after
    hasMore = stretch.hasMore
  }
  return letters
}

/** Few contacts have more; whoever has gets the others with one more request. */
const LETTER_PAGES = 4

/** A task is asked of tasks alone. */
function fieldsOf(record: Neighbour): TaskFields {
  if (record.kind === 'task') return record.fields
  return { aboutId: null, typeId: '', text: '', dueAt: 0, responsibleId: null, doneWith: null }
}

function toTask(row: RowWire, accountId: AccountId): RemoteNeighbour {
  const wire = parseResult(ActivityWire, row, LIST)
  const remoteId = toRemoteId(wire.ID)
  const nature = toNature(wire)
  return {
    ...{ kind: 'task', id: toNeighbourId('task', accountId, remoteId), remoteId, accountId },
    fields: {
      aboutId:
        wire.OWNER_TYPE_ID === String(CONTACT_TYPE)
          ? toEntityId<ContactId>(accountId, toRemoteId(wire.OWNER_ID))
          : null,
      ...{ typeId: wire.TYPE_ID, nature },
      // What a letter says may be long, and a page of the web.
      text: nature === 'letter' ? wire.SUBJECT : wire.SUBJECT || wire.DESCRIPTION,
      dueAt: wire.DEADLINE ?? wire.CREATED,
      responsibleId: toUserId(accountId, wire.RESPONSIBLE_ID),
      // What came of it has no place of its own there.
      doneWith: wire.COMPLETED ? '' : null,
    },
    ...{ createdAt: wire.CREATED, createdBy: toUserId(accountId, wire.AUTHOR_ID) },
    ...{ updatedAt: wire.LAST_UPDATED, updatedBy: toUserId(accountId, wire.EDITOR_ID) },
  }
}

function toCreate(
  { text, dueAt, responsibleId }: TaskFields,
  about: ContactId | undefined,
  offsetMinutes: number,
): Write {
  const owner = { ownerTypeId: CONTACT_TYPE, ownerId: about === undefined ? null : remoteIdOf(about) }
  const responsible = responsibleId === null ? {} : { responsibleId: remoteIdOf(responsibleId) }
  const params = { ...owner, deadline: toMomentText(dueAt, offsetMinutes), title: text, ...responsible }
  return {
    command: { method: ADD, params },
    toResult(outcome): ItemResult {
      if (outcome.kind === 'answered') {
        return applied(toRemoteId(parseResult(AddedWire, outcome.answer.result, ADD).id))
      }
      return outcome.refusal.code === 'OWNER_NOT_FOUND' ? { kind: 'gone' } : toRejected(outcome.refusal, null)
    },
  }
}

const applied = (remoteId: RemoteId): ItemResult => ({ kind: 'applied', remoteId, updatedAt: null })

async function updateTasks(
  context: ContactContext,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const { offsetMinutes } = await context.catalog.current(signal)
  const writes = items.map((item) => {
    const { remoteId, record, fields } = item
    if (isTakenAway(item)) return toWrite('crm.activity.delete', { id: remoteId }, remoteId, `neighbour:${REMOVED}`)
    const out = toOut(fieldsOf(record), fields, offsetMinutes)
    const [only, other] = fields
    const field = only === undefined || other !== undefined ? null : (`neighbour:${only}` as const)
    return toWrite('crm.activity.update', { id: remoteId, fields: out }, remoteId, field)
  })
  const results = await sendWrites(context, writes, signal)
  const refused = items.filter((_, at) => results[at]?.kind === 'rejected').map(({ remoteId }) => remoteId)
  if (refused.length === 0) return results
  const there = new Set<string>((await readRowsById(context, LIST, refused, ['ID'], signal)).map(({ ID }) => ID))
  return results.map((result, at) =>
    result.kind === 'rejected' && !there.has(items[at]?.remoteId ?? '') ? { kind: 'gone' } : result,
  )
}

function toOut({ text, dueAt, responsibleId, doneWith }: TaskFields, wanted: readonly string[], offsetMinutes: number) {
  const has = (field: string) => wanted.includes(field)
  const deadline = toMomentText(dueAt, offsetMinutes)
  return {
    ...(has('text') ? { SUBJECT: text } : {}),
    ...(has('dueAt') ? { START_TIME: deadline, END_TIME: deadline, DEADLINE: deadline } : {}),
    ...(has('responsibleId') && responsibleId !== null ? { RESPONSIBLE_ID: remoteIdOf(responsibleId) } : {}),
    ...(has('doneWith') ? { COMPLETED: doneWith === null ? 'N' : 'Y' } : {}),
  }
}

/** The server knows whole seconds; the one in which `since` falls counts. */
const MARGIN_MS = 1_000

/** Nothing of ours goes along with one: likeness tells. */
async function findCreatedTasks(
  context: ContactContext,
  since: number,
  signal: AbortSignal,
): Promise<CreatedNeighbours> {
  const { offsetMinutes } = await context.catalog.current(signal)
  const from = { '>=CREATED': toMomentText(since - MARGIN_MS, offsetMinutes) }
  const listing = { ...ofContacts, filter: { ...ofContacts.filter, ...from } }
  const created: RemoteNeighbour[] = []
  let at: number | null = null
  for (let [after, hasMore] = ['0', true]; hasMore;) {
    const clock = { name: 'clock', method: 'server.time', params: {} }
    const stretch = await readStretch(context, listing, after, signal, [clock])
    const [told] = stretch.ahead
    at ??= told?.kind === 'answered' ? momentOf(told.answer.result) : null
    created.push(...stretch.rows.map((row) => toTask(row, context.accountId)))
    after = stretch.rows.at(-1)?.ID ?? after
    hasMore = stretch.hasMore
  }
  const reworded = rewordedOf(created, created.length === 0 ? null : await readOwnId(context, signal))
  return { at: at ?? context.api.heardAt() ?? since, created, reworded }
}
