import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import type { Collection, DatedRow } from '#core/connectors/amocrm/collection.ts'
import type { AmocrmContext } from '#core/connectors/amocrm/context.ts'
import type { EventWire, ListWire } from '#core/connectors/amocrm/wire.ts'
import { walkAll } from '#core/connectors/amocrm/walk-all.ts'
import { createRandom } from '#demo-crm/seed/random.ts'
import { settled } from '#test/support/fake-clock.ts'

const START_S = 1_700_000_000
const PAGE = 250
const go = new AbortController().signal

const rowSchema = v.object({ id: v.number(), updated_at: v.number() })
const collection: Collection<DatedRow, unknown> = {
  source: { path: '/things', key: 'things', row: rowSchema },
  entity: 'contact',
  isAwaited: false,
  toItem: (row) => row,
  confirm: null,
}

interface Asked {
  readonly query: { readonly page: number; readonly [name: string]: unknown }
  readonly signal: AbortSignal
}

/** A CRM whose answers take their time, each its own, while somebody deletes. */
function createCrm(seed: number, options: { readonly records: number; readonly deletions: number }) {
  const chance = createRandom(seed, 0)
  const ids = Array.from({ length: options.records }, (_, at) => at + 1)
  const events: EventWire[] = []
  const asked: number[] = []
  /** Pages on their way that somebody still waits for. */
  const awaited = new Map<number, AbortSignal>()
  /** How many pages beyond the end they were, at each look into the log. */
  const inVain: number[] = []
  const writes = { count: 0 }
  let [nowS, out, mostOut, left] = [START_S, 0, 0, options.deletions]

  function pass(): void {
    if (chance.next() < 0.5) nowS += 1
    if (left === 0 || chance.next() < 0.7) return
    left -= 1
    const [id] = ids.splice(chance.int(ids.length), 1)
    events.push({ id: `e${events.length}`, type: 'contact_deleted', entity_id: id ?? 0, created_at: nowS })
  }

  const wait = async (): Promise<void> => {
    for (let turns = chance.int(6); turns > 0; turns--) await settled()
  }

  async function getJson(path: string, { query, signal }: Asked): Promise<ListWire<unknown>> {
    mostOut = Math.max(mostOut, ++out)
    if (path === '/things') {
      asked.push(query.page)
      awaited.set(query.page, signal)
    } else {
      const isInVain = ([page, { aborted }]: [number, AbortSignal]) => !aborted && page > ids.length / PAGE
      inVain.push([...awaited].filter(isInVain).length)
    }
    try {
      await wait()
      signal.throwIfAborted()
      pass()
      const from = (query.page - 1) * PAGE
      const all: readonly unknown[] = path === '/things' ? ids.map((id) => ({ id, updated_at: nowS })) : events
      const answer = { rows: all.slice(from, from + PAGE), hasNext: all.length > from + PAGE }
      await wait()
      return answer
    } finally {
      if (path === '/things') awaited.delete(query.page)
      out -= 1
    }
  }

  const http = { getJson, serverNow: () => nowS * 1_000 }
  const logger = { info: () => undefined, warn: () => undefined }
  const context = { http, logger, writes } as unknown as AmocrmContext
  return { context, ids, asked, inVain, writes, most: () => mostOut, isQuiet: () => out === 0 }
}

const start = { kind: 'walk', since: START_S, page: 1, checkedPage: 1, checkedAt: START_S } as const

async function walk(context: AmocrmContext): Promise<ReadonlySet<number>> {
  const seen = new Set<number>()
  for await (const { rows } of walkAll(context, collection, start, go)) for (const { id } of rows) seen.add(id)
  return seen
}

describe('a walk through everything', () => {
  test.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'misses nobody while pages overtake each other and somebody deletes (seed %i)',
    async (seed) => {
      const { context, ids } = createCrm(seed, { records: 15_000, deletions: 6 })

      const seen = await walk(context)

      expect(ids.filter((id) => !seen.has(id))).toEqual([])
    },
  )

  test('asks for several pages at once of a list that turns out to be long', async () => {
    const { context, most } = createCrm(1, { records: 5_000, deletions: 0 })

    await walk(context)

    expect(most()).toBeGreaterThan(4)
  })

  test('asks for one page of a list that has no more', async () => {
    const { context, asked } = createCrm(1, { records: PAGE, deletions: 0 })

    await walk(context)

    expect(asked).toEqual([1])
  })

  test.each([2, 3, 4])('at the end waits for no page beyond it (seed %i)', async (seed) => {
    const { context, asked, inVain } = createCrm(seed, { records: PAGE * 12, deletions: 0 })

    await walk(context)

    expect([Math.max(...asked) > 12, inVain.at(-1)]).toEqual([true, 0])
  })

  test('asks again for pages that were asked for before a write has ended', async () => {
    const { context, asked, writes } = createCrm(1, { records: PAGE * 8, deletions: 0 })

    for await (const { next } of walkAll(context, collection, start, go)) if (next?.page === 5) writes.count += 2

    const again = [5, 6, 7].map((page) => asked.filter((one) => one === page).length)
    expect(again).toEqual([2, 2, 2])
  })

  test('leaves nothing on its way when nobody goes on with it', async () => {
    const { context, isQuiet } = createCrm(1, { records: 5_000, deletions: 0 })

    for await (const { next } of walkAll(context, collection, start, go)) if (next?.page === 6) break
    const wasQuiet = isQuiet()

    expect(wasQuiet).toBe(true)
  })
})
