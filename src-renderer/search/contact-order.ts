import type { ResolvedEntry } from './contact-index.ts'
import type { SortColumn } from './contact-query.ts'
import { assertNever } from '#shared/errors/invariant.ts'

type Compare = (a: ResolvedEntry, b: ResolvedEntry) => number

/** A total order, ascending: by the column, then by name, then by id. What has no value comes last. */
export function orderOf(by: SortColumn, collator: Intl.Collator): Compare {
  const byText: Compare = (a, b) => compareTexts(textOf(a, by), textOf(b, by), collator)
  const byTime: Compare = (a, b) => a.updatedAt - b.updatedAt
  const first = by === 'updated' ? byTime : byText
  const byName: Compare = by === 'name' ? () => 0 : (a, b) => compareTexts(a.name, b.name, collator)
  return (a, b) => first(a, b) || byName(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** Descending, from an ascending order; what has no value still comes last. */
export function emptyLast(ascending: readonly ResolvedEntry[], by: SortColumn): readonly ResolvedEntry[] {
  if (by === 'updated') return ascending.toReversed()
  const firstEmpty = ascending.findIndex((entry) => textOf(entry, by) === '')
  if (firstEmpty === -1) return ascending.toReversed()
  return ascending.slice(0, firstEmpty).reverse().concat(ascending.slice(firstEmpty))
}

function compareTexts(a: string, b: string, collator: Intl.Collator): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1
  return collator.compare(a, b)
}

function textOf(entry: ResolvedEntry, by: SortColumn): string {
  switch (by) {
    case 'name':
      return entry.name
    case 'company':
      return entry.company
    case 'responsible':
      return entry.responsible
    case 'updated':
      return ''
    default:
      return assertNever(by)
  }
}
