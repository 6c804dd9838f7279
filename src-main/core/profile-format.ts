import * as v from 'valibot'
import type { ReadOnlyReason } from '#shared/ipc/notices.ts'
import type { LocalStore } from './ports/local-store.ts'
import { readIfWhole } from './read-if-whole.ts'
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
  const parsed = v.safeParse(ProfileSchema, await readIfWhole(local, DOCUMENT))
  if (parsed.success) return parsed.output.format > FORMAT ? 'profile' : null
  await local.write(DOCUMENT, { format: FORMAT })
  return null
}
