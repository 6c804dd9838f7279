import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrate, openJournalDatabase } from './journal-schema.ts'
import { copyDamaged } from './copy-damaged.ts'

/** What came of a journal that was damaged. */
export interface Salvage {
  /** Edits that were read and go on. */
  readonly kept: number
  /** Edits of which only the contact is known, or whose state could not be read: they are set aside. */
  readonly broken: number
  /** The damaged file, which is kept. */
  readonly keptIn: string
}

/**
 * Builds a new journal from all rows of the damaged one that can be read, and puts it in its place; the damaged file
 * stays beside it under a dated name. The report travels inside the new file (`takeReport`), so that it cannot be lost
 * between here and the user.
 *
 * Killed before the new file has its name, all is as it was; killed after, `finishSalvage` moves the rest at the next start.
 */
export function salvageJournal(path: string, now: Date): void {
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-')
  const draft = `${path}-draft`
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(`${draft}${part}`, { force: true })
  const source = openForReading(path)
  const fresh = new DatabaseSync(draft)
  try {
    migrate(fresh, versionOf(source))
    const report = { ...copyDamaged(source, fresh), keptIn: damagedPath(path, stamp) } satisfies Salvage
    fresh.exec('CREATE TABLE salvage (report TEXT NOT NULL) STRICT')
    fresh.prepare('INSERT INTO salvage (report) VALUES (?)').run(JSON.stringify(report))
  } finally {
    fresh.close()
    source?.close()
  }
  // Flushes what it holds, and leaves one file without neighbours.
  openJournalDatabase(draft).close()
  renameSync(draft, salvagedPath(path, stamp))
  finishSalvage(path)
}

/** Moves what a kill in the middle of a salvage has left where it was. Nothing happens when there was none. */
export function finishSalvage(path: string): void {
  const folder = dirname(path)
  const prefix = `${basename(path)}-salvaged-`
  const found = existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith(prefix)) : undefined
  if (found === undefined) return
  const stamp = found.slice(prefix.length)
  rmSync(`${path}-shm`, { force: true })
  // What is left of the old log must not be taken for the log of the new file: it goes first.
  for (const part of ['-wal', '']) {
    const sizeBytes = statSync(`${path}${part}`, { throwIfNoEntry: false })?.size
    if (sizeBytes === 0 && part === '-wal') rmSync(`${path}${part}`)
    else if (sizeBytes !== undefined) renameSync(`${path}${part}`, `${damagedPath(path, stamp)}${part}`)
  }
  renameSync(join(folder, found), path)
}

const damagedPath = (path: string, stamp: string): string => `${path}-damaged-${stamp}`
const salvagedPath = (path: string, stamp: string): string => `${path}-salvaged-${stamp}`

/** Without merging the log into the file: nothing of the evidence changes. `null` when not even its first page is read. */
function openForReading(path: string): DatabaseSync | null {
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    database.prepare('SELECT name FROM sqlite_schema').all()
    return database
  } catch {
    return null
  }
}

function versionOf(database: DatabaseSync | null): number | undefined {
  if (database === null) return undefined
  // A journal that holds anything has a number: without one, the number itself is lost.
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0) || undefined
}
