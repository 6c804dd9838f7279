import { describe, expect, test, vi } from 'vitest'
import { IndexFeed } from '#renderer/search/index-feed.ts'
import { query, someIndexedCache, someSavedCache } from '#test/support/index-base.ts'
import { applyNames } from '#test/support/search-base.ts'

/** A machine that is busy takes its time. */
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, 10_000)

describe('the index over a disk that fails', () => {
  test('leaves no half of what was to be saved, and the search goes on', async () => {
    const { context, db, start } = someIndexedCache()
    const full = vi.spyOn(db.indexParts, 'put')
    full.mockImplementationOnce((row) => db.indexParts.add(row)).mockRejectedValue(new Error('full'))
    await applyNames(context, { 1: 'Olga' })

    const working = start({ keep: true })
    await soon(() => expect(full).toHaveBeenCalledTimes(2))
    await applyNames(context, { 1: 'Yana' })

    await soon(() => expect(working.found('yana')).toBe('1'))
    expect(await db.indexParts.count()).toBe(0)
  })

  test('leaves no question open when the saved one cannot be read, and is made anew with the next change', async () => {
    const { db } = await someSavedCache()
    vi.spyOn(db.indexParts, 'get').mockRejectedValueOnce(new Error('disk trouble'))
    const failures: (string | null)[] = []
    const onProgress = ({ failure }: { failure: string | null }) => void failures.push(failure)
    const feed = new IndexFeed({ db, language: 'en', onProgress, uuid: () => 'one' })

    feed.start()
    await soon(() => expect(failures).toEqual(['disk trouble']))
    const atOnce = feed.find(query())?.total
    feed.hear({ kind: 'users' })

    await soon(() => expect(feed.find(query())?.total).toBe(3))
    expect(atOnce).toBe(0)
  })

  test('forgets nothing that could not be read: the next change reads everything', async () => {
    const { context, db } = await someSavedCache()
    const feed = new IndexFeed({ db, language: 'en', onProgress: () => undefined, uuid: () => 'one' })
    feed.start()
    await soon(() => expect(feed.index.size).toBe(3))
    await applyNames(context, { 4: 'Boris' })
    vi.spyOn(db.contacts, 'bulkGet').mockRejectedValueOnce(new Error('disk trouble'))

    const isKnown = await feed.catchUp()
    feed.hear({ kind: 'users' })

    await soon(() => expect(feed.find(query('boris'))?.total).toBe(1))
    expect(isKnown).toBe(false)
    feed.stop()
  })
})
