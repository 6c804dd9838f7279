import { join } from 'node:path'
import { AppError } from '#shared/errors/app-error.ts'
import type { Profile } from '../node/profile.ts'

/** SQLite's own numbers for "malformed" and "not a database". */
const damageCodes: readonly number[] = [11, 26]

/** Which file of the profile stands in the way, and what to do about it; `null` when the failure is of another kind. */
export function explainDamage(error: unknown, profile: Profile): string | null {
  if (error instanceof AppError && error.code !== 'storage/failed') return null
  const details = error instanceof AppError ? error.details : {}
  const name = details['document']
  if (name === 'lock') return explainLock(profile)
  if (name === 'demo-crm') return explainDemoCrm(profile)
  if (typeof name === 'string') return explainDocument(join(profile.documents, `${name}.json`))
  if (details['reason'] === 'newer-version') {
    return `The journal ${profile.journal} was written by a newer Kartoteka. Install that version or a later one.`
  }
  // Core's journal is the one other database of a profile.
  const sqlite = sqliteCodeOf(error)
  return sqlite === null ? null : explainJournal(profile, damageCodes.includes(sqlite))
}

function explainDocument(path: string): string {
  return (
    `The file ${path} is damaged, and nothing in it has been changed. Put back a copy of it. If there is none, move it ` +
    'out of that folder and sign in again: edits that had not been sent stay unsent.'
  )
}

function explainJournal({ journal }: Profile, isDamaged: boolean): string {
  if (!isDamaged) return `The journal ${journal} cannot be opened. Free the disk, or let your user read and write it.`
  return (
    `The journal ${journal} is damaged. Put back a copy of it. If there is none, move it and its neighbours -wal and ` +
    '-shm out of that folder and start again: edits that the window still keeps are taken from there.'
  )
}

function explainLock({ directory }: Profile): string {
  return `The file ${join(directory, 'lock.sqlite')} cannot be used. It holds no data: delete it and start again.`
}

function explainDemoCrm({ demoCrm }: Profile): string {
  return `The demo CRM's file ${demoCrm} cannot be used. It holds invented contacts alone: move it away and start again.`
}

function sqliteCodeOf(error: unknown): number | null {
  const found = [error, error instanceof Error ? error.cause : null].find(
    (one) => one instanceof Error && 'errcode' in one && typeof one.errcode === 'number',
  )
  // The low byte is the kind of failure, the rest its finer shades.
  return found instanceof Error && 'errcode' in found ? Number(found.errcode) & 0xff : null
}
