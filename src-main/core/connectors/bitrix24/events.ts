import * as v from 'valibot'
import type { RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { QUEUE_PARAM, type Params } from './api.ts'
import { toRemoteId } from './contact-context.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { readAll } from './run-commands.ts'
import { isYes, textOf } from './scalars.ts'
import { PAGE_SIZE } from './walk-ids.ts'
import { IdWire, listOfRows } from './wire.ts'

/** What happens to records of a kind, by the vendor's word for the kind. */
export const eventEntities = ['CONTACT', 'COMPANY', 'DEAL', 'LEAD', 'ACTIVITY', 'TIMELINECOMMENT'] as const
export type EventEntity = (typeof eventEntities)[number]

const toNames = (subject: string, deeds: readonly string[]) => deeds.map((deed) => `ONCRM${subject}${deed}`)

/** Of records that came, or changed: a list tells these as well. */
export const changeEvents = (entity: EventEntity): readonly string[] => toNames(entity, ['ADD', 'UPDATE'])
/** Of records; each says which, and nothing else. */
export const recordEvents = (entity: EventEntity): readonly string[] => [
  ...changeEvents(entity),
  ...toNames(entity, ['DELETE']),
]

/** Kinds of records of whose user fields the vendor tells. */
const withForm: readonly EventEntity[] = ['CONTACT', 'LEAD']
/** Of user fields of a kind. */
export const formEvents = (entity: EventEntity): readonly string[] =>
  withForm.includes(entity) ? toNames(`${entity}USERFIELD`, ['ADD', 'UPDATE', 'DELETE', 'SETENUMVALUES']) : []

const text = v.pipe(v.unknown(), v.transform(textOf))
const Data = v.looseObject({ ID: IdWire })
/** Which record it is about; `null` where that cannot be read. Of comments the id is said to stand one level higher. */
const Subject = v.fallback(
  v.nullable(
    v.union([
      v.pipe(
        v.looseObject({ FIELDS: Data }),
        v.transform(({ FIELDS }) => FIELDS.ID),
      ),
      v.pipe(
        Data,
        v.transform(({ ID }) => ID),
      ),
    ]),
  ),
  null,
)
const EventWire = v.looseObject({
  ...{ ID: IdWire, EVENT_NAME: v.pipe(text, v.toUpperCase()), MESSAGE_ID: text, EVENT_DATA: v.optional(Subject, null) },
  // Of the list alone; empty while nobody has taken it.
  ...{ PROCESS_ID: v.optional(text, ''), ERROR: v.optional(v.pipe(v.unknown(), v.transform(isYes)), false) },
})
type EventWire = v.InferOutput<typeof EventWire>

/** One thing that has happened. */
export interface TakenEvent {
  readonly id: string
  readonly messageId: string
  readonly name: string
  readonly subject: RemoteId | null
}

/** Events that the portal has set apart for us, until we say what became of them. */
export interface Taken {
  readonly processId: string
  readonly events: readonly TakenEvent[]
}

/** More than this at once are no gain: what they tell of is read by id, 1,250 in a request at most. */
export const TAKE_LIMIT = 500
/** What is only thrown away. */
const DROP_LIMIT = 5_000

const GET = 'event.offline.get'
const TakenWire = v.object({ process_id: v.optional(text, ''), events: listOfRows(EventWire) })

export interface TakeWish {
  readonly names: readonly string[]
  /** Those that were set apart before, under this name. */
  readonly processId?: string
  /** Those of which was said that they could not be applied. */
  readonly hasFailed?: boolean
}

/** @source https://apidocs.bitrix24.com/api-reference/events/event-offline-get.html */
export async function takeEvents(
  { api }: Bitrix24Context,
  queue: string,
  { names, processId, hasFailed = false }: TakeWish,
  signal: AbortSignal,
): Promise<Taken> {
  const params: Params = {
    ...{ filter: { '@EVENT_NAME': names }, limit: TAKE_LIMIT, clear: 0, [QUEUE_PARAM]: queue },
    ...(processId === undefined ? {} : { process_id: processId }),
    ...(hasFailed ? { error: 1 } : {}),
  }
  const { result } = await api.call(GET, params, signal)
  const taken = parseResult(TakenWire, result, GET)
  if (taken.events.length > 0 && taken.process_id === '') {
    const details = { method: GET, path: 'process_id', reached: true }
    throw new AppError('remote/invalid-response', 'events without a name to confirm them by', { details })
  }
  return { processId: taken.process_id, events: taken.events.map(toEvent) }
}

const toEvent = ({ ID, EVENT_NAME, MESSAGE_ID, EVENT_DATA }: EventWire): TakenEvent => ({
  ...{ id: ID, name: EVENT_NAME, messageId: MESSAGE_ID },
  subject: EVENT_DATA === null ? null : toRemoteId(EVENT_DATA),
})

/** Throws away what waits. @returns how many they were */
export async function dropEvents(
  { api }: Bitrix24Context,
  queue: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const params = { filter: { '@EVENT_NAME': names }, limit: DROP_LIMIT, clear: 1, [QUEUE_PARAM]: queue }
  for (let dropped = 0; ;) {
    const { events } = parseResult(TakenWire, (await api.call(GET, params, signal)).result, GET)
    dropped += events.length
    if (events.length < DROP_LIMIT) return dropped
  }
}

/**
 * Says what became of events: those that are applied leave the queue, the others are marked and come again when they are asked
 * for. Repeating it is harmless.
 * @source https://apidocs.bitrix24.com/api-reference/events/event-offline-clear.html
 */
export async function confirmEvents(
  { api }: Bitrix24Context,
  queue: string,
  { processId, events }: Taken,
  failed: ReadonlySet<TakenEvent>,
  signal: AbortSignal,
): Promise<void> {
  const named = { process_id: processId, [QUEUE_PARAM]: queue }
  const id = events.filter((event) => !failed.has(event)).map((event) => event.id)
  if (id.length > 0) await api.call('event.offline.clear', { ...named, id }, signal)
  const messages = [...failed].map(({ messageId }) => messageId)
  if (messages.length > 0) await api.call('event.offline.error', { ...named, message_id: messages }, signal)
}

/** What stands in the queue. */
export interface QueueLook {
  readonly waiting: number
  /** Under which names some have been set apart already. */
  readonly processIds: readonly string[]
  /** Of some was said that they could not be applied. */
  readonly hasFailed: boolean
}

const LIST = 'event.offline.list'

/**
 * Looks at the queue without taking anything. It is this device's alone: what is set apart there was taken by us, and what came
 * of it is not known.
 * @param most no need to look through more than these
 * @source https://apidocs.bitrix24.com/api-reference/events/event-offline-list.html
 */
export async function lookAtQueue(
  context: Bitrix24Context,
  queue: string,
  names: readonly string[],
  most: number,
  signal: AbortSignal,
): Promise<QueueLook> {
  const params = { filter: { '@EVENT_NAME': names }, order: { ID: 'ASC' }, [QUEUE_PARAM]: queue }
  const first = await context.api.call(LIST, { ...params, start: 0 }, signal)
  const rows = [...parseResult(listOfRows(EventWire), first.result, LIST)]
  const waiting = first.total ?? rows.length
  const pages = Math.ceil(Math.min(waiting, most) / PAGE_SIZE)
  const rest = Array.from({ length: Math.max(0, pages - 1) }, (_, at) => (at + 1) * PAGE_SIZE)
  const commands = rest.map((start, at) => ({ name: `l${at}`, method: LIST, params: { ...params, start } }))
  for (const outcome of await readAll(context, commands, signal, queue)) {
    if (outcome.kind === 'answered') rows.push(...parseResult(listOfRows(EventWire), outcome.answer.result, LIST))
  }
  const processIds = rows.map(({ PROCESS_ID }) => PROCESS_ID).filter((name) => name !== '')
  return { waiting, processIds: [...new Set(processIds)], hasFailed: rows.some((row) => row.ERROR) }
}
