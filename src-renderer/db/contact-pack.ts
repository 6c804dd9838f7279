import type { DBCoreKeyRange } from 'dexie'

/** So many contacts lie in one record: one that is looked up brings no more with it than is read in an instant. */
export const PACK_SIZE = 32

/** Contacts that follow one another by id, in one record. Packs do not overlap. */
export interface ContactPack {
  readonly last: string
  readonly first: string
  readonly size: number
  /** In order. */
  readonly ids: readonly string[]
  /**
   * In the order of the ids, each as JSON, a line each, in UTF-8: a text with one letter beyond Latin would take two bytes for
   * every letter. Packs of before have a list of texts.
   */
  readonly rows: Uint8Array | readonly string[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The key of a pack: what is in it can be told without reading it. */
export type PackKey = readonly [last: string, first: string, size: number]

/** One contact of a pack, as it lies there. */
export interface PackedRow {
  readonly id: string
  readonly json: string
}

/** @param rows in the order of their ids */
export function toPacks(rows: readonly { readonly id: string }[]): readonly ContactPack[] {
  const count = Math.ceil(rows.length / PACK_SIZE)
  return Array.from({ length: count }, (_, at) =>
    toPack(rows.slice(at * PACK_SIZE, (at + 1) * PACK_SIZE).map(toPackedRow)),
  )
}

/** @param rows in the order of their ids, one at least */
export function toPack(rows: readonly PackedRow[]): ContactPack {
  const ids = rows.map(({ id }) => id)
  const [first, last] = [ids[0] ?? '', ids.at(-1) ?? '']
  return { last, first, size: ids.length, ids, rows: encoder.encode(rows.map(({ json }) => json).join('\n')) }
}

const toPackedRow = (row: { readonly id: string }): PackedRow => ({ id: row.id, json: JSON.stringify(row) })

/** What is in it, in order. */
export function unpack({ ids, rows }: Pick<ContactPack, 'ids' | 'rows'>): readonly PackedRow[] {
  // No line break stands in JSON that was made without spaces.
  const texts = rows instanceof Uint8Array ? decoder.decode(rows).split('\n') : rows
  return ids.map((id, at) => ({ id, json: texts[at] ?? '' }))
}

/** Under which it lies. */
export const keyOfPack = ({ last, first, size }: ContactPack): PackKey => [last, first, size]

/** A stretch of ids. */
export interface IdRange {
  /** `''` where there is none. */
  readonly lower: string
  readonly isLowerOpen: boolean
  /** `null` where there is none. */
  readonly upper: string | null
  readonly isUpperOpen: boolean
}

/** Dexie stands in for a bound that is missing with something that is no text. */
export function toIdRange(range: DBCoreKeyRange): IdRange {
  const lower: unknown = range.lower
  const upper: unknown = range.upper
  return {
    lower: typeof lower === 'string' ? lower : '',
    isLowerOpen: range.lowerOpen === true,
    upper: typeof upper === 'string' ? upper : null,
    isUpperOpen: range.upperOpen === true,
  }
}

/** Whether the range has this id. */
export function isWithin(id: string, { lower, isLowerOpen, upper, isUpperOpen }: IdRange): boolean {
  if (id < lower || (isLowerOpen && id === lower)) return false
  return upper === null || id < upper || (!isUpperOpen && id === upper)
}
