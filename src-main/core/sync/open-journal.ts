import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#shared/errors/app-error.ts'
import type { OpenDatabase } from './open-database.ts'
import { openJournalMark, type JournalMark } from './journal-mark.ts'
import { openJournalDatabase } from './journal-schema.ts'
import { finishSalvage, salvageJournal, type Salvage } from './salvage-journal.ts'

/** What the user has to be told of the journal as it was found. */
export type JournalFinding =
  /** The newest of the edits that were acknowledged are not in it: its end was torn, or an old copy was put back. */
  | { readonly kind: 'tail-lost'; readonly lost: number }
  /** There were edits, and the file is gone. */
  | { readonly kind: 'missing' }
  | ({ readonly kind: 'salvaged' } & Salvage)

export interface OpenedJournal {
  readonly database: DatabaseSync
  readonly mark: JournalMark
  readonly findings: readonly JournalFinding[]
  /** The findings have been written down elsewhere; until then each opening tells them again. */
  acknowledge(): void
}

/** SQLite's own numbers for "malformed" and "not a database". */
const damageCodes: readonly number[] = [11, 26]

/** Looking through a larger file would keep the window waiting; its damage shows when the place is read. */
const MAX_CHECKED_BYTES = 128 * 1024 * 1024

/**
 * Opens the journal and looks whether all is there. A torn end is dropped by SQLite, a damaged file is salvaged here: what
 * can be read goes on, and what was found is told.
 * @throws {AppError} `storage/failed`; `details.reason` is `newer-version` when a later release wrote the file
 */
export function openJournal(path: string, open?: OpenDatabase, now: () => Date = () => new Date()): OpenedJournal {
  finishSalvage(path)
  if (isDamaged(path)) salvage(path, now())
  const database = openJournalDatabase(path, open)
  const mark = openJournalMark(`${path}-mark`)
  const newest = newestSeq(database)
  const report = readReport(database)
  return {
    database,
    mark,
    findings: report === null ? compare(mark.read(), newest) : [{ kind: 'salvaged', ...report }],
    acknowledge() {
      database.exec('DROP TABLE IF EXISTS salvage')
      mark.write(newest)
    },
  }
}

/** Looked at without a right to write: the last to close a database merges its log, and damage would be written down. */
function isDamaged(path: string): boolean {
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (sizeBytes === 0) return false
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      const look = sizeBytes > MAX_CHECKED_BYTES ? 'SELECT name FROM sqlite_schema' : 'PRAGMA quick_check(1)'
      const [first] = database.prepare(look).all()
      return sizeBytes <= MAX_CHECKED_BYTES && first?.['quick_check'] !== 'ok'
    } finally {
      database.close()
    }
  } catch (error) {
    // Whatever else is the matter is told by whoever opens it in earnest.
    return isDamage(error)
  }
}

function salvage(path: string, now: Date): void {
  try {
    salvageJournal(path, now)
  } catch (error) {
    throw new AppError('storage/failed', 'the damaged journal cannot be salvaged', { cause: error })
  }
}

/** The low byte is the kind of failure, the rest its finer shades. */
const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && damageCodes.includes(Number(error.errcode) & 0xff)

function newestSeq(database: DatabaseSync): number {
  const row = database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'mutations'`).get()
  return Number(row?.['seq'] ?? 0)
}

function compare(marked: number, newest: number): readonly JournalFinding[] {
  if (marked <= newest) return []
  return newest === 0 ? [{ kind: 'missing' }] : [{ kind: 'tail-lost', lost: marked - newest }]
}

function readReport(database: DatabaseSync): Salvage | null {
  const table = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'salvage'`).get()
  const row = table === undefined ? undefined : database.prepare('SELECT report FROM salvage').get()
  // Written by this very room, in the same transaction as the rows that it is about.
  return row === undefined ? null : (JSON.parse(String(row['report'])) as Salvage)
}
