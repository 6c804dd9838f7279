import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, test, vi } from 'vitest'
import { readLastList, writeLastList, type LastList } from '#renderer/db/last-list.ts'
import { useContactListStore } from '#renderer/stores/contact-list-store.ts'
import { provideServices } from '#renderer/stores/services.ts'
import { contactId, FakeMain } from '#test/support/cache-base.ts'
import { applyNames, someSearch } from '#test/support/search-base.ts'

/** A window's list over a cache with three contacts, whose index has not begun. */
async function openList(last: LastList | null) {
  const { context, search, rows } = someSearch()
  await applyNames(context, { 1: 'A', 2: 'B', 3: 'C' })
  if (last !== null) await writeLastList(context.db, last)
  const listen = () => () => undefined
  const main = Object.assign(new FakeMain(), { connection: 'online' as const, on: listen, onConnection: listen })
  provideServices({ context, search, rows, main, locks: { request: async () => undefined } })
  setActivePinia(createPinia())
  const list = useContactListStore()
  const names = () => [0, 1, 2, 3].map((index) => list.rowAt(index)?.fullName)
  return { context, search, list, names }
}

const idsOf = (...remoteIds: readonly string[]) => remoteIds.map(contactId)

describe('the list of the last time', () => {
  test('is what a start shows until there is an answer, without contacts that are gone', async () => {
    const { search, list, names } = await openList({ ids: idsOf('3', 'gone', '1'), total: 9 })

    await vi.waitFor(() => expect(list.total).toBe(8))
    const before = names()
    search.start('en')
    await vi.waitFor(() => expect(list.total).toBe(3))

    expect(before).toEqual(['C', 'A', undefined, undefined])
    expect(names()).toEqual(['A', 'B', 'C', undefined])
  })

  test('gives way to what the user asks for', async () => {
    const { search, list, names } = await openList({ ids: idsOf('3', '1'), total: 9 })
    await vi.waitFor(() => expect(list.total).toBe(9))

    list.text = 'b'
    search.start('en')

    await vi.waitFor(() => expect([list.total, names()]).toEqual([1, ['B', undefined, undefined, undefined]]))
  })

  test('is the plain list: a search and a filter are not remembered', async () => {
    const { context, search, list } = await openList(null)
    const remembered = () => readLastList(context.db)
    search.start('en')

    await vi.waitFor(async () => expect(await remembered()).toEqual({ ids: idsOf('1', '2', '3'), total: 3 }), 4_000)
    list.text = 'b'
    await vi.waitFor(() => expect(list.total).toBe(1))
    await applyNames(context, { 4: 'D' })
    list.text = ''
    await vi.waitFor(async () => expect((await remembered())?.total).toBe(4), 4_000)
  })
})
