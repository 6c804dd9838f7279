import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import { forgetBulk } from '../db/bulk-bodies.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { readListRows, type ContactListRow } from '../db/read-list-rows.ts'
import { showBulk } from '../db/show-bulk.ts'

export type Lines = ReadonlyMap<ContactId, ContactListRow>

/** Reads lines of the list, and lays large bulk edits over those that were read before. */
export interface LineReader {
  read(ids: readonly ContactId[]): Promise<Lines>
  /** What a large bulk edit that was just accepted makes of these lines. */
  show(id: MutationId, lines: Lines): Lines
  /** What this window has of it in memory is out of date. */
  forget(id: MutationId): void
}

export function createLineReader(db: CacheDb): LineReader {
  /** Large bulk edits since the oldest of the reads that are under way began: these may have missed them. */
  const heard: MutationId[] = []
  let reads = 0

  return {
    async read(ids) {
      const begun = heard.length
      reads++
      try {
        const read = await readListRows(db, ids)
        return heard.slice(begun).reduce<Lines>((lines, id) => showBulk(db, id, lines), read)
      } finally {
        if (--reads === 0) heard.length = 0
      }
    },
    show(id, lines) {
      if (reads > 0) heard.push(id)
      return showBulk(db, id, lines)
    },
    forget: (id) => forgetBulk(db, id),
  }
}
