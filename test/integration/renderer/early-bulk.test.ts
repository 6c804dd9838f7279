import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, test, vi } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { recallBulk } from '#renderer/db/bulk-bodies.ts'
import { useContactListStore } from '#renderer/stores/contact-list-store.ts'
import { useOutboxStore } from '#renderer/stores/outbox-store.ts'
import { provideServices } from '#renderer/stores/services.ts'
import { contactId, FakeMain, snapshot, someBulkTag } from '#test/support/cache-base.ts'
import { ids } from '#test/support/large-bulk.ts'
import { applyNames, someSearch } from '#test/support/search-base.ts'
import { OnlineMain } from '#test/support/window-base.ts'

/** A window with three contacts, of whom all is known; more than two are many. */
async function someWindow() {
  const { context, search, rows } = someSearch()
  context.db.rowsAtOnce = 2
  await applyNames(context, { 1: 'Anna', 2: 'Olga', 3: 'Vera' })
  search.start('en')
  await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))
  const countTags = vi.spyOn(search, 'countTags')
  provideServices({ context, search, rows, main: new OnlineMain(), locks: { request: vi.fn() } })
  setActivePinia(createPinia())
  const list = useContactListStore()
  await vi.waitFor(() => expect(list.rowAt(2)?.fullName).toBe('Vera'))
  return { context, list, countTags, rows }
}

const all = ids(3).map(contactId)
const vip = { add: ['vip'], remove: [] }

describe('a large bulk edit that is being written', () => {
  test('shows before it is on the disk, and no longer when the disk has refused it', async () => {
    const { context, list } = await someWindow()
    const before = await snapshot(context)
    const shown: (readonly string[] | undefined)[] = []
    let refuse = (): void => undefined
    const isSeen = new Promise<void>((resolve) => (refuse = resolve))
    const write = context.db.transaction.bind(context.db)
    vi.spyOn(context.db, 'transaction').mockImplementation((async (...args: Parameters<typeof write>) => {
      if (args[0] !== 'rw') return write(...args)
      await isSeen
      throw new DOMException('no room', 'QuotaExceededError')
    }) as never)
    const mutation = someBulkTag(ids(3), 'vip')

    const attempt = acceptMutation(context, new FakeMain(), mutation)
    await vi.waitFor(() => expect(list.rowAt(2)?.tags).toEqual(['vip']))
    shown.push(list.rowAt(2)?.tags)
    refuse()

    await expect(attempt).rejects.toMatchObject({ code: 'storage/failed', details: { reason: 'quota' } })
    await vi.waitFor(() => expect(list.rowAt(2)?.tags).toEqual([]))
    expect([shown, recallBulk(context.db, mutation.id)]).toEqual([[['vip']], undefined])
    expect(await snapshot(context)).toEqual(before)
  })
})

describe('contacts that are about to be tagged', () => {
  test('are counted once, while the user is typing', async () => {
    const { context, countTags } = await someWindow()
    const outbox = useOutboxStore()

    outbox.prepareTags(all)
    await outbox.bulkTags([...all], vip)

    expect(countTags).toHaveBeenCalledTimes(1)
    expect((await context.db.outbox.toArray()).length).toBe(1)
  })

  test('are counted again where one of them has changed meanwhile', async () => {
    const { context, countTags, rows } = await someWindow()
    const outbox = useOutboxStore()
    outbox.prepareTags(all)
    const isTold = new Promise<void>((resolve) => void rows.listen(() => resolve()))
    await acceptMutation(context, new FakeMain(), someBulkTag(['2'], 'vip'))
    await isTold

    const [mutation] = await outbox.bulkTags(all, vip)

    expect(countTags).toHaveBeenCalledTimes(2)
    expect(mutation?.change).toMatchObject({ tags: [{ unchangedIds: [contactId('2')] }] })
  })

  test('are counted again where others are meant in the end', async () => {
    const { countTags } = await someWindow()
    const outbox = useOutboxStore()
    outbox.prepareTags(all)

    const [mutation] = await outbox.bulkTags(all.toReversed(), vip)

    expect(countTags).toHaveBeenCalledTimes(2)
    expect(mutation?.change).toMatchObject({ contactIds: all.toReversed() })
  })
})
