import * as v from 'valibot'
import type { CacheDb } from '../db/cache-db.ts'
import type { ContactIndex } from './contact-index.ts'
import { snapshotPartNames, takeSnapshot, type SnapshotPartName } from './index-snapshot.ts'

/** Stands for the one snapshot that counts; parts without it are left from a save that was cut off. */
const HEAD = 'head'

const SavedHeadSchema = v.object({
  language: v.string(),
  fingerprint: v.string(),
  /** Everything in the log of changes up to it is in the snapshot. */
  position: v.number(),
})
/** Which snapshot there is. */
export type SavedHead = v.InferOutput<typeof SavedHeadSchema>

const keyOf = (fingerprint: string, name: SnapshotPartName): string => `${fingerprint}/${name}`

/** `null` when there is no snapshot. */
export async function readSavedHead(db: CacheDb): Promise<SavedHead | null> {
  const parsed = v.safeParse(SavedHeadSchema, (await db.indexParts.get(HEAD))?.part)
  return parsed.success ? parsed.output : null
}

/** As it lies there, for `IndexRestore` to judge; `undefined` when it is missing. */
export async function readSavedPart(db: CacheDb, { fingerprint }: SavedHead, name: SnapshotPartName): Promise<unknown> {
  return (await db.indexParts.get(keyOf(fingerprint, name)))?.part
}

/**
 * Keeps the index beside the cache: part by part, so that questions are answered in between and only one part is in
 * memory twice. The old snapshot counts until the last part of the new one is there; what the new one has in it then
 * leaves the log. A kill after any line leaves one or the other.
 * @param isWanted asked before each part: the index must not change until the last one is taken
 * @returns whether a snapshot of at least this position is there now
 * @throws what Dexie throws; parts that were written already may be left then
 */
export async function saveIndex(
  db: CacheDb,
  index: ContactIndex,
  head: SavedHead,
  isWanted: () => boolean,
): Promise<boolean> {
  const { language, fingerprint } = head
  for (const part of takeSnapshot(index, { language, fingerprint })) {
    if (!isWanted()) return false
    await db.indexParts.put({ key: keyOf(fingerprint, part.name), part })
  }
  if (!isWanted()) return false
  return db.transaction('rw', [db.indexParts, db.indexLog], async () => {
    const current = await readSavedHead(db)
    // Another window has kept a newer one meanwhile, and has cleared the log up to there. (Or the log was lost.)
    const isNewer = current !== null && current.position > head.position
    if (isNewer && (await db.indexLog.get(current.position)) !== undefined) return true
    const own = snapshotPartNames.map((name) => keyOf(fingerprint, name))
    // ... or has cleared these away as left behind.
    if ((await db.indexParts.where('key').anyOf(own).count()) < own.length) return false
    await db.indexParts
      .where('key')
      .noneOf([...own, HEAD])
      .delete()
    await db.indexParts.put({ key: HEAD, part: head })
    // The last one stays: a log without it has lost something.
    await db.indexLog.where('seq').below(head.position).delete()
    return true
  })
}

/** Clears away what a save that failed may have left. */
export async function dropUnsaved(db: CacheDb, fingerprint: string): Promise<void> {
  await db.indexParts.bulkDelete(snapshotPartNames.map((name) => keyOf(fingerprint, name)))
}
