import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { NEWEST_VERSION } from './journal-schema.ts'

/** Whether a later release has written the journal. Only reads; a file that cannot be read is not newer, whatever else. */
export function isJournalNewer(path: string): boolean {
  if (!existsSync(path)) return false
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0) > NEWEST_VERSION
    } finally {
      database.close()
    }
  } catch {
    return false
  }
}
