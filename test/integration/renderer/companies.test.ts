import { describe, expect, test, vi } from 'vitest'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import { useCompanyListStore } from '#renderer/stores/company-list-store.ts'
import { useCompanyStore } from '#renderer/stores/company-store.ts'
import { useOutboxStore } from '#renderer/stores/outbox-store.ts'
import { toEntityId, type CompanyId, type RemoteId } from '#shared/domain/ids.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { account, contactId } from '#test/support/cache-base.ts'
import { companyId, someSearch } from '#test/support/search-base.ts'
import { openWindow } from '#test/support/window-base.ts'

const idOf = (n: number) => toEntityId<CompanyId>(account, String(n) as RemoteId)
const empty = idOf(8)

const nameCompanies = (context: StoreContext, names: Readonly<Record<number, string>>) =>
  applyCompanies(context, {
    accountId: account,
    companies: Object.entries(names).map(([n, name]) => ({
      ...{ id: idOf(Number(n)), accountId: account, remoteId: n as RemoteId, name, updatedAt: 0 },
    })),
  })

/** Anna and Oleg are at Vector; nobody is at Alpha. */
async function openCompanies() {
  const window = await openWindow({ 1: 'Anna', 2: 'Oleg' })
  await nameCompanies(window.context, { 7: 'Vector', 8: 'Alpha' })
  const [list, open] = [useCompanyListStore(), useCompanyStore()]
  list.begin()
  await vi.waitFor(() => expect(list.total).toBe(2))
  return { ...window, list, open }
}
const linesOf = (list: ReturnType<typeof useCompanyListStore>) =>
  Array.from({ length: list.total }, (_, at) => list.lineAt(at)).map((line) => [line?.name, line?.contacts])
const namesIn = (open: ReturnType<typeof useCompanyStore>) => open.people.shown.map(({ name }) => name)

describe('the list of companies', () => {
  test('is sorted by name or by how many contacts each has, and searched', async () => {
    const { list } = await openCompanies()
    const byName = linesOf(list)

    list.sort = { by: 'contacts', direction: 'desc' }
    await vi.waitFor(() => expect(list.lineAt(0)?.name).toBe('Vector'))
    const bySize = linesOf(list)
    list.text = 'alp'

    await vi.waitFor(() => expect(linesOf(list)).toEqual([['Alpha', 0]]))
    expect(byName).toEqual([
      ['Alpha', 0],
      ['Vector', 2],
    ])
    expect(bySize).toEqual(byName.toReversed())
  })

  test('says that the cache cannot be read, and does not show a company without its number for that', async () => {
    const { list, app, context } = await openCompanies()
    const broken = vi.spyOn(context.db.neighbours, 'bulkGet').mockRejectedValue(new Error('the disk is broken'))
    const before = list.version

    list.text = 'alp'

    await vi.waitFor(() => expect(app.failure).not.toBeNull())
    expect([list.version, broken.mock.calls.length > 0]).toEqual([before, true])
  })

  test('follows what a pull brings', async () => {
    const { context, list } = await openCompanies()

    await nameCompanies(context, { 9: 'Beta' })

    await vi.waitFor(() => expect(linesOf(list).map(([name]) => name)).toEqual(['Alpha', 'Beta', 'Vector']))
  })

  test('knows which company is beside one, and where', async () => {
    const { list } = await openCompanies()

    expect([await list.beside(empty, 1), await list.beside(empty, -1), await list.beside(companyId, 1)]).toEqual([
      { id: companyId, index: 1 },
      null,
      null,
    ])
  })

  test('reads lines of the list that were not on the screen', async () => {
    const { context, list } = await openCompanies()
    const many = Array.from({ length: 300 }, (_, n) => [n + 10, `Firm ${n}`] as const)
    await nameCompanies(context, Object.fromEntries(many))
    await vi.waitFor(() => expect(list.total).toBe(302))
    const before = list.lineAt(250)

    await list.loadRange(240, 260)

    expect([before, list.lineAt(250)?.name]).toEqual([undefined, 'Firm 249'])
  })
})

describe('the panel of a company', () => {
  test('takes a contact out and puts it back by undo', async () => {
    const { context, open, list } = await openCompanies()
    open.openId = companyId
    await vi.waitFor(() => expect(namesIn(open)).toEqual(['Anna', 'Oleg']))

    await open.removeContact(companyId, contactId('1'), true)
    await vi.waitFor(() => expect(namesIn(open)).toEqual(['Oleg']))
    const left = (await context.db.contacts.get(contactId('1')))?.fields.companyIds
    await vi.waitFor(() => expect(linesOf(list)).toContainEqual(['Vector', 1]))
    await useOutboxStore().undo()

    await vi.waitFor(() => expect(namesIn(open)).toEqual(['Anna', 'Oleg']))
    expect([left, open.people.total]).toEqual([[], 2])
    await vi.waitFor(() => expect(linesOf(list)).toContainEqual(['Vector', 2]))
  })

  test('takes in a contact that belonged to another company, and undo gives that one its contact back', async () => {
    const { context, open } = await openCompanies()
    open.openId = empty
    await vi.waitFor(() => expect(open.company?.name).toBe('Alpha'))

    await open.addContact(empty, contactId('1'), true)
    await vi.waitFor(() => expect(open.people.shown).toMatchObject([{ name: 'Anna', isPending: true }]))
    const now = (await context.db.contacts.get(contactId('1')))?.fields.companyIds
    await useOutboxStore().undo()

    await vi.waitFor(() => expect(open.people.shown).toEqual([]))
    const back = (await context.db.contacts.get(contactId('1')))?.fields.companyIds
    expect([now, back]).toEqual([[empty], [companyId]])
  })

  test('adds a company beside those that a contact has where the CRM has room for several', async () => {
    const { context, open } = await openCompanies()

    await open.addContact(empty, contactId('1'), false)

    const row = await context.db.contacts.get(contactId('1'))
    expect(row?.fields.companyIds).toEqual([companyId, empty])
  })

  test('offers contacts that do not belong to it yet', async () => {
    const { open } = await openCompanies()

    const [inIt, inOther] = [
      await open.findContacts(account, companyId, 'anna'),
      await open.findContacts(account, empty, 'anna'),
    ]

    expect([inIt, inOther.map(({ id }) => id)]).toEqual([[], [contactId('1')]])
  })

  test('shows nothing of the company that was open before', async () => {
    const { open } = await openCompanies()
    open.openId = companyId
    await vi.waitFor(() => expect(open.people.total).toBe(2))

    open.openId = empty

    expect([open.company, open.people.shown]).toEqual([null, []])
  })
})

describe('a search for companies', () => {
  test('finds nothing before there is an index, and tells when there is one', async () => {
    const { context, search } = someSearch()
    await nameCompanies(context, { 8: 'Alpha' })
    const query = { text: '', sort: { by: 'name', direction: 'asc' } } as const
    const told = vi.fn()
    search.onChanged(told)

    const before = await search.listCompanies(query, { from: 0, to: 1 })
    search.start('en')

    await vi.waitFor(() => expect(told).toHaveBeenCalled())
    expect([before.total, (await search.listCompanies(query, { from: 0, to: 1 })).total]).toEqual([0, 1])
  })
})
