import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import type { ReadOnlyReason } from '#shared/ipc/notices.ts'
import type { LocalStore } from './ports/local-store.ts'
import { isJournalNewer } from './sync/journal-version.ts'

/** Raised by a release whose documents an earlier one would misread. */
const FORMAT = 1
const DOCUMENT = 'profile'
const ProfileSchema = v.object({ format: v.number() })

/**
 * Whether a later release has written this profile: then this one may look at it and touch nothing. `null` when it may be
 * used; a new profile gets its mark. @throws {AppError} `storage/failed`
 */
export async function findNewerPart(local: LocalStore, journalPath: string): Promise<ReadOnlyReason | null> {
  if (isJournalNewer(journalPath)) return 'journal'
  const parsed = v.safeParse(ProfileSchema, await readIfWhole(local))
  if (parsed.success) return parsed.output.format > FORMAT ? 'profile' : null
  await local.write(DOCUMENT, { format: FORMAT })
  return null
}

async function readIfWhole(local: LocalStore): Promise<unknown> {
  try {
    return await local.read(DOCUMENT)
  } catch (error) {
    if (error instanceof AppError && error.details['reason'] === 'damaged') return null
    throw error
  }
}
