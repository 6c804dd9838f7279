import type { CacheDb } from './cache-db.ts'
import { partsOf } from './accept-import.ts'
import type { ImportRow } from './rows.ts'

/** An import of which something is still to be accepted. */
export interface UnfinishedImport extends ImportRow {
  /** Contacts that are in the outbox, or have left it. */
  readonly accepted: number
}

/** The oldest first. */
export function readImports(db: CacheDb): Promise<readonly UnfinishedImport[]> {
  return db.transaction('r', [db.imports, db.importParts], async () => {
    const rows = await db.imports.toArray()
    const found: UnfinishedImport[] = []
    for (const row of rows) {
      const parts = (await partsOf(db, row.id)).filter(({ mutations }) => mutations.length === 0)
      found.push({ ...row, accepted: parts.reduce((sum, { mutationIds }) => sum + mutationIds.length, 0) })
    }
    return found.sort((a, b) => a.at - b.at)
  })
}
