import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyContactFields } from '#shared/domain/contact.ts'
import { toEntityId, type AccountId, type CompanyId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import { ContactIndex } from '#renderer/search/contact-index.ts'
import { sortColumns, type ContactQuery } from '#renderer/search/contact-query.ts'
import { toIndexEntry } from '#renderer/search/index-entry.ts'

const account = 'amo1' as AccountId
const idOf = <Id extends ContactId | CompanyId>(remoteId: number): Id => toEntityId<Id>(account, String(remoteId) as RemoteId) // prettier-ignore

interface Model {
  readonly rows: Map<ContactId, { readonly row: ContactRow; readonly isPending: boolean }>
  readonly companies: Map<CompanyId, string>
}

/** A few words over and over, so that searches meet. */
const word = fc.constantFrom('анна', 'Анна', 'Ёлкин', 'елкин', 'Zoë', 'zoe', 'acme', 'an', '')
const name = fc.array(word, { maxLength: 3 }).map((words) => words.join(' ').trim())
const digits = fc.constantFrom('+7 912 345-67-89', '8 (912) 345 67 89', '495 123', '')
const row = fc.record({
  id: fc.nat(12),
  name,
  phone: digits,
  tags: fc.uniqueArray(fc.constantFrom('vip', 'Новый', 'анна'), { maxLength: 2 }),
  company: fc.option(fc.nat(3)),
  updatedAt: fc.nat(3),
  isPending: fc.boolean(),
})
const step = fc.oneof(
  { weight: 6, arbitrary: row.map((sample) => ({ kind: 'put' as const, sample })) },
  { weight: 2, arbitrary: fc.nat(12).map((id) => ({ kind: 'remove' as const, id })) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(3), name).map(([id, to]) => ({ kind: 'rename' as const, id, to })) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        text: fc.oneof(name, fc.constantFrom('912', '8912', '+7 912', 'нн', 'vip анна')),
        tag: fc.option(fc.constantFrom('vip', 'Новый')),
        pendingOnly: fc.boolean(),
        by: fc.constantFrom(...sortColumns),
        direction: fc.constantFrom('asc' as const, 'desc' as const),
      })
      .map((sample) => ({ kind: 'find' as const, sample })),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const fold = (text: string) => text.toLowerCase().replaceAll('ё', 'е').replaceAll('ë', 'e')

/** The meaning of a query, told without any thought of speed. */
function naiveFind({ rows, companies }: Model, query: ContactQuery): ReadonlySet<ContactId> {
  const { filters } = query
  const matching = [...rows.values()].filter(({ row: { fields }, isPending }) => {
    const names = fields.companyIds.map((id) => companies.get(id) ?? '')
    const texts = [fields.name, ...fields.tags, ...names].map(fold)
    const numbers = fields.phones.map(({ value }) => value.replace(/\D/g, '').replace(/^[78](?=\d{10}$)/, ''))
    const isPhone = (text: string) => {
      const wanted = text.replace(/\D/g, '')
      const bare = /^\+?[78]/.test(text) ? wanted.slice(1) : null
      return (
        wanted.length >= 3 && numbers.some((one) => one.includes(wanted) || (bare !== null && one.startsWith(bare)))
      )
    }
    const words = fold(query.text).split(' ').filter(Boolean)
    const isAllPhone = words.length > 0 && /^[+\d ]+$/.test(query.text) && isPhone(query.text)
    const hasWords = words.every((one) => texts.some((text) => text.includes(one)) || isPhone(one))
    const hasTags = (filters.tags ?? []).every((tag) => fields.tags.includes(tag))
    return (isAllPhone || hasWords) && hasTags && (isPending || filters.pendingOnly !== true)
  })
  return new Set(matching.map((one) => one.row.id))
}

function play(index: ContactIndex, model: Model, next: Step): void {
  if (next.kind === 'put') {
    const { id, name: full, phone, tags, company, updatedAt, isPending } = next.sample
    const phones = phone === '' ? [] : [{ value: phone, kind: 'work' }]
    const companyIds = company === null ? [] : [idOf<CompanyId>(company)]
    const fields = { ...emptyContactFields, name: full, phones, tags, companyIds }
    const contact = { id: idOf<ContactId>(id), accountId: account, fields, createdAt: 0, updatedAt, updatedBy: null }
    model.rows.set(contact.id, { row: contact, isPending })
    const entry = toIndexEntry(contact, isPending)
    if (entry !== null) index.put(entry)
  } else if (next.kind === 'remove') {
    model.rows.delete(idOf(next.id))
    index.remove(idOf(next.id))
  } else if (next.kind === 'rename') {
    model.companies.set(idOf(next.id), next.to)
    index.putCompanies(new Map([[idOf<CompanyId>(next.id), next.to]]))
  } else check(index, model, next.sample)
}

function check(index: ContactIndex, model: Model, sample: Extract<Step, { kind: 'find' }>['sample']): void {
  const { text, tag, pendingOnly, by, direction } = sample
  const query = { text, filters: { pendingOnly, ...(tag === null ? {} : { tags: [tag] }) }, sort: { by, direction } }
  const { ids, total } = index.find(query)

  // The right contacts, each once, and in the order in which a fresh index would list them.
  expect(new Set(ids)).toEqual(naiveFind(model, query))
  expect(total).toBe(new Set(ids).size)
  const fresh = new ContactIndex('ru')
  fresh.putCompanies(model.companies)
  for (const one of model.rows.values()) {
    const entry = toIndexEntry(one.row, one.isPending)
    if (entry !== null) fresh.put(entry)
  }
  expect(ids).toEqual(fresh.find(query).ids)
}

describe('ContactIndex history', () => {
  test('answers as a naive filter does, whatever came and went before', () => {
    const histories = fc.array(step, { minLength: 10, maxLength: 60 })

    // A failing run prints its seed; `fc.assert(…, { seed, path })` plays it again.
    fc.assert(
      fc.property(histories, (steps) => {
        const index = new ContactIndex('ru')
        const model: Model = { rows: new Map(), companies: new Map() }
        for (const next of steps) play(index, model, next)
      }),
      { numRuns: 300 },
    )
  })
})
