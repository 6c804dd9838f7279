import * as v from 'valibot'
import {
  remoteIdOf,
  toEntityId,
  toNeighbourId,
  type AccountId,
  type ContactId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import { aboutIdsOf, type Neighbour, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { CreatedNeighbours, NeighbourPort, NeighbourUpdate, RemoteNeighbourChange } from '../neighbour-port.ts'
import type { Page } from '../pull-page.ts'
import { isMadeBy } from '../reworded-of.ts'
import type { Command, CommandOutcome, Refusal } from './api.ts'
import { toRemoteId, toUserId, type ContactContext } from './contact-context.ts'
import { families } from './families.ts'
import { parseResult } from './parse-result.ts'
import { pullAllowed } from './pull-allowed.ts'
import type { Collection } from './pull.ts'
import { isTakenAway } from './push-parts.ts'
import { answerOf, notRun, readAll } from './run-commands.ts'
import { momentOf, textOf, toMomentText } from './scalars.ts'
import { sendWrites, toRejected, type Write } from './send-writes.ts'
import { findGoneNotes } from './sweep-notes.ts'
import { toChanges } from './to-changes.ts'
import { readOwnId } from './users.ts'
import { PAGE_SIZE } from './walk-ids.ts'
import { IdWire, listOfRows, type RowWire } from './wire.ts'

const FAMILY = 'crm.timeline.comment'
const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')

const CommentWire = v.looseObject({
  ...{ ID: IdWire, ENTITY_ID: IdWire, ENTITY_TYPE: text, COMMENT: text, AUTHOR_ID: text },
  CREATED: v.pipe(v.unknown(), v.transform(momentOf), v.number()),
})
type CommentWire = v.InferOutput<typeof CommentWire>

const CONTACT = 'contact'
/** Before that nobody has looked for long: comments of contacts at rest come when something happens to them. */
const LOOK_BACK_MS = 30 * 24 * 60 * 60 * 1000

/**
 * Comments of contacts. They are told only to whoever names the contact: those of contacts on which something has happened are
 * asked for, the newest page of each; all of one, when somebody looks at it.
 * @source https://apidocs.bitrix24.com/api-reference/crm/timeline/comments/index.html
 */
export function createNotePort(context: ContactContext): NeighbourPort {
  return {
    async *pull(cursor, signal, known) {
      const collection = await createCollection(context, signal)
      for await (const page of pullAllowed(context, { kind: 'note', collection }, cursor, signal, known))
        yield flatten(page)
    },
    read: (ids, signal) => readNotes(context, ids, signal),
    readAbout: (contactIds, signal) => readAllCommentsOf(context, contactIds, signal),
    create: (items, signal) =>
      sendWrites(
        context,
        items.map(({ record }) => toCreate(record)),
        signal,
      ),
    update: (items, signal) =>
      sendWrites(
        context,
        items.map((item) => (isTakenAway(item) ? toDelete(item) : toUpdate(item.remoteId, item.record))),
        signal,
      ),
    findCreated: (since, signal, about = []) => findCreatedNotes(context, since, about, signal),
  }
}

/** One row of contacts is all of its comments. */
type OfContact = readonly RemoteNeighbourChange[]

const flatten = ({ items, ...page }: Page<OfContact>): Page<RemoteNeighbourChange> => ({ ...page, items: items.flat() })

async function createCollection(context: ContactContext, signal: AbortSignal): Promise<Collection<OfContact>> {
  const { offsetMinutes } = await context.catalog.current(signal)
  const from = toMomentText(context.clock.now() - LOOK_BACK_MS, offsetMinutes)
  return {
    listing: {
      ...{ method: 'crm.contact.list', select: ['ID', 'LAST_ACTIVITY_TIME', 'DATE_CREATE'] },
      mostPages: 10,
      filter: { '>LAST_ACTIVITY_TIME': from },
    },
    changedAt: 'LAST_ACTIVITY_TIME',
    async toItems({ rows }, either) {
      const ids = rows.map(({ ID }) => toRemoteId(ID))
      const busy = rows.filter(hasHappened).map(({ ID }) => toRemoteId(ID))
      const comments = await readCommentsOf(context, busy, either)
      return ids.map((id) =>
        (comments.get(id) ?? []).map((neighbour): RemoteNeighbourChange => ({ kind: 'upsert', neighbour })),
      )
    },
    async sweep(known, either) {
      const gone = await findGoneNotes(context, known, either)
      return { items: [gone.map((remoteId): RemoteNeighbourChange => ({ kind: 'delete', remoteId }))] }
    },
    told: {
      entity: 'TIMELINECOMMENT',
      read: async (told, either) => [toChanges(told, await readNotes(context, told, either))],
    },
  }
}

/** On one that has only been made, there is nothing yet. */
const hasHappened = (row: RowWire): boolean => momentOf(row['LAST_ACTIVITY_TIME']) !== momentOf(row['DATE_CREATE'])

/** The newest page of each, by contact. Those that are not for this user have none. */
async function readCommentsOf(
  context: ContactContext,
  contactIds: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, readonly RemoteNeighbour[]>> {
  const outcomes = await readAll(
    context,
    contactIds.map((id, at) => pageOf(`n${at}`, id, 0)),
    signal,
  )
  return new Map(contactIds.map((id, at) => [id, notesIn(context, outcomes[at])]))
}

/** Every comment of each: how many pages more there are the first one tells, and one request brings fifty. */
async function readAllCommentsOf(
  context: ContactContext,
  contactIds: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  const first = await readAll(
    context,
    contactIds.map((id, at) => pageOf(`n${at}`, id, 0)),
    signal,
  )
  const further = contactIds.flatMap((id, at) => furtherPages(first[at]).map((start) => ({ id, start })))
  const others = await readAll(
    context,
    further.map(({ id, start }, at) => pageOf(`n${at}`, id, start)),
    signal,
  )
  return [...first, ...others].flatMap((outcome) => notesIn(context, outcome))
}

/** The newest first: one that is written meanwhile repeats another, and leaves out none. */
const pageOf = (name: string, id: RemoteId, start: number): Command => ({
  ...{ name, method: `${FAMILY}.list` },
  params: { filter: { ENTITY_ID: id, ENTITY_TYPE: CONTACT }, order: { ID: 'DESC' }, start },
})

function furtherPages(outcome: CommandOutcome | undefined): readonly number[] {
  if (outcome?.kind !== 'answered' || outcome.answer.next === null) return []
  const pages = Math.ceil((outcome.answer.total ?? 0) / PAGE_SIZE)
  return Array.from({ length: Math.max(1, pages - 1) }, (_, at) => (at + 1) * PAGE_SIZE)
}

function notesIn({ accountId }: ContactContext, outcome: CommandOutcome | undefined): readonly RemoteNeighbour[] {
  if (outcome?.kind === 'refused') return []
  const method = `${FAMILY}.list`
  const rows = parseResult(listOfRows(CommentWire), answerOf(outcome, method).result, method)
  return rows.map((row) => toNote(row, accountId))
}

function toNote(row: CommentWire, accountId: AccountId): RemoteNeighbour {
  const remoteId = toRemoteId(row.ID)
  const by = toUserId(accountId, row.AUTHOR_ID)
  return {
    ...{ kind: 'note', id: toNeighbourId('note', accountId, remoteId), remoteId, accountId },
    fields: {
      aboutId: toEntityId<ContactId>(accountId, toRemoteId(row.ENTITY_ID)),
      ...{ noteType: 'common', text: row.COMMENT },
    },
    // When it was changed nobody tells.
    ...{ createdAt: row.CREATED, createdBy: by, updatedAt: row.CREATED, updatedBy: by },
  }
}

async function readNotes(
  context: ContactContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, RemoteNeighbour>> {
  const method = `${FAMILY}.get`
  const commands = ids.map((id, at): Command => ({ name: `g${at}`, method, params: { id } }))
  const outcomes = await readAll(context, commands, signal)
  const found = outcomes.flatMap((outcome: CommandOutcome) => {
    if (outcome.kind === 'not-run') throw notRun(method, outcome.restMs)
    return outcome.kind === 'refused' ? [] : [parseResult(CommentWire, outcome.answer.result, method)]
  })
  return new Map(
    found
      .filter(({ ENTITY_TYPE }) => ENTITY_TYPE.toLowerCase() === CONTACT)
      .map((row) => [toRemoteId(row.ID), toNote(row, context.accountId)]),
  )
}

/** A note is asked of notes alone. */
const wordsOf = (record: Neighbour): string => (record.kind === 'note' ? record.fields.text : '')

function toCreate(record: Neighbour): Write {
  const method = `${FAMILY}.add`
  const [about] = aboutIdsOf(record)
  const entity = { ENTITY_ID: about === undefined ? null : remoteIdOf(about), ENTITY_TYPE: CONTACT }
  return {
    command: { method, params: { fields: { ...entity, COMMENT: wordsOf(record) } } },
    toResult: (outcome) =>
      outcome.kind === 'refused'
        ? toRefused(outcome.refusal)
        : applied(toRemoteId(parseResult(IdWire, outcome.answer.result, method))),
  }
}

function toUpdate(remoteId: RemoteId, record: Neighbour): Write {
  return {
    command: { method: `${FAMILY}.update`, params: { id: remoteId, fields: { COMMENT: wordsOf(record) } } },
    toResult: (outcome) => (outcome.kind === 'refused' ? toRefused(outcome.refusal) : applied(remoteId)),
  }
}

/** Of one that hangs on several records the vendor asks off which it is to be taken. */
function toDelete({ remoteId, record }: NeighbourUpdate): Write {
  const [about] = aboutIdsOf(record)
  const owner = about === undefined ? {} : { ownerTypeId: families.contact.typeId, ownerId: remoteIdOf(about) }
  return {
    command: { method: `${FAMILY}.delete`, params: { id: remoteId, ...owner } },
    toResult: (outcome) =>
      outcome.kind === 'refused' ? toRefused(outcome.refusal, `neighbour:${REMOVED}`) : applied(remoteId),
  }
}

const applied = (remoteId: RemoteId): ItemResult => ({ kind: 'applied', remoteId, updatedAt: null })

const toRefused = (refusal: Refusal, field: NeighbourFieldName = 'neighbour:text'): ItemResult =>
  refusal.code === 'OWNER_NOT_FOUND' || refusal.code === 'NOT_FOUND' ? { kind: 'gone' } : toRejected(refusal, field)

/** The server knows whole seconds; the one in which `since` falls counts. */
const MARGIN_MS = 1_000

/** Nothing of ours goes along with one: likeness tells. Whether one reads otherwise by now nobody tells: any of ours may. */
async function findCreatedNotes(
  context: ContactContext,
  since: number,
  about: readonly RemoteId[],
  signal: AbortSignal,
): Promise<CreatedNeighbours> {
  const method = 'server.time'
  const at = momentOf((await context.api.call(method, {}, signal)).result)
  if (at === null) {
    const details = { path: 'result', method, reached: true }
    throw new AppError('remote/invalid-response', 'the answer does not say what time it is', { details })
  }
  const all = await readCommentsOf(context, about, signal)
  const created = [...all.values()].flat().filter(({ createdAt }) => createdAt >= since - MARGIN_MS)
  const own = created.length === 0 ? null : await readOwnId(context, signal)
  const reworded = new Set(created.filter(({ createdBy }) => isMadeBy(createdBy, own)).map(({ remoteId }) => remoteId))
  return { at, created, reworded }
}
