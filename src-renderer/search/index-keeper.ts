import type { CacheDb } from '../db/cache-db.ts'
import { hasIndexLog } from '../db/index-log.ts'
import type { ContactIndex } from './contact-index.ts'
import { dropUnsaved, saveIndex } from './saved-index.ts'

/** A start reads as many rows in an instant: less is not worth writing a whole index for. */
const FEWEST_CHANGED = 500
/** ... and of a large index this part of its contacts. */
const PART_CHANGED = 0.02
/** Fewer contacts are read from the cache in an instant. */
const FEWEST_GROWN = 5_000
/** An index that has grown so much is saved without waiting: a pull may go on for long, and a window may be closed at any time. */
const GROWN = 1.5

/** Decides when saving the index is worth it, and does it. */
export class IndexKeeper {
  readonly #db: CacheDb
  readonly #language: string
  readonly #uuid: () => string
  /** The cache is ours to change. */
  isAllowed = false
  /** There is a snapshot to begin with next time, but for what was counted since. */
  isSaved = false
  #changed = 0
  /** Contacts in the index when it was last saved, or was to be. */
  #savedSize = 0

  readonly #fewestGrown: number

  constructor(db: CacheDb, language: string, uuid: () => string, fewestGrown = FEWEST_GROWN) {
    this.#fewestGrown = fewestGrown
    this.#db = db
    this.#language = language
    this.#uuid = uuid
  }

  /** So many rows have changed. */
  count(changed: number): void {
    this.#changed += changed
  }

  /** What was saved has been read, and has so many contacts. */
  begin(size: number): void {
    this.#savedSize = size
  }

  /** Whether so much has come that the next quiet moment is too late. */
  hasGrown(index: ContactIndex): boolean {
    return index.size >= Math.max(this.#fewestGrown, this.#savedSize * GROWN) && this.#canSave
  }

  get #canSave(): boolean {
    return this.isAllowed && !this.#db.isReadOnly && hasIndexLog(this.#db)
  }

  /** Whether the next quiet moment should be used. */
  wants({ size }: ContactIndex): boolean {
    if (!this.#canSave) return false
    return this.isSaved ? this.#changed >= Math.max(FEWEST_CHANGED, size * PART_CHANGED) : size > 0
  }

  /**
   * @param position everything in the log up to it is in the index
   * @param isWanted see `saveIndex`
   */
  async save(index: ContactIndex, position: number, isWanted: () => boolean): Promise<void> {
    if (!this.#canSave) return
    // Where it fails it is not tried again at once.
    this.#savedSize = index.size
    const head = { language: this.#language, fingerprint: this.#uuid(), position }
    try {
      if (!(await saveIndex(this.#db, index, head, isWanted))) return
    } catch (error) {
      // Nobody's work is lost with it: the next start takes longer. What lies there must not fill a disk that is full.
      if (this.#db.isOpen()) await dropUnsaved(this.#db, head.fingerprint)
      else throw error
    }
    this.isSaved = true
    this.#changed = 0
  }
}
