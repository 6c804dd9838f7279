import { describe, expect, test, vi } from 'vitest'
import { readSavedHead } from '#renderer/search/saved-index.ts'
import { someIndexedCache, someSavedCache } from '#test/support/index-base.ts'
import { applyNames } from '#test/support/search-base.ts'

/** A machine that is busy takes its time. */
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, 10_000)

/** Longer than any test. */
const NEVER_MS = 2 ** 30

describe('an index that goes on growing', () => {
  test('is saved before all is quiet whenever it has grown by half', async () => {
    const { context, db, start } = someIndexedCache()
    const working = start({ keep: true, quietMs: NEVER_MS, fewestGrown: 4 })
    const add = async (from: number, count: number) => {
      await applyNames(context, Object.fromEntries(Array.from({ length: count }, (_, at) => [from + at, `Name ${at}`])))
      await soon(() => expect(working.feed.index.size).toBe(from + count - 1))
    }
    await add(1, 3)
    const few = await readSavedHead(db)
    await add(4, 1)
    await soon(async () => expect(await readSavedHead(db)).not.toBeNull())
    const first = await readSavedHead(db)

    await add(5, 1)
    await working.feed.catchUp()
    const grownLittle = await readSavedHead(db)
    await add(6, 1)
    await soon(async () => expect((await readSavedHead(db))?.fingerprint).not.toBe(first?.fingerprint))

    expect([few, grownLittle]).toEqual([null, first])
    expect(await db.indexLog.count()).toBe(1)
  })

  test('that was saved halfway is not taken for the whole at the next start', async () => {
    const { context, start } = await someSavedCache()
    await applyNames(context, { 4: 'Boris', 5: 'Gleb' })

    const next = start()
    await next.settled()

    expect([next.found(), next.whole[0]]).toEqual(['2,4,5,1,3', '2,4,5,1,3'])
  })
})
