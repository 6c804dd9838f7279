import * as v from 'valibot'
import type { AccountId } from '#shared/domain/ids.ts'
import type { AskedReason, Noticing } from '#shared/domain/noticing.ts'
import type { Access } from '#core/http/access.ts'
import type { Cursor } from '../pull-page.ts'
import { QUEUE_PARAM, type BatchOutcome, type Command, type CommandOutcome, type Refusal } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { eventEntities, formEvents, recordEvents, type EventEntity } from './events.ts'
import { isAccessDenied } from './refusals.ts'
import { answerOf } from './run-commands.ts'
import { isYes, momentOf, textOf } from './scalars.ts'
import { listOfRows } from './wire.ts'
import { webhookOf } from './webhook.ts'

/** The portal queues what happens for this device. */
export interface ToldState {
  readonly kind: 'told'
  readonly queue: string
  /** Of what it tells. */
  readonly names: ReadonlySet<string>
  /** Server seconds: at the latest since then nothing is left out, as far as nobody knows better. */
  readonly since: number
  /** Before this moment, server seconds, something was left out; `null` where nothing is known to have been. */
  readonly brokenUntil: number | null
}
export type FeedState = ToldState | { readonly kind: 'asked'; readonly reason: AskedReason }

/** What one process remembers of a kind of records. */
export interface KindMemory {
  /** Something may be set apart for us of which nobody knows what came of it: so it is in the beginning. */
  isUnsure: boolean
  /** Some could not be applied. */
  hasFailed: boolean
  /** The last pull that asked lists: where pulls have come since, our writes until then, and when, by this device's clock. */
  listed: { readonly cursor: Cursor; readonly writes: number; readonly at: number } | null
}

/**
 * The portal's queue of events for this device, which no other installation takes from: each has a queue of its own. One for
 * all kinds of records of an account.
 */
export interface EventFeed {
  /** What can be had, and binds what is not bound. Asks now and then only. @throws {AppError} as all calls */
  open(signal: AbortSignal): Promise<FeedState>
  /** The portal does not let us any more. @returns what is to be had instead */
  refused(reason: AskedReason, signal: AbortSignal): Promise<FeedState>
  memoryOf(entity: EventEntity): KindMemory
  /** More has come of a kind than is worth taking one by one, or no longer. */
  noteBacklog(entity: EventEntity, isTooLong: boolean): void
  /** Ours, `null` while none is kept. */
  ownQueue(): string | null
  /** How changes are noticed, `null` before anybody has asked. */
  noticing(): Noticing | null
}

/** Bindings vanish when the portal's administrator updates the application, or removes it. */
const LOOK_EVERY_MS = 15 * 60_000
/** A plan, or the rights of a user, do not change by the minute. */
const HOPE_EVERY_MS = 60 * 60_000

/** Where the profile was copied to another computer, both take from one queue; all else is told apart. */
export const queueOf = (accountId: AccountId): string => `kartoteka-${accountId}`

/** @param access tells whether a webhook calls: those are told nothing */
export function createEventFeed(context: Bitrix24Context, access: Access): EventFeed {
  const { clock, logger } = context
  let known: { readonly state: FeedState; readonly at: number } | null = null
  let asking: Promise<FeedState> | null = null
  let brokenUntil: number | null = null
  const tooLong = new Set<EventEntity>()
  const memories = new Map<EventEntity, KindMemory>()
  const unknown = new Set<string>()

  function keep(state: FeedState): FeedState {
    const before = known?.state
    if (before?.kind !== state.kind) logger.info('how changes are noticed', describe(state))
    known = { state, at: clock.now() }
    return state
  }

  async function look(signal: AbortSignal): Promise<FeedState> {
    const { token } = await access.authorize(clock.now(), signal)
    if (webhookOf({ token }) !== null) return keep({ kind: 'asked', reason: 'webhook' })
    const queue = queueOf(context.accountId)
    const bound = await readBound(context, queue, signal)
    if (bound === null) return keep({ kind: 'asked', reason: 'plan' })
    const wanted = allEvents.filter((name) => !bound.names.has(name) && !unknown.has(name))
    const made = await bindAll(context, queue, wanted, signal)
    if (made.kind === 'refused') return keep({ kind: 'asked', reason: made.reason })
    for (const name of made.unknown) unknown.add(name)
    if (made.isNew) brokenUntil = made.at
    const names = new Set([...bound.names, ...made.names])
    return keep({ kind: 'told', queue, names, since: bound.at, brokenUntil })
  }

  return {
    async open(signal) {
      const maxAgeMs = known?.state.kind === 'told' ? LOOK_EVERY_MS : HOPE_EVERY_MS
      if (known !== null && Math.abs(clock.now() - known.at) < maxAgeMs) return known.state
      const answer = (asking ??= look(signal))
      try {
        return await answer
      } finally {
        if (asking === answer) asking = null
      }
    },
    async refused(reason, signal) {
      const state = await look(signal)
      // It says that we may, and does not let us.
      return state.kind === 'told' ? keep({ kind: 'asked', reason }) : state
    },
    memoryOf(entity) {
      const memory = memories.get(entity) ?? { isUnsure: true, hasFailed: false, listed: null }
      memories.set(entity, memory)
      return memory
    },
    noteBacklog(entity, isTooLong) {
      if (isTooLong) tooLong.add(entity)
      else tooLong.delete(entity)
    },
    ownQueue: () => (known?.state.kind === 'told' ? known.state.queue : null),
    noticing() {
      if (known === null) return null
      if (known.state.kind === 'asked') return { kind: 'asked', reason: known.state.reason }
      return tooLong.size > 0 ? { kind: 'asked', reason: 'backlog' } : { kind: 'told' }
    },
  }
}

const allEvents: readonly string[] = eventEntities.flatMap((entity) => [...recordEvents(entity), ...formEvents(entity)])

const describe = (state: FeedState) => ({ way: state.kind, reason: state.kind === 'asked' ? state.reason : null })

const CLOCK: Command = { name: 'clock', method: 'server.time', params: {} }
const BOUND: Command = { name: 'bound', method: 'event.get', params: {} }
/** To take without deleting at once, and to have a queue of one's own: without both, what is lost is lost. */
const features = ['rest_offline_extended', 'rest_auth_connector'].map((CODE, at): Command => ({
  name: `f${at}`,
  method: 'feature.get',
  params: { CODE },
}))
const FeatureWire = v.looseObject({ value: v.pipe(v.unknown(), v.transform(isYes)) })
const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')
const BindingWire = v.looseObject({ event: text, connector_id: text, offline: text })

const secondsOf = (outcome: CommandOutcome | undefined): number =>
  Math.floor((momentOf(answerOf(outcome, CLOCK.method).result) ?? 0) / 1000)

/** @returns `null` where the portal's plan keeps no such queues */
async function readBound({ api }: Bitrix24Context, queue: string, signal: AbortSignal) {
  const outcome = await api.batch([CLOCK, BOUND, ...features], { halt: false, queue }, signal)
  return features.every(({ name }) => isOffered(outcome.get(name)))
    ? { names: boundIn(outcome, queue), at: secondsOf(outcome.get(CLOCK.name)) }
    : null
}

function isOffered(feature: CommandOutcome | undefined): boolean {
  const read = feature?.kind === 'answered' ? v.safeParse(FeatureWire, feature.answer.result) : null
  return read?.success === true && read.output.value
}

function boundIn(outcome: BatchOutcome, queue: string): ReadonlySet<string> {
  const found = outcome.get(BOUND.name)
  const rows = found?.kind === 'answered' ? v.safeParse(listOfRows(BindingWire), found.answer.result) : null
  const own =
    rows?.success === true ? rows.output.filter((row) => row.offline === '1' && row.connector_id === queue) : []
  return new Set(own.map(({ event }) => event.toUpperCase()))
}

type Made =
  | { readonly kind: 'refused'; readonly reason: AskedReason }
  | {
      readonly kind: 'bound'
      readonly names: readonly string[]
      readonly unknown: readonly string[]
      /** Something was not bound before. */
      readonly isNew: boolean
      /** Server seconds, when all was. */
      readonly at: number
    }

/** @source https://apidocs.bitrix24.com/api-reference/events/event-bind.html */
async function bindAll(
  { api, logger }: Bitrix24Context,
  queue: string,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<Made> {
  if (wanted.length === 0) return { kind: 'bound', names: [], unknown: [], isNew: false, at: 0 }
  const commands = wanted.map((event, at): Command => ({
    ...{ name: `e${at}`, method: 'event.bind' },
    // Whether a command takes over the name of its batch is not documented.
    params: { event, event_type: 'offline', [QUEUE_PARAM]: queue },
  }))
  const outcome = await api.batch([...commands, BOUND, CLOCK], { halt: false, queue }, signal)
  const [names, unknown]: [string[], string[]] = [[], []]
  let isNew = false
  for (const [at, event] of wanted.entries()) {
    const found = outcome.get(`e${at}`)
    if (found?.kind === 'answered') isNew = true
    if (found?.kind === 'answered' || (found?.kind === 'refused' && isBoundAlready(found.refusal))) names.push(event)
    else if (found?.kind === 'refused' && found.refusal.code === 'ERROR_EVENT_NOT_FOUND') unknown.push(event)
    else if (found?.kind === 'refused') {
      logger.warn('an event cannot be bound', { event, code: found.refusal.code })
      return { kind: 'refused', reason: isAccessDenied(found.refusal) ? 'rights' : 'refused' }
    }
  }
  const own = boundIn(outcome, queue)
  if (outcome.get(BOUND.name)?.kind === 'answered' && !names.every((name) => own.has(name))) {
    // A queue that is not ours alone is none: others would take from it what is for us.
    logger.warn('events are bound under another name', { count: names.length })
    return { kind: 'refused', reason: 'refused' }
  }
  return { kind: 'bound', names, unknown, isNew, at: secondsOf(outcome.get(CLOCK.name)) }
}

/** Of a request that was sent twice the second is told so; in which words is not documented. */
const isBoundAlready = ({ code, message }: Refusal): boolean =>
  code === 'ERROR_CORE' && /unable to set event handler/i.test(message)

/**
 * Takes back what was bound for this device. What still waits in its queue stays there.
 * @source https://apidocs.bitrix24.com/api-reference/events/event-unbind.html
 */
export async function unbindAll(context: Bitrix24Context, access: Access, signal: AbortSignal): Promise<void> {
  const { token } = await access.authorize(context.clock.now(), signal)
  if (webhookOf({ token }) !== null) return
  const queue = queueOf(context.accountId)
  const outcome = await context.api.batch([BOUND], { halt: false, queue }, signal)
  const commands = [...boundIn(outcome, queue)].map((event, at): Command => ({
    ...{ name: `u${at}`, method: 'event.unbind' },
    params: { event, event_type: 'offline', [QUEUE_PARAM]: queue },
  }))
  await context.api.batch(commands, { halt: false, queue }, signal)
}
