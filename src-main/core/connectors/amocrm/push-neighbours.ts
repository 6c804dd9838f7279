import { toRejectedWith } from '#shared/domain/fault.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourCreate, NeighbourPort, NeighbourUpdate } from '../neighbour-port.ts'
import type { BatchLimit } from './batch-limit.ts'
import type { AmocrmContext } from './context.ts'
import { toMs, toRemoteId, toUserId } from './remote-ids.ts'
import { isForbidden, sendAllowed } from './forbidden.ts'
import type { NeighbourKindWords, NeighbourWire, Sent } from './neighbour-kind.ts'
import { writtenWire } from './neighbour-wire.ts'
import { findCreatedNeighbours, pullNeighbours, readNeighbours } from './pull-neighbours.ts'
import { readFaults, readProblem, toPart, type Fault } from './rejections.ts'
import { createListHabits } from './changed-neighbours.ts'
import { rewordedOf } from '../reworded-of.ts'
import { sendInParts, toParts } from '../send-in-parts.ts'

/**
 * All that can be done with one kind of what stands beside contacts. Whether the vendor keeps the good items of a bad batch is
 * not documented, and nothing here carries a key: each new one goes in a request of its own.
 */
export function createNeighbourPort<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  limit: BatchLimit,
): NeighbourPort {
  const { path, key } = words.source
  const schema = writtenWire(key)
  const habits = createListHabits()
  return {
    pull: (cursor, signal) => pullNeighbours(context, words, cursor, habits, signal),
    read: (ids, signal) => readNeighbours(context, words, ids, signal),
    async findCreated(since, signal) {
      const { at, created } = await findCreatedNeighbours(context, words, since, signal)
      return { at, created, reworded: rewordedOf(created, toUserId(context.accountId, context.account.userId)) }
    },
    create: (items, signal) =>
      sendAll(
        toParts(items, 1),
        limit,
        placeIn(words, ({ record }) => words.toCreateOut(record)),
        signal,
        async (part) => {
          const body = part.map(({ record }, at) => ({ ...words.toCreateOut(record), request_id: String(at) }))
          const written = (await context.http.postJson(path, { body, schema, signal })) ?? []
          const byPlace = new Map(written.map(({ id, request_id }, at) => [Number(request_id ?? at), id]))
          return part.map((_: NeighbourCreate, at) => {
            const id = byPlace.get(at)
            if (id === undefined) throw unaccounted(key)
            return { kind: 'applied', remoteId: toRemoteId(id), updatedAt: null }
          })
        },
      ),
    update: (items, signal) =>
      sendAll(toParts(items, limit.current()), limit, placeIn(words, words.toUpdateOut), signal, async (part) => {
        const body = part.map((item) => ({ id: Number(item.remoteId), ...words.toUpdateOut(item) }))
        const written = (await context.http.patchJson(path, { body, schema, signal })) ?? []
        const byId = new Map(written.map(({ id, updated_at }) => [toRemoteId(id), updated_at ?? null]))
        return part.map(({ remoteId }: NeighbourUpdate) => {
          const updatedAt = byId.get(remoteId)
          if (updatedAt === undefined) throw unaccounted(key)
          return { kind: 'applied', remoteId, updatedAt: updatedAt === null ? null : toMs(updatedAt) }
        })
      }),
  }
}

/** Where a fault of one item shows, and in which of several values there. */
export type PlaceOf<Item> = (path: string, item: Item) => Pick<ItemResult & { kind: 'rejected' }, 'field' | 'part'>

function placeIn<Row extends NeighbourWire, Item>(
  { fieldAt }: NeighbourKindWords<Row>,
  toSent: (item: Item) => Sent,
): PlaceOf<Item> {
  return (path, item) => {
    const sent = toSent(item)
    const part = toPart(path, sent)
    return { field: fieldAt(path, sent), ...(part === null ? {} : { part }) }
  }
}

/** Sends a batch in parts; a refusal that is about the items is theirs. */
export function sendAll<Item>(
  parts: readonly (readonly Item[])[],
  limit: BatchLimit,
  placeOf: PlaceOf<Item>,
  signal: AbortSignal,
  perform: (part: readonly Item[]) => Promise<readonly ItemResult[]>,
): Promise<readonly ItemResult[]> {
  const send = async (part: readonly Item[]): Promise<readonly ItemResult[]> => {
    try {
      return await perform(part)
    } catch (error) {
      limit.note(error, part.length)
      // Rights differ by what is written: this user may still write all else.
      if (isForbidden(error)) return sendAllowed(part, send, signal)
      if (!(error instanceof HttpRefusal)) throw error
      return refuse(error, part, placeOf)
    }
  }
  return sendInParts(parts, send, signal)
}

/** What was saved of a bad batch all the same is recognised when it is compared once more. */
function refuse<Item>(error: HttpRefusal, items: readonly Item[], placeOf: PlaceOf<Item>): readonly ItemResult[] {
  const problem = readProblem(error)
  const count = items.length
  const faults = readFaults(problem, count)
  const isLone = count === 1 && faults.size === 0
  return items.map((item, at): ItemResult => {
    const own = faults.get(at) ?? []
    if (isLone) return { kind: 'rejected', field: null, reason: `http-${error.status}`, message: problem.detail ?? '' }
    if (own.some(isOfNobody)) return { kind: 'gone' }
    const rejected = toRejectedWith(
      own.map(({ code, path, detail }) => ({ ...placeOf(path ?? '', item), reason: code, message: detail ?? '' })),
    )
    return rejected ?? { kind: 'not-sent' }
  })
}

/** The record, or whom it is about, is not there. */
const isOfNobody = ({ code, path }: Fault): boolean =>
  code === 'NotSupportedChoice' && (path === 'id' || path === 'entity_id')

/** Whoever does not know what was written has to look. */
export const unaccounted = (key: string) =>
  new AppError('remote/invalid-response', 'the answer does not say what was written', {
    details: { path: `_embedded.${key}`, reached: true },
  })
