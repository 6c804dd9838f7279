import type { Query } from '#core/http/query-string.ts'
import type { AmocrmContext } from './context.ts'
import { readPage, type ListSource } from './read-pages.ts'
import type { ListWire } from './wire.ts'

/** Numbered pages, read before anybody asks: else the vendor's rate would be the time of one answer. */
export interface ReadAhead<Row> {
  /**
   * That page, as it is after all that this connector has written: one that was asked for before the end of a write is
   * asked for again. The pages after it are on their way meanwhile; going back forgets them.
   */
  take(page: number): Promise<ListWire<Row>>
  /** Breaks off what is on its way; resolves when it has ended. */
  close(): Promise<void>
}

/**
 * Contacts and companies are read side by side: at seven requests a second, enough for answers that take more than a second.
 * Memory holds no more pages than these, and no more are asked for in vain at the end of a list.
 */
const MOST_AHEAD = 5

interface Flight<Row> {
  readonly answer: Promise<ListWire<Row>>
  /** How much had been written when it left. */
  readonly writes: number
  /** Nobody will take it. */
  breakOff(): void
}

export function createReadAhead<Row>(
  context: AmocrmContext,
  source: ListSource<Row>,
  query: Query,
  signal: AbortSignal,
): ReadAhead<Row> {
  const flights = new Map<number, Flight<Row>>()
  const ending = new Set<Promise<unknown>>()
  let lastPage = Infinity
  /** A list of one page is the rule: only what turns out to be long is read ahead. */
  let ahead = 0

  function send(page: number): Flight<Row> {
    const dropped = new AbortController()
    const either = AbortSignal.any([signal, dropped.signal])
    const answer = readPage(context, source, query, page, either)
    const flight = { answer, writes: context.writes.count, breakOff: () => dropped.abort() }
    flights.set(page, flight)
    // Of a page that nobody takes any more, nobody wants to know what it failed with.
    const ended = answer.then(
      ({ rows, hasNext }) => {
        if (flights.get(page) === flight && (!hasNext || rows.length === 0)) endAt(page)
      },
      () => undefined,
    )
    ending.add(ended)
    void ended.then(() => ending.delete(ended))
    return flight
  }

  /** What was asked for beyond the end waits for its turn in front of whatever comes next: it gives its place up. */
  function endAt(page: number): void {
    lastPage = Math.min(lastPage, page)
    for (const [beyond, flight] of flights) if (beyond > lastPage) forget(beyond, flight)
  }

  function forget(page: number, flight: Flight<Row>): void {
    flights.delete(page)
    flight.breakOff()
  }

  function drop(): void {
    for (const [page, flight] of flights) forget(page, flight)
    lastPage = Infinity
  }

  async function arrive(page: number): Promise<ListWire<Row>> {
    for (;;) {
      const flight = flights.get(page) ?? send(page)
      for (let next = page + 1; next <= Math.min(page + ahead, lastPage); next++) {
        if (!flights.has(next)) send(next)
      }
      const found = await flight.answer
      if (flight.writes === context.writes.count) return found
      drop()
    }
  }

  return {
    async take(page) {
      if (flights.get(page)?.writes !== context.writes.count) drop()
      const found = await arrive(page)
      flights.delete(page)
      ahead = Math.min(MOST_AHEAD, ahead + 1)
      return found
    },
    async close() {
      drop()
      await Promise.all(ending)
    },
  }
}
