import type { BenchContact } from '../data/bench-contact.ts'
import { compareNames, nameKey } from '../data/base-columns.ts'
import { SCREEN, type Answer, type FilterQuestion, type Question } from '../data/questions.ts'
import { toSearchText } from '../data/search-text.ts'
import { createTextColumn, scanColumn, type TextColumn } from './text-column.ts'

/** All that searching needs, a row per contact in the order of the list. Saved as it is, in one record. */
export interface FloorColumns {
  readonly ids: Uint32Array
  /** Equal for rows of one name. */
  readonly groups: Uint32Array
  readonly names: TextColumn
  readonly emails: TextColumn
  readonly phones: TextColumn
  /** Distinct names of companies, and each row's. */
  readonly companies: TextColumn
  readonly companyOf: Uint32Array
  readonly responsible: Uint32Array
  readonly updated: Float64Array
  /** Rows that have it, ascending. */
  readonly tags: Map<string, Uint32Array>
}

/** What has to be known of a contact until all are there. */
export type FloorEntry = ReturnType<typeof toEntry>

export const toEntry = (contact: BenchContact) => ({
  id: contact.id,
  key: nameKey(contact),
  text: toSearchText(contact),
  responsibleId: contact.responsibleId,
  updatedAt: contact.updatedAt,
  tags: contact.tags,
})

export function createColumns(entries: readonly FloorEntry[]): FloorColumns {
  const rows = entries.toSorted(compareNames)
  const companies = [...new Set(rows.map(({ text }) => text.company))]
  const numbers = new Map(companies.map((name, at) => [name, at]))
  const tags = new Map<string, number[]>()
  for (const [row, { tags: own }] of rows.entries()) for (const tag of own) listOf(tags, tag).push(row)
  let group = 0
  return {
    ids: Uint32Array.from(rows, ({ id }) => id),
    groups: Uint32Array.from(rows, ({ key }, row) => (rows[row - 1]?.key === key ? group : (group = row))),
    names: createTextColumn(rows.map(({ text }) => text.name)),
    emails: createTextColumn(rows.map(({ text }) => text.emails)),
    phones: createTextColumn(rows.map(({ text }) => text.phones)),
    companies: createTextColumn(companies),
    companyOf: Uint32Array.from(rows, ({ text }) => numbers.get(text.company) ?? 0),
    responsible: Uint32Array.from(rows, ({ responsibleId }) => responsibleId),
    updated: Float64Array.from(rows, ({ updatedAt }) => updatedAt),
    tags: new Map([...tags].map(([tag, own]) => [tag, Uint32Array.from(own)])),
  }
}

function listOf(tags: Map<string, number[]>, tag: string): number[] {
  const known = tags.get(tag) ?? []
  tags.set(tag, known)
  return known
}

/** A scan of one column; rows come in the order of the list. */
export function searchColumns(columns: FloorColumns, { kind, words }: Question): Answer {
  const ids: number[] = []
  let total = 0
  const found = (row: number) => {
    if (total++ < SCREEN) ids.push(columns.ids[row] ?? 0)
  }
  const beginnings = words.map((word) => ` ${word}`)
  if (kind === 'phone digits') scanColumn(columns.phones, words, found)
  else if (kind === 'e-mail part') scanColumn(columns.emails, words, found)
  else if (kind === 'company') scanCompanies(columns, beginnings, found)
  else scanColumn(columns.names, beginnings, found)
  return { total, ids }
}

function scanCompanies(
  { companies, companyOf }: FloorColumns,
  parts: readonly string[],
  found: (row: number) => void,
): void {
  const marks = new Uint8Array(companies.starts.length)
  scanColumn(companies, parts, (company) => (marks[company] = 1))
  for (let row = 0; row < companyOf.length; row++) if (marks[companyOf[row] ?? 0] === 1) found(row)
}

/** A walk over the rows of the tag. */
export function filterColumns(columns: FloorColumns, asked: FilterQuestion): Answer {
  const { responsible, updated, groups, ids } = columns
  const { responsibleId, updatedFrom } = asked
  const rows = (columns.tags.get(asked.tag) ?? new Uint32Array(0)).filter(
    (row) => responsible[row] === responsibleId && (updated[row] ?? 0) >= updatedFrom,
  )
  const sign = asked.descending ? -1 : 1
  const values = asked.by === 'name' ? groups : updated
  const isAsItIs = asked.by === 'name' && !asked.descending
  const byId = (a: number, b: number) => (ids[a] ?? 0) - (ids[b] ?? 0)
  const sorted = isAsItIs ? rows : rows.sort((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)) || byId(a, b))
  return { total: rows.length, ids: Array.from(sorted.subarray(0, SCREEN), (row) => ids[row] ?? 0) }
}
