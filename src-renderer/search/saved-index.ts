import * as v from 'valibot'
import type { CacheDb } from '../db/cache-db.ts'
import type { ContactIndex } from './contact-index.ts'
import { cutContent, JoinedContent } from './cut-content.ts'
import { takeSnapshot, type SnapshotPart, type SnapshotPartName } from './index-snapshot.ts'

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
/** Of the numbers of a part, which lie beside it in pieces. */
const pieceKeyOf = (partKey: string, piece: number): string => `${partKey}/${piece}`

/** Copied, and given to the storage, in one go: a few milliseconds. */
const PIECE_BYTES = 4 * 2 ** 20
/** Pieces in memory at a time, beside what is made of them. */
const PIECES_AT_ONCE = 4

/** A part whose numbers were not cut off has no pieces. */
const StoredPartSchema = v.looseObject({ content: v.unknown(), pieces: v.optional(v.pipe(v.number(), v.integer()), 0) })

/** `null` when there is no snapshot. */
export async function readSavedHead(db: CacheDb): Promise<SavedHead | null> {
  const parsed = v.safeParse(SavedHeadSchema, (await db.indexParts.get(HEAD))?.part)
  return parsed.success ? parsed.output : null
}

/** For `IndexRestore` to judge; `undefined` when it is missing, or has lost some of its numbers. */
export async function readSavedPart(db: CacheDb, { fingerprint }: SavedHead, name: SnapshotPartName): Promise<unknown> {
  const key = keyOf(fingerprint, name)
  const stored = v.safeParse(StoredPartSchema, (await db.indexParts.get(key))?.part)
  if (!stored.success) return undefined
  const { pieces, ...part } = stored.output
  const joined = new JoinedContent(part.content)
  for (let from = 0; from < pieces; from += PIECES_AT_ONCE) {
    const count = Math.min(PIECES_AT_ONCE, pieces - from)
    const rows = await db.indexParts.bulkGet(Array.from({ length: count }, (_, at) => pieceKeyOf(key, from + at)))
    for (const row of rows) if (row?.part instanceof Uint8Array) joined.add(row.part)
  }
  return joined.isWhole ? { ...part, content: joined.content } : undefined
}

interface StoredRecord {
  readonly key: string
  /** Copied when it is asked for. */
  readonly value: () => unknown
}

/** What a part is stored as: one record when it is small, else its numbers in pieces and then the rest of it. */
function* recordsOf({ content, ...part }: SnapshotPart, pieceBytes: number): Generator<StoredRecord, void> {
  const key = keyOf(part.fingerprint, part.name)
  const cut = cutContent(content, pieceBytes)
  if (cut.count <= 1) {
    yield { key, value: () => ({ ...part, content }) }
    return
  }
  for (let piece = 0; piece < cut.count; piece++) {
    yield { key: pieceKeyOf(key, piece), value: () => cut.copy(piece) }
  }
  yield { key, value: () => ({ ...part, content: cut.outline, pieces: cut.count }) }
}

/**
 * Keeps the index beside the cache: piece by piece, so that questions are answered in between and only one piece is in
 * memory twice. The old snapshot counts until the last part of the new one is there; what the new one has in it then
 * leaves the log. A kill after any line leaves one or the other.
 * @param isWanted asked before each piece: the index must not change until the last one is taken
 * @returns whether a snapshot of at least this position is there now
 * @throws what Dexie throws; parts that were written already may be left then
 */
export async function saveIndex(
  db: CacheDb,
  index: ContactIndex,
  head: SavedHead,
  isWanted: () => boolean,
  pieceBytes = PIECE_BYTES,
): Promise<boolean> {
  const { language, fingerprint } = head
  const own: string[] = []
  for (const part of takeSnapshot(index, { language, fingerprint })) {
    for (const { key, value } of recordsOf(part, pieceBytes)) {
      if (!isWanted()) return false
      await db.indexParts.put({ key, part: value() })
      own.push(key)
    }
  }
  if (!isWanted()) return false
  return db.transaction('rw', [db.indexParts, db.indexLog], async () => {
    const current = await readSavedHead(db)
    // Another window has kept a newer one meanwhile, and has cleared the log up to there. (Or the log was lost.)
    const isNewer = current !== null && current.position > head.position
    if (isNewer && (await db.indexLog.get(current.position)) !== undefined) return true
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
  await db.indexParts.where('key').startsWith(`${fingerprint}/`).delete()
}
