import type { CompanyId, ContactId, MutationId } from '#shared/domain/ids.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { forgetBulk } from '../db/bulk-bodies.ts'
import { readMutations } from '../db/pending-mutations.ts'
import type { RowsChanged } from '../db/rows-channel.ts'
import type { ContactRow } from '../db/rows.ts'
import { leftOf, readUnspread, withUnspread, type Unspread } from '../db/unspread.ts'
import { applyBulk } from './apply-bulk.ts'
import type { ContactIndex } from './contact-index.ts'
import { toIndexEntry, type IndexEntry } from './index-entry.ts'
import type { SearchProgress } from './search-protocol.ts'

/** Rows read at once: large enough to be quick, small enough that a question need not wait long. */
const CHUNK = 2_000
/** Less than this is not worth reading every row for. */
const FEWEST_WASTED = 20_000

/**
 * Keeps an index as the cache is. One loop does all the reading, changed rows before the next chunk, so that an older
 * version of a row never comes after a newer one. Reading a row twice is harmless.
 */
export class IndexFeed {
  readonly #db: CacheDb
  readonly #onProgress: (progress: SearchProgress) => void
  readonly #fewestWasted: number
  #index: ContactIndex
  /** Is being built to take the place of the one that answers. */
  #next: ContactIndex | null = null
  readonly #contacts = new Set<ContactId>()
  readonly #companies = new Set<CompanyId>()
  readonly #bulks = new Set<MutationId>()
  #hasNewUsers = false
  /** Everything up to this id is in; `null` when the build is over, `''` before it. */
  #builtTo: string | null = null
  #isRunning = false
  #whenCaughtUp: (() => void)[] = []
  #isStopped = false

  /** @param fewestWasted rows that an index keeps for nothing before it is built anew */
  constructor(
    db: CacheDb,
    index: ContactIndex,
    onProgress: (progress: SearchProgress) => void,
    fewestWasted = FEWEST_WASTED,
  ) {
    this.#db = db
    this.#index = index
    this.#onProgress = onProgress
    this.#fewestWasted = fewestWasted
  }

  /** The one that answers. */
  get index(): ContactIndex {
    return this.#index
  }

  /** Builds the index from the beginning. */
  start(): void {
    this.#index.clear()
    this.#next = null
    this.#builtTo = ''
    void this.#run()
  }

  stop(): void {
    this.#isStopped = true
  }

  /**
   * Resolves when what was heard so far is in the index.
   * @returns `false`, at once, while the index has not got all contacts
   */
  async catchUp(): Promise<boolean> {
    if (this.#isRunning) await new Promise<void>((resolve) => this.#whenCaughtUp.push(resolve))
    return this.#builtTo === null || this.#next !== null
  }

  hear(changed: RowsChanged): void {
    switch (changed.kind) {
      case 'contacts':
        for (const id of changed.ids) this.#contacts.add(id)
        break
      case 'companies':
        for (const id of changed.ids) this.#companies.add(id)
        break
      case 'bulk':
        this.#bulks.add(changed.mutationId)
        break
      case 'users':
        this.#hasNewUsers = true
        break
      case 'everything':
        this.start()
    }
    void this.#run()
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      while (!this.#isStopped && (await this.#step())) {
        this.#tell(null)
        if (this.#contacts.size + this.#bulks.size === 0) this.#release()
      }
      this.#tell(null)
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : 'the cache cannot be read')
    } finally {
      this.#isRunning = false
      this.#release()
    }
  }

  #release(): void {
    for (const resolve of this.#whenCaughtUp.splice(0)) resolve()
  }

  #tell(failure: string | null): void {
    if (this.#isStopped) return
    const isIndexing = this.#builtTo !== null && failure === null
    this.#onProgress({ indexed: this.#index.size, isIndexing, failure })
  }

  /** One piece of work; `false` when there is none. */
  async #step(): Promise<boolean> {
    if (this.#builtTo === '') return this.#begin()
    // Before anything else: somebody has just acted and waits to see it.
    const [bulk] = this.#bulks
    if (bulk !== undefined) return this.#readBulk(bulk)
    if (this.#hasNewUsers) return this.#readUsers()
    if (this.#companies.size > 0) return this.#readCompanies(take(this.#companies))
    if (this.#contacts.size > 0) return this.#readContacts(take(this.#contacts))
    if (this.#builtTo !== null) return this.#readChunk(this.#builtTo)
    const { wasted, size } = this.#index
    if (wasted < this.#fewestWasted || wasted < size) return false
    this.#next = this.#index.startAnew()
    this.#builtTo = ''
    return true
  }

  /** What changes goes into both: the one that answers must not fall behind while the next is built. */
  get #indexes(): readonly ContactIndex[] {
    return this.#next === null ? [this.#index] : [this.#index, this.#next]
  }

  async #begin(): Promise<boolean> {
    // Names first: contacts sort by them.
    const companies = await this.#db.companies.toArray()
    const names = new Map(companies.map(({ id, name }) => [id, name]))
    for (const index of this.#indexes) index.putCompanies(names)
    this.#builtTo = ' '
    return this.#readUsers()
  }

  async #readUsers(): Promise<boolean> {
    this.#hasNewUsers = false
    const users = await this.#db.users.toArray()
    const names = new Map(users.map(({ id, name }) => [id, name]))
    for (const index of this.#indexes) index.putUsers(names)
    return true
  }

  async #readCompanies(ids: readonly CompanyId[]): Promise<boolean> {
    const rows = await this.#db.companies.bulkGet([...ids])
    const names = new Map(ids.map((id, at) => [id, rows[at]?.name ?? null]))
    for (const index of this.#indexes) index.putCompanies(names)
    return true
  }

  get #tables() {
    const { contacts, targets, outbox, spreads } = this.#db
    return [contacts, targets, outbox, spreads]
  }

  /** Of a bulk edit the record alone is read, not the rows. */
  async #readBulk(id: MutationId): Promise<boolean> {
    const db = this.#db
    this.#bulks.delete(id)
    const [mutation, unspread] = await db.transaction('r', this.#tables, async () => [
      (await readMutations(db, new Set([id])))[0],
      (await readUnspread(db)).find((one) => one.mutation.id === id),
    ])
    if (mutation?.change.kind !== 'bulk-tags') return true
    const { contactIds, tags } = mutation.change
    const left = unspread === undefined ? [] : leftOf(unspread)
    for (const index of this.#indexes) applyBulk(index, tags, left)
    // Rows that were written before we came to look.
    for (const one of contactIds) if (unspread?.has(one) !== true) this.#contacts.add(one)
    if (unspread === undefined) forgetBulk(db, id)
    return true
  }

  async #readContacts(ids: readonly ContactId[]): Promise<boolean> {
    const db = this.#db
    const [rows, pending, unspread] = await db.transaction('r', this.#tables, async () => [
      await db.contacts.bulkGet([...ids]),
      new Set(await db.targets.where('contactId').anyOf(ids).uniqueKeys()),
      await readUnspread(db),
    ])
    for (const [at, id] of ids.entries()) {
      const row = rows[at]
      const entry = row === undefined ? null : toShownEntry(row, pending.has(id), unspread)
      for (const index of this.#indexes) {
        if (entry === null) index.remove(id)
        else index.put(entry)
      }
    }
    for (const index of this.#indexes) index.settle()
    return true
  }

  async #readChunk(after: string): Promise<boolean> {
    const db = this.#db
    const [rows, pending, unspread] = await db.transaction('r', this.#tables, async () => {
      const rows = await db.contacts.where('id').above(after).limit(CHUNK).toArray()
      const [first, last] = [rows[0]?.id, rows.at(-1)?.id]
      if (first === undefined) return [rows, new Set(), []]
      const pending = new Set(await db.targets.where('contactId').between(first, last, true, true).uniqueKeys())
      return [rows, pending, await readUnspread(db)]
    })
    // Started again meanwhile: the index was emptied and must not get this chunk alone.
    if (this.#builtTo !== after) return true
    const target = this.#next ?? this.#index
    for (const row of rows) {
      const entry = toShownEntry(row, pending.has(row.id), unspread)
      if (entry !== null) target.put(entry)
    }
    target.settle()
    this.#builtTo = rows.length < CHUNK ? null : (rows.at(-1)?.id ?? null)
    if (this.#builtTo !== null) return true
    this.#index = target
    this.#next = null
    return true
  }
}

/** As the list shows it, with what is still to be spread over the row. */
function toShownEntry(row: ContactRow, isPending: boolean, unspread: readonly Unspread[]): IndexEntry | null {
  return toIndexEntry(withUnspread(row, unspread), isPending || unspread.some((one) => one.has(row.id)))
}

/** At most a chunk of them; the others wait for the next step. */
function take<Id>(waiting: Set<Id>): readonly Id[] {
  const taken = [...waiting].slice(0, CHUNK)
  for (const id of taken) waiting.delete(id)
  return taken
}
