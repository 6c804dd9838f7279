import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyContactFields, type ContactFields } from '#shared/domain/contact.ts'
import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import { ContactIndex } from '#renderer/search/contact-index.ts'
import { toIndexEntry } from '#renderer/search/index-entry.ts'
import { createContactSource, type BenchContact } from '#test/bench/data/bench-contact.ts'
import { SCREEN } from '#test/bench/data/questions.ts'
import { createSearchOracle } from '#test/bench/ours/search-oracle.ts'

const source = createContactSource(1_000)

const word = fc.constantFrom(
  'Вадим',
  'вадим',
  'Громов',
  'Абрамов',
  'Снежана',
  '🚀',
  'Ёлкин',
  "O'Neil",
  'a10',
  'a2',
  '«Рога»',
)
/** As people type them: two spaces, one that does not break, one before the name. */
const gap = fc.constantFrom(' ', ' ', '  ', '   ', '\u00a0')
const name = fc
  .tuple(fc.constantFrom('', '', ' '), fc.array(fc.tuple(word, gap), { maxLength: 3 }))
  .map(([before, words]) => before + words.flat().join(''))

function indexOf(contacts: readonly BenchContact[]): ContactIndex {
  const index = new ContactIndex('en')
  for (const one of contacts) {
    index.putCompanies(new Map(one.companyKeys.map((key) => [key as CompanyId, one.company])))
    const { name: lastName, phones, emails, tags, responsibleId } = one
    // What a field has is text here.
    const custom = one.custom as ContactFields['custom']
    const id = one.key as ContactId
    const fields = {
      ...{ ...emptyContactFields, lastName, phones, emails, tags, custom },
      companyIds: one.companyKeys as readonly CompanyId[],
      responsibleId: `${one.accountId}.${responsibleId}` as UserId,
    }
    const { createdAt, updatedAt } = one
    const row = { id, accountId: one.accountId as AccountId, fields, createdAt, updatedAt, updatedBy: null }
    const entry = toIndexEntry(row, false)
    if (entry !== null) index.put(entry)
  }
  return index
}

test('the oracle of the benchmark expects what the application answers, however names are written', () => {
  const text = fc.oneof(
    word.map((whole) => whole.slice(0, 4).toLowerCase()),
    name,
  )
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 60 }), fc.array(text, { maxLength: 6 }), (names, texts) => {
      const made = names.map((own, at) => ({ ...source(at), name: own }))
      const oracle = createSearchOracle((at) => made[at] ?? source(at), made.length, 'en')
      const index = indexOf(made)

      for (const asked of texts) {
        const found = index.find({ text: asked, filters: {}, sort: { by: 'name', direction: 'asc' } })
        const ids = found.window(0, SCREEN).map((id) => Number(id.split('.').at(-1)))
        expect({ total: found.total, ids }).toEqual(oracle.search(asked))
      }
    }),
    { numRuns: 100 },
  )
})
