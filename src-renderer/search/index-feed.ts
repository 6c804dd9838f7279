import type { CacheDb } from '../db/cache-db.ts'
import { hasIndexLog, readLog, readLogEnd } from '../db/index-log.ts'
import type { RowsChanged } from '../db/rows-channel.ts'
import { ContactIndex } from './contact-index.ts'
import type { ContactQuery, ContactResult } from './contact-query.ts'
import { PageGathering } from './gather-pages.ts'
import { concernsIndex, IndexBacklog, takeFrom } from './index-backlog.ts'
import { readContactsAfter, readUnwrittenIds } from './index-rows.ts'
import { IndexKeeper } from './index-keeper.ts'
import { SavedIndexReader } from './saved-index-reader.ts'
import type { SearchProgress } from './search-protocol.ts'
import { takeInBulks, takeInCompanies, takeInContacts, takeInUsers } from './take-in-changes.ts'

/** Rows read at once: large enough to be quick, small enough that a question need not wait long. */
const CHUNK = 2_000
/** Entries of the log read at once. */
const LOG_CHUNK = 100
/** Less than this is not worth reading every row for. */
const FEWEST_WASTED = 20_000
/** Nothing has changed for so long: no pull is running. */
const QUIET_MS = 500

export interface IndexFeedOptions {
  readonly db: CacheDb
  /** Of the interface. */
  readonly language: string
  readonly onProgress: (progress: SearchProgress) => void
  readonly uuid: () => string
  /** Rows that an index keeps for nothing before it is built anew. */
  readonly fewestWasted?: number
  readonly quietMs?: number
  /** Contacts that are worth saving before all is quiet. */
  readonly fewestGrown?: number
}

/**
 * Keeps an index as the cache is. It begins with what was saved, follows the log of changes, and saves again when all is
 * quiet. One loop does all the reading, changed rows before the next chunk, so that an older version of a row never
 * comes after a newer one. Reading a row twice is harmless.
 */
export class IndexFeed {
  readonly #db: CacheDb
  readonly #options: IndexFeedOptions
  readonly #keeper: IndexKeeper
  #index: ContactIndex
  /** Is being built to take the place of the one that answers. */
  #next: ContactIndex | null = null
  /** While the saved index is read. */
  #saved: SavedIndexReader | null = null
  readonly #backlog = new IndexBacklog()
  /** There may be more in the log. */
  #isBehind = false
  /** Since what was saved has been read the log has not been at its end: contacts may be missing. */
  #isCatchingUp = false
  /** Everything in the log up to here has been heard of. */
  #position = 0
  /** Everything up to this id is in; `null` when the build is over, `''` before it. */
  #builtTo: string | null = null
  #isRunning = false
  /** Something may be to do that the loop has not looked at. */
  #isAsked = false
  #isStopped = false
  /** The step that was just taken may have changed an answer. */
  #hasNews = true
  #isQuiet = false
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #gathering = new PageGathering(() => {
    this.#isBehind = true
    void this.#run()
  })
  #whenCaughtUp: ((isDone: boolean) => void)[] = []

  constructor(options: IndexFeedOptions) {
    this.#options = options
    this.#db = options.db
    this.#keeper = new IndexKeeper(options.db, options.language, options.uuid, options.fewestGrown)
    this.#index = new ContactIndex(options.language)
  }

  /** The one that answers, once what was saved is read. */
  get index(): ContactIndex {
    return this.#index
  }

  /** `null` while what the answer needs is still being read. */
  find(query: ContactQuery): ContactResult | null {
    return this.#saved === null ? this.#index.find(query) : this.#saved.find(query)
  }

  /** Begins with the saved index, or builds one. */
  start(): void {
    this.#saved = new SavedIndexReader(this.#db)
    void this.#run()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#gathering.begin()
  }

  /** From now on the index may be saved: the cache is ours to change. */
  keep(): void {
    this.#keeper.isAllowed = true
    void this.#run()
  }

  /**
   * Resolves when what was committed so far is in the index.
   * @returns `false`, at once, while the index has not got all contacts
   */
  async catchUp(): Promise<boolean> {
    // What was committed before the question may be heard of after it.
    this.#isBehind = hasIndexLog(this.#db)
    const caughtUp = new Promise<boolean>((resolve) => this.#whenCaughtUp.push(resolve))
    void this.#run()
    return (await caughtUp) && this.#saved === null && (this.#builtTo === null || this.#next !== null)
  }

  hear(changed: RowsChanged): void {
    if (!concernsIndex(changed)) return
    if (changed.kind === 'everything') this.#buildAnew()
    else if (!hasIndexLog(this.#db)) this.#note(changed)
    else if (this.#gathering.takes(changed)) return
    // The log knows what it was, and what was missed before.
    else this.#isBehind = true
    void this.#run()
  }

  async #run(): Promise<void> {
    this.#isAsked = true
    if (this.#isRunning) return
    this.#isRunning = true
    clearTimeout(this.#timer)
    if (this.#gathering.begin()) this.#isBehind = true
    try {
      while (this.#isAsked) {
        this.#isAsked = false
        while (!this.#isStopped && (await this.#step())) {
          const isThere = !this.#isBehind && this.#backlog.hasAllContacts
          const isWholeNow = isThere && this.#isCatchingUp
          if (isWholeNow) this.#isCatchingUp = false
          if (this.#hasNews || isWholeNow) this.#tell(null)
          this.#hasNews = true
          if (isThere) this.#release(true)
        }
      }
      this.#release(!this.#isStopped)
      this.#waitForQuiet()
    } catch (error) {
      // Whoever waits for an answer gets what there is; the next change begins anew, as what was to be read is forgotten.
      if (this.#saved === null) this.#buildBeside()
      else this.#buildAnew()
      this.#release(false)
      this.#tell(error instanceof Error ? error.message : 'the cache cannot be read')
    } finally {
      this.#isRunning = false
      this.#gathering.hasRead()
    }
  }

  #release(isDone: boolean): void {
    for (const resolve of this.#whenCaughtUp.splice(0)) resolve(isDone)
  }

  #waitForQuiet(): void {
    if (this.#isStopped || !this.#keeper.wants(this.#index)) return
    const act = () => {
      this.#isQuiet = true
      void this.#run()
    }
    this.#timer = setTimeout(act, this.#options.quietMs ?? QUIET_MS)
  }

  #tell(failure: string | null): void {
    if (this.#isStopped) return
    const isPart = this.#saved !== null || this.#builtTo !== null || this.#isCatchingUp
    const isIndexing = isPart && failure === null
    const isCatchingUp = isIndexing && this.#builtTo === null
    const indexed = this.#saved?.size ?? (this.#next ?? this.#index).size
    this.#options.onProgress({ indexed, isIndexing, isCatchingUp, failure })
  }

  /** One piece of work; `false` when there is none. */
  async #step(): Promise<boolean> {
    const isQuiet = this.#isQuiet
    this.#isQuiet = false
    if (this.#saved !== null) return this.#readSaved(this.#saved)
    if (this.#builtTo === '') return this.#begin()
    const { bulks, hasUsers, companies, contacts } = this.#backlog
    // Before anything else: somebody has just acted and waits to see it.
    if (bulks.size > 0) {
      for (const id of await takeInBulks(this.#db, this.#indexes, new Set(takeFrom(bulks)))) contacts.add(id)
      return true
    }
    const isWhole = this.#builtTo === null && this.#backlog.isEmpty
    if (isWhole && this.#keeper.hasGrown(this.#index)) return this.#save(() => !this.#isStopped)
    if (this.#isBehind) return this.#readLog()
    if (hasUsers || companies.size > 0 || contacts.size > 0) return this.#readChanged()
    if (this.#builtTo !== null) return this.#readChunk(this.#builtTo)
    const { wasted, size } = this.#index
    if (wasted >= (this.#options.fewestWasted ?? FEWEST_WASTED) && wasted >= size) return this.#buildBeside()
    if (isQuiet && this.#keeper.wants(this.#index)) await this.#save(() => !this.#isBehind && !this.#isStopped)
    return isQuiet && this.#isBehind
  }

  async #save(isWanted: () => boolean): Promise<true> {
    this.#hasNews = false
    await this.#keeper.save(this.#index, this.#position, isWanted)
    return true
  }

  async #readSaved(saved: SavedIndexReader): Promise<boolean> {
    const read = await saved.readNext()
    // Another beginning was asked for meanwhile.
    if (this.#saved !== saved || read === 'part') return true
    if (read === 'none') return this.#buildAnew()
    const unwritten = await readUnwrittenIds(this.#db)
    if (this.#saved !== saved) return true
    this.#saved = null
    this.#index = read.index
    for (const id of unwritten) this.#backlog.bulks.add(id)
    this.#position = read.position
    ;[this.#isBehind, this.#isCatchingUp] = [true, true]
    this.#keeper.isSaved = read.language === this.#options.language
    this.#keeper.begin(read.index.size)
    // Names are in the order of another alphabet: it answers until there is a better one.
    return this.#keeper.isSaved || this.#buildBeside()
  }

  #buildAnew(): true {
    this.#index = new ContactIndex(this.#options.language)
    this.#next = null
    this.#saved = null
    this.#builtTo = ''
    return true
  }

  /** The one that is there goes on answering. */
  #buildBeside(): true {
    this.#next = new ContactIndex(this.#options.language)
    this.#builtTo = ''
    return true
  }

  readonly #indexes = (): readonly ContactIndex[] => (this.#next === null ? [this.#index] : [this.#index, this.#next])

  async #begin(): Promise<boolean> {
    const builtTo = ' '
    this.#builtTo = builtTo
    // Every row is read after this: whatever came before is in it.
    if (hasIndexLog(this.#db)) this.#position = await readLogEnd(this.#db)
    this.#keeper.isSaved = false
    this.#keeper.begin(0)
    // Names first: contacts sort by them.
    await takeInCompanies(this.#db, this.#indexes)
    this.#backlog.hasUsers = false
    await takeInUsers(this.#db, this.#indexes)
    return true
  }

  async #readLog(): Promise<boolean> {
    this.#isBehind = false
    const from = this.#position
    const stretch = await readLog(this.#db, from, LOG_CHUNK)
    // Begun anew meanwhile: every row is read after that.
    if (this.#position !== from || this.#builtTo === '') return true
    if (stretch === null) return this.#buildBeside()
    this.#position = stretch.to
    this.#isBehind ||= stretch.hasMore
    this.#hasNews = false
    for (const changed of stretch.changes) this.#note(changed)
    // More than the list is long: to read it from its beginning is quicker.
    const isMuch = this.#backlog.contacts.size > Math.max(CHUNK, this.#index.size)
    if (!isMuch || this.#builtTo !== null) return true
    this.#backlog.contacts.clear()
    return this.#buildBeside()
  }

  #note(changed: RowsChanged): void {
    if (changed.kind === 'everything') {
      this.#buildBeside()
      return
    }
    this.#backlog.add(changed)
    if ('ids' in changed) this.#keeper.count(changed.ids.length)
  }

  async #readChanged(): Promise<true> {
    const { hasUsers, companies, contacts } = this.#backlog
    const [db, indexes] = [this.#db, this.#indexes]
    this.#backlog.hasUsers = false
    if (hasUsers) await takeInUsers(db, indexes)
    else if (companies.size > 0) await takeInCompanies(db, indexes, takeFrom(companies, CHUNK))
    else await takeInContacts(db, indexes, takeFrom(contacts, CHUNK))
    return true
  }

  async #readChunk(after: string): Promise<boolean> {
    const { entries, last } = await readContactsAfter(this.#db, after, CHUNK)
    // Started again meanwhile: the index was emptied and must not get this chunk alone.
    if (this.#builtTo !== after) return true
    const target = this.#next ?? this.#index
    for (const entry of entries) target.put(entry)
    target.settle()
    this.#builtTo = last
    if (last !== null) return true
    this.#index = target
    this.#next = null
    return true
  }
}
