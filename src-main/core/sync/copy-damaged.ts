import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { accountOf, type RecordId } from '#shared/domain/ids.ts'
import { recordIdsOf } from '#shared/domain/mutation.ts'
import { toMutation, type JournalRow } from './journal-rows.ts'
import { readDamagedTable, readUntilRefused } from './read-damaged.ts'

/** Means "cannot be read" to whoever opens the new file: it sets the target aside with that reason. */
const UNREADABLE = ''

/**
 * Copies every row that can be read from a damaged journal into a fresh one of the same version.
 * @param source `null` when nothing of it can be read
 * @returns how many edits go on as they were, and how many are there in part
 */
export function copyDamaged(source: DatabaseSync | null, fresh: DatabaseSync): { kept: number; broken: number } {
  if (source === null) return { kept: 0, broken: 0 }
  fresh.exec('BEGIN IMMEDIATE')
  const damaged = new Set<string>()
  for (const table of tablesOf(fresh)) {
    const { rows, isWhole } = readDamagedTable(source, table, keyOf(fresh, table))
    if (!isWhole) damaged.add(table)
    if (table === 'targets') copyRemains(source, fresh, rows)
    for (const row of rows) insert(fresh, table, row)
  }
  copySecondWay(source, fresh)
  const lost = { targets: damaged.has('targets'), lacking: damaged.has('lacking') }
  if (lost.targets || lost.lacking) markLostStates(source, fresh, lost.lacking)
  keepNumbering(source, fresh)
  const count = (sql: string) => Number(fresh.prepare(sql).get()?.['count'] ?? 0)
  const open = 'SELECT COUNT(DISTINCT t.seq) AS count FROM targets t JOIN mutations m USING (seq) WHERE'
  const broken = count(`${open} (m.body = '' OR t.state = '') AND t.kind <> 'settled'`)
  const all = count(`${open} t.kind <> 'settled'`)
  fresh.exec('COMMIT')
  return { kept: all - broken, broken }
}

/** In the order in which they were made: what refers to another table comes after it. */
const tablesOf = (database: DatabaseSync): readonly string[] =>
  database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid`)
    .all()
    .map(({ name }) => String(name))

const keyOf = (database: DatabaseSync, table: string): readonly string[] =>
  database
    .prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .all(table)
    .map(({ name }) => String(name))

/** What a target is about: earlier versions call it otherwise. */
const recordColumn = (database: DatabaseSync): string => keyOf(database, 'targets')[1] ?? 'record_id'

/** A row that makes no sense to its table any more is left out: its bytes are damaged too. */
function insert(fresh: DatabaseSync, table: string, row: JournalRow): void {
  const columns = Object.keys(row)
  const names = columns.map((name) => `"${name}"`).join(', ')
  const places = columns.map(() => '?').join(', ')
  try {
    fresh
      .prepare(`INSERT OR IGNORE INTO "${table}" (${names}) VALUES (${places})`)
      .run(...columns.map((name) => row[name] ?? null))
  } catch {
    return
  }
}

/**
 * Edits whose words are on a page that cannot be read: their ids are in an index as well. They go on without words, so
 * that the window is asked for them, or can at least tell that there was one.
 */
function copyRemains(source: DatabaseSync, fresh: DatabaseSync, targets: readonly JournalRow[]): void {
  const record = recordColumn(fresh)
  const recordOf = new Map(targets.map((row) => [row['seq'], String(row[record])]))
  for (const { seq, id } of readUntilRefused(source, `SELECT seq, id FROM mutations WHERE id > '' ORDER BY id`).rows) {
    const recordId = recordOf.get(seq ?? null)
    if (recordId === undefined) continue
    const remains = { seq: seq ?? null, id: id ?? null, account_id: accountOf(recordId as RecordId) }
    insert(fresh, 'mutations', { ...remains, is_create: 0, body: UNREADABLE })
  }
}

/** This index has all columns of its table: what one of the two cannot give, the other may. */
function copySecondWay(source: DatabaseSync, fresh: DatabaseSync): void {
  const sql = `SELECT entity_id, account_id, type, remote_id FROM identities INDEXED BY identities_by_remote
    ORDER BY account_id, type, remote_id`
  for (const row of readUntilRefused(source, sql).rows) insert(fresh, 'identities', row)
}

/**
 * Of an edit that is there, a target that is not: forgotten because it was confirmed, or on a page that is gone.
 * @param mayLack nor is it known whether it was still to be made
 */
function markLostStates(source: DatabaseSync, fresh: DatabaseSync, mayLack: boolean): void {
  const record = recordColumn(fresh)
  const has = fresh.prepare(`SELECT 1 FROM targets WHERE seq = ? AND ${record} = ?`)
  for (const row of fresh.prepare('SELECT seq, id, account_id, body FROM mutations').all()) {
    const seq = row['seq'] ?? null
    for (const recordId of new Set(recordIdsOf(toMutation(row)?.change ?? NO_CHANGE))) {
      if (has.get(seq, recordId) !== undefined) continue
      const there = lookUp(source, record, seq, recordId)
      if (there === 'unreadable' || (there === 'absent' && mayLack)) {
        insert(fresh, 'targets', { seq, [record]: recordId, kind: 'set-aside', state: UNREADABLE })
      } else if (there !== 'absent') insert(fresh, 'targets', there)
    }
  }
}

const NO_CHANGE = { kind: 'bulk-tags', contactIds: [], tags: [] } as const

function lookUp(
  source: DatabaseSync,
  record: string,
  seq: SQLOutputValue,
  recordId: RecordId,
): JournalRow | 'absent' | 'unreadable' {
  try {
    return source.prepare(`SELECT * FROM targets WHERE seq = ? AND ${record} = ?`).get(seq, recordId) ?? 'absent'
  } catch {
    return 'unreadable'
  }
}

/** Numbers are never given twice: the order of edits rests on them. */
function keepNumbering(source: DatabaseSync, fresh: DatabaseSync): void {
  const [row] = readUntilRefused(source, `SELECT seq FROM sqlite_sequence WHERE name = 'mutations'`).rows
  fresh.prepare(`UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = 'mutations'`).run(Number(row?.['seq'] ?? 0))
}
