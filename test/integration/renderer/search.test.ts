import { describe, expect, test, vi } from 'vitest'
import type { RemoteId } from '#shared/domain/ids.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { forgetAccounts } from '#renderer/db/forget-accounts.ts'
import { NOT_HERE } from '#renderer/db/tag-census.ts'
import type { ContactQuery } from '#renderer/search/contact-query.ts'
import { IndexFeed } from '#renderer/search/index-feed.ts'
import { account, contactId, FakeMain, someBulkTag, someRename } from '#test/support/cache-base.ts'
import { applyNames, companyId, someSearch } from '#test/support/search-base.ts'

const query = (text = '', filters: ContactQuery['filters'] = {}): ContactQuery => ({
  text,
  filters,
  sort: { by: 'name', direction: 'asc' },
})

function startSearch() {
  const { context, search, asked } = someSearch()
  const found = async (question: ContactQuery) => (await (await search.find(question))?.window(0, 100)) ?? []
  return { context, search, found, asked }
}

describe('search', () => {
  test('finds what the cache had when it started', async () => {
    const { context, search, found } = startSearch()
    await applyNames(context, { 1: 'Olga', 2: 'Anna' })

    search.start('en')

    await vi.waitFor(() =>
      expect(search.progress).toEqual({ indexed: 2, isIndexing: false, isCatchingUp: false, failure: null }),
    )
    expect(await found(query())).toEqual([contactId('2'), contactId('1')])
  })

  test('begun before there was a window, it tells the window that asks for the same how far it is', async () => {
    const { context, search, found } = startSearch()
    await applyNames(context, { 1: 'Olga' })
    search.start('en')
    await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))
    const told = vi.fn()
    search.onChanged(told)
    const begin = vi.spyOn(IndexFeed.prototype, 'start')

    search.start('en')

    await vi.waitFor(() =>
      expect(told).toHaveBeenCalledWith({ indexed: 1, isIndexing: false, isCatchingUp: false, failure: null }),
    )
    expect(await found(query())).toEqual([contactId('1')])
    expect(begin).not.toHaveBeenCalled()
    begin.mockRestore()
  })

  test('looks contacts of one account up without moving a frozen answer', async () => {
    const { context, search } = startSearch()
    await applyNames(context, { 1: 'Olga', 2: 'Anna', 3: 'Annabel' })
    search.start('en')
    await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))
    const frozen = await search.find(query())

    expect(await search.findContacts(account, 'ann', 1)).toEqual([contactId('2')])
    expect(await search.findContacts('other' as typeof account, 'ann', 9)).toEqual([])
    expect(await frozen?.window(0, 9)).toHaveLength(3)
  })

  test('shows a large bulk edit before any row is written, and goes on showing it', async () => {
    const { context, search, found } = startSearch()
    context.db.rowsAtOnce = 2
    await applyNames(context, { 1: 'Olga', 2: 'Anna', 3: 'Vera', 4: 'Zoe' })
    search.start('en')
    await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))
    const ids = ['1', '2', '3'].map(contactId)
    const tagged = () => found(query('', { tags: ['vip'], pendingOnly: true }))

    await acceptMutation(context, new FakeMain(), someBulkTag(['1', '2', '3'], 'vip'))
    await vi.waitFor(async () => expect(await tagged()).toEqual(['2', '1', '3'].map(contactId)))
    const census = await search.countTags([...ids, contactId('4'), contactId('9')])
    const writtenRows = await context.db.targets.count()
    // Another language builds the index anew, from rows that do not show it.
    search.start('ru')
    await vi.waitFor(async () => expect(await tagged()).toHaveLength(3))
    await acceptMutation(context, new FakeMain(), someRename('3', 'Vera', 'Wera'))
    await vi.waitFor(async () => expect(await found(query('wera', { tags: ['vip'] }))).toEqual([contactId('3')]))

    expect(writtenRows).toBe(0)
    expect(census).toEqual({ lists: [['vip'], []], listOf: Uint32Array.of(0, 0, 0, 1, NOT_HERE) })
  })

  test('knows who of very many has a tag, asked at one go', async () => {
    const { context, search } = startSearch()
    await applyNames(context, { 3: 'Olga', 3999: 'Anna', 4000: 'Vera', 8031: 'Zoe' })
    await acceptMutation(context, new FakeMain(), someBulkTag(['3999', '4000'], 'vip'))
    search.start('en')
    await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))
    const asked = Array.from({ length: 8_033 }, (_, at) => contactId(String(at)))

    const census = await search.countTags(asked)

    const found = asked.flatMap((_, at) => {
      const tags = census?.lists[census.listOf[at] ?? NOT_HERE]
      return tags === undefined ? [] : [[at, ...tags]]
    })
    expect(found).toEqual([[3], [3_999, 'vip'], [4_000, 'vip'], [8_031]])
  })

  test('does not know who has a tag before it has seen all contacts', async () => {
    const { search } = startSearch()

    expect(await search.countTags([contactId('1')])).toBeNull()
  })

  test('follows pages, edits, company names and sign-outs, and tells that answers may have changed', async () => {
    const { context, search, found } = startSearch()
    search.start('en')
    const changed = vi.fn()
    search.onChanged(changed)

    await applyNames(context, { 1: 'Olga' })
    await vi.waitFor(async () => expect(await found(query('olga'))).toEqual([contactId('1')]))
    await acceptMutation(context, new FakeMain(), someRename('1', 'Olga', 'Vera'))
    await vi.waitFor(async () => expect(await found(query('vera', { pendingOnly: true }))).toEqual([contactId('1')]))
    const company = { id: companyId, accountId: account, remoteId: '7' as RemoteId, name: 'Acme', updatedAt: 1 } // prettier-ignore
    await applyCompanies(context, { accountId: account, companies: [company] }) // prettier-ignore
    await vi.waitFor(async () => expect(await found(query('acme'))).toEqual([contactId('1')]))
    await context.db.outbox.clear()
    await forgetAccounts(context, [])
    await vi.waitFor(async () => expect(await found(query())).toEqual([]))

    expect(changed).toHaveBeenCalled()
  })

  test('no longer finds what the CRM deleted', async () => {
    const { context, search, found } = startSearch()
    await applyNames(context, { 1: 'Olga', 2: 'Anna' })
    search.start('en')
    await vi.waitFor(async () => expect(await found(query())).toHaveLength(2))

    await applyContacts(context, {
      accountId: account,
      changes: [{ kind: 'delete', id: contactId('2') }],
      checkpoint: { cursor: 'b', isComplete: true },
    })

    await vi.waitFor(async () => expect(await found(query())).toEqual([contactId('1')]))
  })

  test('answers the newest of several questions alone', async () => {
    const { context, search } = startSearch()
    await applyNames(context, { 1: 'Olga' })
    search.start('en')
    await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))

    const answers = await Promise.all([search.find(query('o')), search.find(query('ol')), search.find(query('x'))])

    expect(answers.map((answer) => answer?.total ?? null)).toEqual([null, null, 0])
  })

  test('brings the lines that are to be shown with the answer, and others when they are asked for', async () => {
    const { context, search, asked } = startSearch()
    await applyNames(context, { 1: 'A', 2: 'B', 3: 'C', 4: 'D' })
    search.start('en')
    await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))
    const answer = await search.find(query(), { from: 1, to: 3 })
    const before = asked()

    expect(await answer?.window(1, 3)).toEqual([contactId('2'), contactId('3')])
    expect(await answer?.window(2, 3)).toEqual([contactId('3')])
    expect(asked()).toBe(before)
    expect(await answer?.window(0, 9)).toEqual(['1', '2', '3', '4'].map(contactId))
    expect(asked()).toBe(before + 1)
  })

  test('keeps an answer as it was while the cache moves on', async () => {
    const { context, search } = startSearch()
    await applyNames(context, { 1: 'A', 2: 'B', 3: 'C' })
    search.start('en')
    await vi.waitFor(() => expect(search.progress.isIndexing).toBe(false))
    const answer = await search.find(query())

    await applyNames(context, { 0: '0' })
    await vi.waitFor(() => expect(search.progress.indexed).toBe(4))

    expect(answer?.total).toBe(3)
    expect(await answer?.window(1, 3)).toEqual([contactId('2'), contactId('3')])
    expect(await answer?.indexOf(contactId('3'))).toBe(2)
    expect(await answer?.indexOf(contactId('0'))).toBe(-1)
  })

  test('is built anew when half of it is kept for nothing, and answers all the while', async () => {
    const { context, rows } = someSearch()
    await applyNames(context, { 1: 'Olga', 2: 'Anna' })
    const told: string[] = []
    const onProgress = () => void told.push(feed.index.find(query()).ids.join())
    const feed = new IndexFeed({ db: context.db, language: 'en', onProgress, uuid: () => 'one', fewestWasted: 3 })
    rows.listen((changed) => feed.hear(changed))
    feed.start()
    await vi.waitFor(() => expect(feed.index.size).toBe(2))
    const [first, atFirst] = [feed.index, told.length]

    for (const name of ['Vera', 'Nina', 'Yana']) {
      await applyNames(context, { 1: name })
      await vi.waitFor(() => expect(feed.index.find(query(name)).total).toBe(1))
    }

    await vi.waitFor(() => expect(feed.index).not.toBe(first))
    expect([first.wasted, feed.index.wasted]).toEqual([3, 0])
    expect(feed.index.find(query()).ids).toEqual([contactId('2'), contactId('1')])
    expect(told.slice(atFirst).filter((ids) => ids.split(',').length !== 2)).toEqual([])
  })
})
