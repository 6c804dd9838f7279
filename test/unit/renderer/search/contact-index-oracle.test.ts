import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyContactFields } from '#shared/domain/contact.ts'
import { toEntityId, type AccountId, type CompanyId, type ContactId, type FieldId, type RemoteId, type UserId } from '#shared/domain/ids.ts' // prettier-ignore
import { ContactIndex } from '#renderer/search/contact-index.ts'
import { sortColumns, type ContactQuery } from '#renderer/search/contact-query.ts'
import { foldText } from '#renderer/search/fold-text.ts'
import { toIndexEntry, type IndexEntry } from '#renderer/search/index-entry.ts'
import { IndexRestore } from '#renderer/search/index-restore.ts'
import { takeSnapshot } from '#renderer/search/index-snapshot.ts'
import { sampleCompanies, sampleContact, sampleUsers } from '#test/bench/sample-contacts.ts'
import { NaiveIndex } from '#test/support/naive-index.ts'

const accounts = ['amo1', 'b24'] as const
const idOf = <Id extends ContactId | CompanyId | UserId>(account: string, tail: string): Id =>
  toEntityId<Id>(account as AccountId, tail as RemoteId)

const account = fc.constantFrom(...accounts)
const uuid = '~0b8f2f5e-0000-4000-8000-00000000000'
/** Numbers as CRMs give them, ids of this device, and what only looks like a number. */
const tail = fc.constantFrom('1', '2', '9', '10', '100', '007', '4294967296', '9007199254740993', 'x-1', `${uuid}1`, `${uuid}2`) // prettier-ignore
const contactId = fc.tuple(account, tail).map(([from, id]) => idOf<ContactId>(from, id))
const companyId = fc.tuple(account, fc.constantFrom('1', '2', '3', '4')).map(([from, id]) => idOf<CompanyId>(from, id))
const userId = fc.tuple(account, fc.constantFrom('1', '2', '3')).map(([from, id]) => idOf<UserId>(from, id))

/** A few words over and over, so that searches meet; letters of one byte and of several, marks and digits. */
const word = fc.constantFrom('анна', 'Анна', 'Анна-Мария', 'Ёлкин', 'елкин', 'йод', 'и\u0306од', 'Zoë', 'zoe', 'ACME', 'an', 'Әлия', '李小龙', '🚀', '«Рога»', 'a2', 'a10', "O'Neil", 'э', '') // prettier-ignore
const name = fc.array(word, { maxLength: 3 }).map((words) => words.join(' '))
const mail = fc.constantFrom('anna@mail.ru', 'zoe@mail.ru', 'zoe@gmail.com', '@mail.ru', 'a@b@c.ru', 'ann@', 'Élan@x.y')
const phone = fc.constantFrom('+7 912 345-67-89', '8 (912) 345 67 89', '495 123', '112', '+44 20 7946 0958')
const tag = fc.constantFrom('vip', 'VIP', 'Новый год', 'анна', 'ё')
const text = fc.oneof(
  name,
  fc.constantFrom('912', '8912', '+7 912', '345-67', 'нн', 'vip анна', 'a', 'а', '@', '@mail', 'e@', 'e@ma', '@b@', 'mail.ru', 'ru', 'год нов', 'zoe 912', '龙', '🚀', '20', '2079'), // prettier-ignore
  fc.tuple(fc.oneof(word, mail), fc.nat(4), fc.nat(4)).map(([whole, from, length]) => whole.slice(from, from + length)),
)

const entry = fc
  .record({
    id: contactId,
    name,
    phones: fc.array(phone, { maxLength: 2 }),
    emails: fc.array(mail, { maxLength: 2 }),
    tags: fc.uniqueArray(tag, { maxLength: 3 }),
    companyIds: fc.array(companyId, { maxLength: 2 }),
    responsibleId: fc.option(userId),
    custom: fc.option(name),
    updatedAt: fc.constantFrom(0, 1, 2, 70_000, 5_000_000_000),
    isPending: fc.boolean(),
  })
  .map(({ id, phones, emails, custom, updatedAt, isPending, ...fields }) => {
    const value = (one: string) => ({ value: one, kind: 'work' })
    const customs = custom === null ? {} : { ['1' as FieldId]: [{ value: custom }] }
    const all = {
      ...emptyContactFields,
      ...fields,
      phones: phones.map(value),
      emails: emails.map(value),
      custom: customs,
    }
    const accountId = id.slice(0, id.indexOf('.')) as AccountId
    return toIndexEntry({ id, accountId, fields: all, createdAt: 0, updatedAt, updatedBy: null }, isPending)
  })
  .filter((made) => made !== null)

const someFilters = {
  tags: fc.array(tag, { maxLength: 2 }),
  companyId,
  responsibleId: userId,
  accountId: account.map((id) => id as AccountId),
  pendingOnly: fc.boolean(),
  updatedFrom: fc.constantFrom(1, 70_000),
  updatedTo: fc.constantFrom(2, 70_001),
}
/** Mostly none or one: answers should have something in them. */
const filters = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  ...Object.entries(someFilters).map(([key, value]: [string, fc.Arbitrary<unknown>]) => ({
    weight: 1,
    arbitrary: value.map((one): ContactQuery['filters'] => ({ [key]: one })),
  })),
  { weight: 1, arbitrary: fc.record(someFilters, { requiredKeys: [] }) },
)

const query = fc.record({
  text: fc.oneof(text, fc.constant(''), fc.constantFrom('а', 'a', 'ан')),
  filters,
  sort: fc.record({ by: fc.constantFrom(...sortColumns), direction: fc.constantFrom('asc' as const, 'desc' as const) }),
})

interface World {
  index: ContactIndex
  readonly naive: NaiveIndex
  /** Changes of the entries, so that some are put again in part. */
  readonly language: string
}

const steps = fc.oneof(
  { weight: 8, arbitrary: entry.map((made) => (world: World) => put(world, made)) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        at: fc.nat(20),
        tags: fc.uniqueArray(tag, { maxLength: 2 }),
        company: fc.option(companyId),
        user: fc.option(userId),
        updatedAt: fc.nat(3),
      }) // prettier-ignore
      .map((change) => (world: World) => touch(world, change)),
  },
  { weight: 2, arbitrary: contactId.map((id) => (world: World) => remove(world, id)) },
  {
    weight: 2,
    arbitrary: fc.array(fc.tuple(companyId, fc.option(name)), { maxLength: 3 }).map((names) => (world: World) => {
      world.index.putCompanies(new Map(names))
      world.naive.putCompanies(new Map(names))
    }),
  },
  {
    weight: 1,
    arbitrary: fc.array(fc.tuple(userId, name), { maxLength: 4 }).map((names) => (world: World) => {
      world.index.putUsers(new Map(names))
      world.naive.users = new Map(names)
    }),
  },
  { weight: 6, arbitrary: query.map((asked) => (world: World) => ask(world, asked)) },
  {
    weight: 1,
    arbitrary: fc.tuple(account, text, fc.nat(4), fc.boolean()).map(([id, wanted, limit, isAll]) => (world: World) => {
      const accountId = id as AccountId
      const found = (one: ContactIndex | NaiveIndex) => one.findCompanies(accountId, wanted, limit)
      expect(found(world.index)).toEqual(found(world.naive))
      const of = isAll ? undefined : accountId
      const facets = world.naive.facets(of)
      expect(world.index.facets(of)).toEqual(facets)
      expect(world.index.facets(of, limit).companies).toEqual(facets.companies.slice(0, limit))
      const named = facets.companies.filter(({ name }) => foldText(name).includes(foldText(wanted)))
      expect(world.index.facetCompanies(of, wanted, limit)).toEqual(named.slice(0, limit))
    }),
  },
  { weight: 1, arbitrary: fc.constant((world: World) => saveAndRestore(world)) },
)

function put({ index, naive }: World, made: IndexEntry): void {
  index.put(made)
  naive.entries.set(made.id, made)
}

/** The same texts with something else changed: what a bulk edit does. */
function touch(
  world: World,
  change: { at: number; tags: string[]; company: CompanyId | null; user: UserId | null; updatedAt: number },
): void {
  // prettier-ignore
  const known = [...world.naive.entries.values()].at(change.at % Math.max(1, world.naive.entries.size))
  if (known === undefined) return
  const { tags, company, user, updatedAt } = change
  put(world, { ...known, tags, companyIds: company === null ? [] : [company], responsibleId: user, updatedAt })
}

function remove({ index, naive }: World, id: ContactId): void {
  index.remove(id)
  naive.entries.delete(id)
}

function ask({ index, naive }: World, asked: ContactQuery): void {
  const [found, expected] = [index.find(asked), naive.find(asked)]
  // A screen first, as the list does: the rest is put in order later.
  expect(found.window(1, 3)).toEqual(expected.slice(1, 3))
  expect(found.ids).toEqual(expected)
  expect(found.total).toBe(expected.length)
  expect(index.size).toBe(naive.entries.size)
  for (const id of naive.entries.keys()) expect(found.indexOf(id)).toBe(expected.indexOf(id))
}

function saveAndRestore(world: World): void {
  const stamp = { language: world.language, fingerprint: 'f' }
  const restore = new IndexRestore(stamp)
  for (const part of takeSnapshot(world.index, stamp)) expect(restore.add(structuredClone(part))).toBe(true)
  const restored = restore.finish()
  expect(restored).not.toBe(null)
  world.index = restored ?? world.index
}

describe('ContactIndex beside a naive index', () => {
  // A failing run prints its seed; `fc.assert(…, { seed, path })` plays it again.
  test.each(['ru', 'en', 'kk'])('gives the same answers, whatever came and went before, in %s', (language) => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 10, maxLength: 60 }), (history) => {
        const world: World = { index: new ContactIndex(language), naive: new NaiveIndex(language), language }
        for (const step of history) step(world)
      }),
      { numRuns: 150 },
    )
  })

  test('gives the same answers over a few thousand contacts as a CRM has them', () => {
    const [size, users] = [3_000, sampleUsers()]
    const [index, naive] = [new ContactIndex('ru'), new NaiveIndex('ru')]
    for (const one of [index, naive]) one.putCompanies(new Map(sampleCompanies(size)))
    index.putUsers(users)
    naive.users = users
    for (let at = 0; at < size; at++) {
      const made = toIndexEntry(sampleContact(at, size), at % 50 === 0)
      if (made !== null) put({ index, naive, language: 'ru' }, made)
    }
    // First what few have: they are put in order by themselves, and all of them are not in order yet.
    const texts = ['петр ив', 'кузнецов а', 'дир 9', '8 916', '912', 'иван', '00', 'mail.ru', '@g', '.co', 'клиент', 'ооо', 'ив', 'ов', 'а', ''] // prettier-ignore
    const askAll = () => {
      for (const [at, text] of texts.entries()) {
        for (const by of sortColumns.slice(at % 2)) {
          const asked: ContactQuery = { text, filters: {}, sort: { by, direction: at % 3 === 0 ? 'asc' : 'desc' } }
          expect(index.find(asked).ids).toEqual(naive.find(asked))
        }
      }
    }

    askAll()
    const companies = new Map([...sampleCompanies(size)].slice(0, 400).map(([id], at) => [id, at % 3 === 0 ? null : `${at} ООО`])) // prettier-ignore
    for (const one of [index, naive]) one.putCompanies(companies)
    for (let at = 0; at < size; at += 7) {
      const row = sampleContact(at, size)
      const fields = { ...row.fields, responsibleId: null, companyIds: [...companies.keys()].slice(at % 400, (at % 400) + 2) } // prettier-ignore
      const made = toIndexEntry({ ...row, fields, updatedAt: at }, false)
      if (made !== null) put({ index, naive, language: 'ru' }, made)
    }
    askAll()
  })
})
