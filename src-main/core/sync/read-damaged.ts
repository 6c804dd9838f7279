import type { DatabaseSync } from 'node:sqlite'
import type { JournalRow } from './journal-rows.ts'

export interface DamagedTable {
  readonly rows: readonly JournalRow[]
  /** Every row was read. */
  readonly isWhole: boolean
}

/** A gap wider than this is not walked through number by number. */
const WIDEST_GAP = 100_000

/**
 * What can be read of one table of a damaged database: forward until a page refuses, then backward from the end; a
 * table that is numbered, between the two, number by number.
 * @param key columns of its primary key
 */
export function readDamagedTable(database: DatabaseSync, table: string, key: readonly string[]): DamagedTable {
  const walk = (direction: 'ASC' | 'DESC') => {
    const order = key.map((column) => `"${column}" ${direction}`).join(', ')
    return readUntilRefused(database, `SELECT * FROM "${table}" ORDER BY ${order}`)
  }
  const forward = walk('ASC')
  if (forward.isWhole) return forward
  const [column] = key
  const front = forward.rows
  const back = walk('DESC').rows
  const between = column !== undefined && key.length === 1 ? readBetween(database, table, column, front, back) : []
  return { rows: distinct([...front, ...between, ...back.toReversed()], key), isWhole: false }
}

/** Rows of one statement, as many as come before it fails. */
export function readUntilRefused(database: DatabaseSync, sql: string): DamagedTable {
  const rows: JournalRow[] = []
  try {
    for (const row of database.prepare(sql).iterate()) rows.push(row)
    return { rows, isWhole: true }
  } catch {
    return { rows, isWhole: false }
  }
}

function readBetween(
  database: DatabaseSync,
  table: string,
  column: string,
  front: readonly JournalRow[],
  back: readonly JournalRow[],
): readonly JournalRow[] {
  const [from, to] = [front.at(-1)?.[column] ?? 0, back.at(-1)?.[column]]
  if (typeof from !== 'number' || typeof to !== 'number' || to - from > WIDEST_GAP) return []
  const rows: JournalRow[] = []
  for (let at = from + 1; at < to; at++) {
    rows.push(...readUntilRefused(database, `SELECT * FROM "${table}" WHERE "${column}" = ${at}`).rows)
  }
  return rows
}

function distinct(rows: readonly JournalRow[], key: readonly string[]): readonly JournalRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify(key.map((column) => row[column])), row])).values()]
}
