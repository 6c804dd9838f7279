import type { Bitrix24Api } from './api.ts'

/** Records in the order of their ids. */
export interface Found<Item> {
  /** Perhaps still in the making: what belongs to them is asked for by itself. */
  readonly entries: Entries<Item> | Promise<Entries<Item>>
  /** The last id that was looked at, whether or not it is told. */
  readonly until: string
  readonly hasMore: boolean
}

type Entries<Item> = readonly { readonly id: string; readonly item: Item }[]

/** A bounded part of a walk. */
export interface Slice<Item> {
  readonly items: readonly Item[]
  /** The last id that is in it, or in what came before. */
  readonly after: string
  readonly hasMore: boolean
}

/** What the window takes in at once without a pause that anybody would feel. */
const SLICE = 500

/**
 * Walks by id, the next request on its way while what came is made records of and taken in. What was read before a write of ours has ended is
 * read again: it would bring back what the write has just changed.
 * @param read one request
 */
export async function* walk<Item>(
  api: Pick<Bitrix24Api, 'writeCount'>,
  read: (after: string, signal: AbortSignal) => Promise<Found<Item>>,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<Slice<Item>> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const send = (after: string) => {
    const answer = read(after, either)
    // Of what nobody takes any more, nobody wants to know what it failed with.
    answer.then(({ entries }) => entries).catch(() => undefined)
    return { after, writes: api.writeCount, answer }
  }
  let flight = send(from)
  try {
    for (;;) {
      const { writes } = flight
      let { after } = flight
      const { entries: making, until, hasMore } = await flight.answer
      if (writes !== api.writeCount) {
        flight = send(after)
        continue
      }
      const next = hasMore ? send(until) : null
      const entries = await making
      if (writes !== api.writeCount) {
        flight = send(after)
        continue
      }
      let at = 0
      do {
        const part = entries.slice(at, at + SLICE)
        at += SLICE
        after = at < entries.length ? (part.at(-1)?.id ?? after) : until
        yield { items: part.map(({ item }) => item), after, hasMore: hasMore || at < entries.length }
      } while (at < entries.length && writes === api.writeCount)
      if (at < entries.length) flight = send(after)
      else if (next === null) return
      else flight = next
    }
  } finally {
    stop.abort()
  }
}
