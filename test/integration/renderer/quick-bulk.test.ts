import { liveQuery } from 'dexie'
import { createPinia, setActivePinia } from 'pinia'
import * as v from 'valibot'
import { describe, expect, test, vi } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { PackedIdsSchema } from '#renderer/db/packed-ids.ts'
import { readListRows } from '#renderer/db/read-list-rows.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { showBulk } from '#renderer/db/show-bulk.ts'
import { spreadSlice } from '#renderer/db/spread.ts'
import { useContactListStore } from '#renderer/stores/contact-list-store.ts'
import { provideServices } from '#renderer/stores/services.ts'
import { contactId, FakeMain, someBase, someBulkTag } from '#test/support/cache-base.ts'
import { ids, tagged, untag } from '#test/support/large-bulk.ts'
import { applyNames, someSearch } from '#test/support/search-base.ts'
import { OnlineMain } from '#test/support/window-base.ts'

const StoredSchema = v.object({ change: v.object({ contactIds: v.object({ packed: PackedIdsSchema }) }) })

describe('a large bulk edit, quickly', () => {
  test('is a row with packed ids, read back by a window that has it not in memory', async () => {
    const { context, mutation } = await tagged(450)

    const [row] = await context.db.outbox.toArray()
    const entries = await readOutbox(new CacheDb(context.db.name))

    expect(v.parse(StoredSchema, row?.mutation).change.contactIds.packed.count).toBe(450)
    expect(entries.map((entry) => entry.mutation)).toEqual([mutation])
  })

  test('is read as an earlier release stored it', async () => {
    const { context, mutation } = await tagged(450)
    const [row] = await context.db.outbox.toArray()
    if (row !== undefined) await context.db.outbox.put({ ...row, mutation })

    const entries = await readOutbox(new CacheDb(context.db.name))

    expect(entries.map((entry) => entry.mutation)).toEqual([mutation])
  })

  test('shows in the lines of the list from memory as it does when they are read again', async () => {
    const { context, main } = await someBase(...ids(4))
    context.db.rowsAtOnce = 2
    await acceptMutation(context, main, someBulkTag(ids(3), 'old'))
    const all = ids(4).map(contactId)
    const before = await readListRows(context.db, all)

    const added = await acceptMutation(context, main, someBulkTag(ids(3), 'vip'))
    const withTag = showBulk(context.db, added.id, before)
    const read = await readListRows(context.db, all)
    const removed = await acceptMutation(context, main, untag(ids(3), 'old'))
    const without = showBulk(context.db, removed.id, withTag)

    expect(withTag).toEqual(read)
    expect(without).toEqual(await readListRows(context.db, all))
    expect(withTag.get(contactId('4'))).toBe(before.get(contactId('4')))
  })

  test('shows in the list though the search worker has not answered yet', async () => {
    const { context, search, rows } = someSearch()
    context.db.rowsAtOnce = 2
    await applyNames(context, { 1: 'Anna', 2: 'Olga', 3: 'Vera' })
    search.start('en')
    await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))
    const silent = { ...search, progress: search.progress, onChanged: () => () => undefined }
    provideServices({ context, search: silent, rows, main: new OnlineMain(), locks: { request: vi.fn() } })
    setActivePinia(createPinia())
    const list = useContactListStore()
    await vi.waitFor(() => expect(list.rowAt(2)?.fullName).toBe('Vera'))

    await acceptMutation(context, new FakeMain(), someBulkTag(ids(3), 'vip'))

    await vi.waitFor(() => expect(list.rowAt(2)).toMatchObject({ tags: ['vip'], isPending: true }))
  })

  test('is accepted when main has it, and marked so before the next edit is handed over', async () => {
    const { context, main } = await someBase('1')
    const states: string[][] = []
    const call = main.call.bind(main)
    vi.spyOn(main, 'call').mockImplementation(async (...asked) => {
      states.push((await context.db.outbox.toArray()).map(({ state }) => state))
      return call(...asked)
    })

    await Promise.all(['a', 'b'].map((tag) => acceptMutation(context, main, someBulkTag(['1'], tag))))

    expect(states).toEqual([
      ['saving', 'saving'],
      ['pending', 'saving'],
    ])
    expect(main.asked('outbox/accept')).toHaveLength(2)
  })

  test('lets no live query run again for a slice that changes nothing that shows', async () => {
    const { context } = await tagged(25, 20)
    const runs: number[] = []
    const query = liveQuery(async () => (await readOutbox(context.db)).map(({ left }) => left))
    const subscription = query.subscribe(([left]) => void runs.push(left ?? 0))
    await vi.waitFor(() => expect(runs).toEqual([25]))

    while (await spreadSlice(context)) continue
    // An edit is told; by then a slice would have been, too.
    await acceptMutation(context, new FakeMain(), someBulkTag(['1'], 'other'))
    await vi.waitFor(() => expect(runs.length).toBeGreaterThan(1))
    subscription.unsubscribe()

    expect(runs.slice(0, 2)).toEqual([25, 25])
    expect(runs.length).toBeLessThanOrEqual(3)
    expect(await context.db.targets.where('recordId').equals(contactId('1')).count()).toBe(2)
  })

  test('is written in the order in which the cache keeps its contacts', async () => {
    const { context, main } = await someBase(...ids(9))
    context.db.rowsAtOnce = 4
    await acceptMutation(context, main, someBulkTag(['9', '2', '7', '4', '1'], 'vip'))

    await spreadSlice(context, 2)

    const written = (await context.db.targets.toArray()).map((target) => target.recordId)
    expect(written).toEqual([contactId('1'), contactId('2')])
  })
})
