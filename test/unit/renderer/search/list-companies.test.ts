import { describe, expect, test } from 'vitest'
import { emptyContactFields } from '#shared/domain/contact.ts'
import { toEntityId, type AccountId, type CompanyId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { CompanyQuery } from '#renderer/search/company-query.ts'
import { ContactIndex } from '#renderer/search/contact-index.ts'
import { toIndexEntry } from '#renderer/search/index-entry.ts'
import { IndexRestore } from '#renderer/search/index-restore.ts'
import { takeSnapshot } from '#renderer/search/index-snapshot.ts'

const [account, other] = ['amo1', 'amo2'] as AccountId[] as [AccountId, AccountId]
const companyId = (n: number, from = account) => toEntityId<CompanyId>(from, String(n) as RemoteId)

function someIndex(names: Readonly<Record<number, string>>, companiesOf: readonly (readonly number[])[] = []) {
  const index = new ContactIndex('en')
  index.putCompanies(new Map(Object.entries(names).map(([n, name]) => [companyId(Number(n)), name])))
  for (const [at, companies] of companiesOf.entries()) putContact(index, at, companies)
  return index
}

function putContact(index: ContactIndex, n: number, companies: readonly number[], deletedAt?: number): void {
  const fields = { ...emptyContactFields, name: `Contact ${n}`, companyIds: companies.map((one) => companyId(one)) }
  const id = toEntityId<ContactId>(account, String(n) as RemoteId)
  const row = { id, accountId: account, fields, createdAt: 0, updatedAt: 0, updatedBy: null }
  const entry = toIndexEntry(deletedAt === undefined ? row : { ...row, deletedAt }, false)
  if (entry === null) index.remove(id)
  else index.put(entry)
}

const query = (part: Partial<CompanyQuery> = {}): CompanyQuery => ({
  text: '',
  sort: { by: 'name', direction: 'asc' },
  ...part,
})
const listed = (index: ContactIndex, part: Partial<CompanyQuery> = {}) =>
  index
    .listCompanies(query(part))
    .window(0, 100)
    .map(({ name, contacts }) => [name, contacts])

describe('the list of companies', () => {
  test('has every company by name, those that nobody belongs to as well, with how many contacts are here', () => {
    const index = someIndex({ 1: 'Vector', 2: 'Alpha', 3: 'Бета' }, [[1], [1, 3], []])

    expect(listed(index)).toEqual([
      ['Alpha', 0],
      ['Vector', 2],
      ['Бета', 1],
    ])
  })

  test('counts no contact that has been deleted or has moved to another company', () => {
    const index = someIndex({ 1: 'Vector', 2: 'Alpha' }, [[1], [1], [1]])

    putContact(index, 0, [1], 5)
    putContact(index, 1, [2])

    expect(listed(index)).toEqual([
      ['Alpha', 1],
      ['Vector', 1],
    ])
  })

  test('is found by parts of the name, whatever the case, the accent or the kind of e, all words needed', () => {
    const index = someIndex({ 1: 'Café Vector', 2: 'Ёлка и вектор', 3: 'Vector' })
    const found = (text: string) => listed(index, { text }).map(([name]) => name)

    expect([
      found('VECT'),
      found('cafe vec'),
      found('елка'),
      found('vector cafe'),
      found('nothing'),
      found(' '),
    ]).toEqual([
      ['Café Vector', 'Vector'],
      ['Café Vector'],
      ['Ёлка и вектор'],
      ['Café Vector'],
      [],
      ['Café Vector', 'Vector', 'Ёлка и вектор'],
    ])
  })

  test('sorts by the number of contacts, those of one size by name in both directions', () => {
    const index = someIndex({ 1: 'Vector', 2: 'Alpha', 3: 'Beta' }, [[1], [1], [3]])
    const names = (direction: 'asc' | 'desc') =>
      listed(index, { sort: { by: 'contacts', direction } }).map(([name]) => name)
    putContact(index, 7, [2])

    expect([names('desc'), names('asc')]).toEqual([
      ['Vector', 'Alpha', 'Beta'],
      ['Alpha', 'Beta', 'Vector'],
    ])
  })

  test('puts a company without a name last in both directions, and leaves it out once nobody belongs to it', () => {
    const index = someIndex({ 1: 'Vector', 2: 'Alpha' }, [[9]])
    const names = (direction: 'asc' | 'desc') =>
      listed(index, { sort: { by: 'name', direction } }).map(([name]) => name)

    const both = [names('asc'), names('desc')]
    putContact(index, 0, [])

    expect(both).toEqual([
      ['Alpha', 'Vector', ''],
      ['Vector', 'Alpha', ''],
    ])
    expect(names('asc')).toEqual(['Alpha', 'Vector'])
  })

  test('is narrowed to an account', () => {
    const index = someIndex({ 1: 'Vector' })
    index.putCompanies(new Map([[companyId(1, other), 'Omega']]))

    expect([listed(index, { accountId: other }), listed(index, { accountId: account })]).toEqual([
      [['Omega', 0]],
      [['Vector', 0]],
    ])
  })

  test('follows a company that is renamed, and tells where it is', () => {
    const index = someIndex({ 1: 'Vector', 2: 'Alpha' })
    const before = index.listCompanies(query())

    index.putCompanies(new Map([[companyId(2), 'Zenith']]))

    expect([before.indexOf(companyId(2)), index.listCompanies(query()).indexOf(companyId(2))]).toEqual([0, 1])
    expect([index.listCompanies(query({ text: 'alpha' })).total, before.indexOf(companyId(77))]).toEqual([0, -1])
  })

  test('leaves out one that has gone, as suggestions do, though contacts belong to it and are found by its name', () => {
    const index = someIndex({ 1: 'Vector', 2: 'Alpha' }, [[1], [2]])
    const all = index.find({ text: 'vector', filters: {}, sort: { by: 'name', direction: 'asc' } }).total

    index.putCompanies(new Map([[companyId(1), 'Vector']]), new Set([companyId(1)]))
    const stamp = { language: 'en', fingerprint: 'one' }
    const restore = new IndexRestore(stamp)
    for (const part of structuredClone([...takeSnapshot(index, stamp)])) restore.add(part)

    for (const one of [index, restore.finish() ?? someIndex({})]) {
      expect(listed(one)).toEqual([['Alpha', 1]])
      expect(one.findCompanies(account, '', 9)).toEqual([companyId(2)])
      expect(one.find({ text: 'vector', filters: {}, sort: { by: 'name', direction: 'asc' } }).total).toBe(all)
    }
    index.putCompanies(new Map([[companyId(1), 'Vector']]))
    expect([all, listed(index).length]).toEqual([1, 2])
  })

  test('comes out of a saved index as it was', () => {
    const index = someIndex({ 1: 'Vector', 2: 'Alpha' }, [[1]])
    listed(index)
    const stamp = { language: 'en', fingerprint: 'one' }
    const restore = new IndexRestore(stamp)
    for (const part of structuredClone([...takeSnapshot(index, stamp)])) restore.add(part)

    const restored = restore.finish()

    expect(restored === null ? null : listed(restored)).toEqual(listed(index))
  })

  test('has a hundred thousand of them', () => {
    const index = new ContactIndex('en')
    index.putCompanies(new Map(Array.from({ length: 100_000 }, (_, n) => [companyId(n), `Company ${n}`])))

    const [all, some] = [index.listCompanies(query()), index.listCompanies(query({ text: 'company 9999' }))]

    expect([all.total, some.total]).toEqual([100_000, 19])
    expect(all.window(99_999, 100_000).map(({ name }) => name)).toEqual(['Company 99999'])
  })
})
