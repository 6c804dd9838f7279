import type { RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { CallRefusal, type Bitrix24Api } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import type { KindMemory } from './event-feed.ts'
import {
  changeEvents,
  confirmEvents,
  dropEvents,
  formEvents,
  lookAtQueue,
  recordEvents,
  TAKE_LIMIT,
  takeEvents,
  type EventEntity,
  type Taken,
  type TakenEvent,
} from './events.ts'

/** A kind of records of which the portal tells what happens. */
export interface ToldKind<Item> {
  readonly entity: EventEntity
  /** As they are now: those that are not there any more, or out of reach, as gone. */
  readonly read: (ids: readonly RemoteId[], signal: AbortSignal) => Promise<readonly Item[]>
}

/** What the portal has told. Before the next is asked for, it has to be durable: then it is confirmed. */
export interface ToldPage<Item> {
  readonly items: readonly Item[]
  readonly isFormChanged: boolean
}

/** From here on a list tells it sooner: 2,500 records in two requests, where events take three for 500. */
const MOST_WAITING = 1_000

export interface ToldWish {
  readonly queue: string
  /** What is bound. */
  readonly names: ReadonlySet<string>
  /** Tries again what could not be applied before. */
  readonly triesFailed: boolean
}

/**
 * Yields what has happened since it was asked last. May repeat what was told: a kill between a page and its confirmation, or an
 * answer that was lost, leaves events set apart, and they are taken up again.
 * @returns whether there was so much that only deletions were taken: the rest is for whoever asks lists
 */
export async function* pullTold<Item>(
  context: Bitrix24Context,
  kind: ToldKind<Item>,
  memory: KindMemory,
  { queue, names, triesFailed }: ToldWish,
  signal: AbortSignal,
): AsyncGenerator<ToldPage<Item>, boolean> {
  const { entity } = kind
  const wanted = [...recordEvents(entity), ...formEvents(entity)].filter((name) => names.has(name))
  const take = (wish: { readonly processId?: string; readonly hasFailed?: boolean }) =>
    takeEvents(context, queue, { names: wanted, ...wish }, signal)
  async function* handle(taken: Taken): AsyncGenerator<ToldPage<Item>> {
    if (taken.events.length === 0) return
    const { page, failed } = await readTold(context, kind, taken, signal)
    yield page
    await confirmEvents(context, queue, taken, failed, signal)
    if (failed.size > 0) memory.hasFailed = true
  }

  let waiting = 0
  if (memory.isUnsure) {
    const look = await lookAtQueue(context, queue, wanted, MOST_WAITING, signal)
    waiting = look.waiting
    if (look.hasFailed) memory.hasFailed = true
    if (waiting > 0) context.logger.info('events wait', { entity, waiting, setApart: look.processIds.length })
    for (const processId of look.processIds) yield* handle(await take({ processId }))
  }
  memory.isUnsure = true
  if (triesFailed && memory.hasFailed) {
    memory.hasFailed = false
    yield* handle(await take({ hasFailed: true }))
  }
  let isTooLong = false
  for (let taken = 0; ;) {
    if (!isTooLong && Math.max(waiting, taken) > MOST_WAITING) {
      isTooLong = true
      memory.listed = null
      const dropped = await dropEvents(context, queue, changeEvents(entity), signal)
      context.logger.info('events left to the lists', { entity, dropped })
    }
    const next = await take({})
    taken += next.events.length
    yield* handle(next)
    if (next.events.length < TAKE_LIMIT) break
  }
  memory.isUnsure = false
  return isTooLong
}

async function readTold<Item>(
  { api, logger }: Bitrix24Context,
  { entity, read }: ToldKind<Item>,
  { events }: Taken,
  signal: AbortSignal,
): Promise<{ readonly page: ToldPage<Item>; readonly failed: ReadonlySet<TakenEvent> }> {
  const form = new Set(formEvents(entity))
  const ofRecords = events.filter(({ name }) => !form.has(name))
  const ids = [...new Set(ofRecords.flatMap(({ subject }) => subject ?? []))]
  const found = await readStill(api, () => readEach(read, ids, signal))
  const failed = ofRecords.filter(({ subject }) => subject === null || found.unread.has(subject))
  if (failed.length > 0) logger.warn('events could not be applied', { entity, count: failed.length })
  const isFormChanged = events.some(({ name }) => form.has(name))
  return { page: { items: found.items, isFormChanged }, failed: new Set(failed) }
}

/** What was read before a write of ours has ended would bring back what the write has just changed. */
async function readStill<T>(api: Pick<Bitrix24Api, 'writeCount'>, read: () => Promise<T>): Promise<T> {
  for (;;) {
    const writes = api.writeCount
    const found = await read()
    if (writes === api.writeCount) return found
  }
}

interface Read<Item> {
  readonly items: readonly Item[]
  readonly unread: ReadonlySet<RemoteId>
}

/** One record that makes no sense keeps none of the others away. */
async function readEach<Item>(
  read: ToldKind<Item>['read'],
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<Read<Item>> {
  if (ids.length === 0) return { items: [], unread: new Set() }
  try {
    return { items: await read(ids, signal), unread: new Set() }
  } catch (error) {
    if (!isSenseless(error)) throw error
    if (ids.length === 1) return { items: [], unread: new Set(ids) }
  }
  const half = Math.ceil(ids.length / 2)
  const first = await readEach(read, ids.slice(0, half), signal)
  const second = await readEach(read, ids.slice(half), signal)
  return { items: [...first.items, ...second.items], unread: first.unread.union(second.unread) }
}

const isSenseless = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'remote/invalid-response' && !(error instanceof CallRefusal)
