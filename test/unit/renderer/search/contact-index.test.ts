import { describe, expect, test } from 'vitest'
import { emptyContactFields, type ContactFields } from '#shared/domain/contact.ts'
import { toEntityId, type AccountId, type CompanyId, type ContactId, type FieldId, type RemoteId, type UserId } from '#shared/domain/ids.ts' // prettier-ignore
import { ContactIndex } from '#renderer/search/contact-index.ts'
import type { ContactQuery } from '#renderer/search/contact-query.ts'
import { toIndexEntry } from '#renderer/search/index-entry.ts'

const account = 'amo1' as AccountId
const idOf = <Id extends ContactId | CompanyId | UserId>(remoteId: string, from = account): Id =>
  toEntityId<Id>(from, remoteId as RemoteId)

interface Sample extends Partial<ContactFields> {
  readonly id: string
  readonly accountId?: AccountId
  readonly at?: number
  readonly isPending?: boolean
  readonly deletedAt?: number
}

function put(index: ContactIndex, sample: Sample): void {
  const { id, accountId = account, at = 0, isPending = false, deletedAt, ...fields } = sample
  const row = {
    id: idOf<ContactId>(id, accountId),
    accountId,
    fields: { ...emptyContactFields, ...fields },
    createdAt: at,
    updatedAt: at,
    updatedBy: null,
    ...(deletedAt === undefined ? {} : { deletedAt }),
  }
  const entry = toIndexEntry(row, isPending)
  if (entry !== null) index.put(entry)
}

function someIndex(...samples: readonly Sample[]): ContactIndex {
  const index = new ContactIndex('ru')
  for (const sample of samples) put(index, sample)
  return index
}

const phone = (value: string) => ({ phones: [{ value, kind: 'work' }] })

function found(index: ContactIndex, text: string, parts: Partial<ContactQuery> = {}): readonly string[] {
  const query: ContactQuery = { text, filters: {}, sort: { by: 'name', direction: 'asc' }, ...parts }
  return index.find(query).ids.map((id) => id.slice(id.indexOf('.') + 1))
}

describe('ContactIndex order', () => {
  test('passes over spaces that were typed by mistake', () => {
    const index = someIndex(
      { id: '1', name: 'Aaron' },
      { id: '2', firstName: '  Amelia ', lastName: '  Mitchell ' },
      { id: '3', name: 'Amelia   Moss' },
      { id: '4', name: 'Amelia Abbot' },
    )

    expect([found(index, ''), found(index, 'amelia mitchell')]).toEqual([['1', '4', '2', '3'], ['2']])
  })
})

describe('ContactIndex text', () => {
  const everything: Sample = {
    id: '1',
    name: 'Пётр Семёнов',
    emails: [{ value: 'Petr@Example.com', kind: 'work' }],
    phones: [{ value: '+7 (912) 345-67-89', kind: 'work' }],
    tags: ['Выставка 2024'],
    companyIds: [idOf<CompanyId>('7')],
    custom: { ['10' as FieldId]: [{ value: 'Главный бухгалтер' }] },
  }
  const decoy: Sample = { id: '2', name: 'Йозеф Müller', ...phone('+44 20 7946 0958') }

  test.each([
    ['the beginning of a name', 'пет', ['1']],
    ['the middle of a name', 'ёно', ['1']],
    ['a name without ё', 'петр семенов', ['1']],
    ['words in any order', 'семенов петр', ['1']],
    ['a name without its accents', 'muller', ['2']],
    ['a letter that only looks accented', 'иозеф', []],
    ['a part of an e-mail', 'example.com', ['1']],
    ['a tag of two words', 'выставка 2024', ['1']],
    ['a company', 'рога', ['1']],
    ['the position', 'бухгалтер', ['1']],
    ['words of different kinds', 'петр рога 345', ['1']],
    ['a word that matches nothing', 'петр нигде', []],
    ['a phone as it is written', '+7 (912) 345-67-89', ['1']],
    ['a phone with 8', '8 912 345 67 89', ['1']],
    ['a phone without separators', '79123456789', ['1']],
    ['the beginning of a phone with 8', '8912', ['1']],
    ['the end of a phone', '67-89', ['1']],
    ['a foreign phone', '4420 7946', ['2']],
    ['a year beside a phone', '2024 79123456789', ['1']],
    ['two digits, which are too few for a phone', '89', []],
  ])('finds %s', (_, text, expected) => {
    const index = someIndex(everything, decoy)
    index.putCompanies(new Map([[idOf<CompanyId>('7'), 'ООО «Рога и копыта»']]))

    expect(found(index, text)).toEqual(expected)
  })

  test('puts contacts whose name begins with the words first', () => {
    const index = someIndex(
      { id: '1', name: 'Анна Петрова', tags: ['ива'] },
      { id: '2', name: 'Саливанов' },
      { id: '3', name: 'Яков Иванов' },
    )

    expect(found(index, 'ива')).toEqual(['3', '1', '2'])
  })

  test('finds a contact by the new name of its company, and no longer by the old one', () => {
    const index = someIndex({ id: '1', companyIds: [idOf<CompanyId>('7')] })
    index.putCompanies(new Map([[idOf<CompanyId>('7'), 'Old']]))

    index.putCompanies(new Map([[idOf<CompanyId>('7'), 'New']]))

    expect([found(index, 'old'), found(index, 'new')]).toEqual([[], ['1']])
  })
})

describe('ContactIndex rows', () => {
  test('forgets what it knew of a contact that is put again', () => {
    const index = someIndex({ id: '1', name: 'Anna' })
    found(index, '')

    put(index, { id: '1', name: 'Olga' })

    expect([index.size, found(index, 'anna'), found(index, 'olga')]).toEqual([1, [], ['1']])
  })

  test('leaves tombstones out, but not those with edits that wait for the user', () => {
    const index = someIndex({ id: '1', deletedAt: 5 }, { id: '2', deletedAt: 5, isPending: true })

    expect(found(index, '')).toEqual(['2'])
  })

  test('no longer lists what was removed', () => {
    const index = someIndex({ id: '1' }, { id: '2' })
    found(index, '')

    index.remove(idOf('1'))

    expect(found(index, '')).toEqual(['2'])
  })
})

describe('ContactIndex filters', () => {
  const other = 'amo2' as AccountId
  const index = someIndex(
    { id: '1', tags: ['a', 'b'], companyIds: [idOf<CompanyId>('7')], responsibleId: idOf<UserId>('5') },
    { id: '2', tags: ['a'], isPending: true },
    { id: '3', accountId: other, tags: ['b'] },
  )

  test.each<[string, ContactQuery['filters'], readonly string[]]>([
    ['all of the tags', { tags: ['a', 'b'] }, ['1']],
    ['a company', { companyId: idOf<CompanyId>('7') }, ['1']],
    ['a responsible', { responsibleId: idOf<UserId>('5') }, ['1']],
    ['any of some responsibles', { responsibleIds: [idOf<UserId>('9'), idOf<UserId>('5')] }, ['1']],
    ['none of them', { responsibleIds: [] }, []],
    ['an account', { accountId: other }, ['3']],
    ['pending edits', { pendingOnly: true }, ['2']],
    ['nothing', {}, ['1', '2', '3']],
  ])('by %s', (_, filters, expected) => {
    expect(found(index, '', { filters })).toEqual(expected)
  })

  test('counts what the menus offer, most frequent first, names in place of ids', () => {
    index.putCompanies(new Map([[idOf<CompanyId>('7'), 'Acme']]))
    index.putUsers(new Map([[idOf<UserId>('5'), 'Olga']]))

    expect(index.facets(account)).toEqual({
      tags: [
        { id: 'a', name: 'a', count: 2 },
        { id: 'b', name: 'b', count: 1 },
      ],
      companies: [{ id: idOf<CompanyId>('7'), name: 'Acme', count: 1 }],
      responsibles: [{ id: idOf<UserId>('5'), name: 'Olga', count: 1 }],
    })
  })
})

describe('ContactIndex order', () => {
  const index = someIndex(
    { id: '1', name: 'Яна', at: 1 },
    { id: '2', name: '', at: 3 },
    { id: '3', name: 'ёлка', at: 2 },
    { id: '4', name: 'Анна', companyIds: [idOf<CompanyId>('7')], at: 4 },
  )
  index.putCompanies(new Map([[idOf<CompanyId>('7'), 'Acme']]))

  test.each<[ContactQuery['sort']['by'], 'asc' | 'desc', readonly string[]]>([
    ['name', 'asc', ['4', '3', '1', '2']],
    ['name', 'desc', ['1', '3', '4', '2']],
    ['updated', 'desc', ['4', '2', '3', '1']],
    ['company', 'asc', ['4', '3', '1', '2']],
  ])('by %s %s, what has no value last', (by, direction, expected) => {
    expect(found(index, '', { sort: { by, direction } })).toEqual(expected)
  })
})

describe('ContactIndex companies', () => {
  test('are found by any part of their name, those that begin with it first, in one account', () => {
    const index = someIndex()
    const names = [
      ['1', 'Big Acme'],
      ['2', 'Acme'],
      ['3', 'Other'],
    ] as const
    index.putCompanies(new Map(names.map(([id, name]) => [idOf<CompanyId>(id), name])))
    index.putCompanies(new Map([[idOf<CompanyId>('9', 'amo2' as AccountId), 'Acme elsewhere']]))

    expect(index.findCompanies(account, 'ACME', 5)).toEqual([idOf('2'), idOf('1')])
    expect(index.findCompanies(account, 'acme', 1)).toEqual([idOf('2')])
  })
})
