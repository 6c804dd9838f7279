import type { CacheDb } from '../db/cache-db.ts'
import { hasIndexLog } from '../db/index-log.ts'
import type { ContactIndex } from './contact-index.ts'
import type { ContactQuery, ContactResult } from './contact-query.ts'
import { IndexRestore } from './index-restore.ts'
import { snapshotPartNames } from './index-snapshot.ts'
import { readSavedHead, readSavedPart, type SavedHead } from './saved-index.ts'

/** An index as it was saved. */
export interface SavedIndex {
  readonly index: ContactIndex
  /** Everything in the log up to it is in the index. */
  readonly position: number
  readonly language: string
}

/** Reads the saved index part by part, and answers from what is there. */
export class SavedIndexReader {
  readonly #db: CacheDb
  #saved: { readonly head: SavedHead; readonly restore: IndexRestore; next: number } | null = null

  constructor(db: CacheDb) {
    this.#db = db
  }

  /** Contacts in it, as soon as they are known. */
  get size(): number {
    return this.#saved?.restore.size ?? 0
  }

  /** `null` while what the answer needs is missing. */
  find(query: ContactQuery): ContactResult | null {
    return this.#saved?.restore.find(query) ?? null
  }

  /** `part` when there is more to read, `none` when there is nothing, or nothing that can be believed. */
  async readNext(): Promise<'part' | 'none' | SavedIndex> {
    if (this.#saved === null) return (await this.#open()) ? 'part' : 'none'
    const { head, restore, next } = this.#saved
    const name = snapshotPartNames[next]
    if (name === undefined || !restore.add(await readSavedPart(this.#db, head, name))) return 'none'
    this.#saved.next++
    const index = restore.finish()
    return index === null ? 'part' : { index, position: head.position, language: head.language }
  }

  async #open(): Promise<boolean> {
    // What a later version of the app has saved may mean something else.
    if (!hasIndexLog(this.#db) || this.#db.isReadOnly) return false
    const head = await readSavedHead(this.#db)
    if (head === null) return false
    const restore = new IndexRestore({ language: head.language, fingerprint: head.fingerprint })
    this.#saved = { head, restore, next: 0 }
    return true
  }
}
