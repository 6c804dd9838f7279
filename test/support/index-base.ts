import { randomUUID } from 'node:crypto'
import { onTestFinished, vi } from 'vitest'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import { createRowsChannel } from '#renderer/db/rows-channel.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import type { ContactQuery } from '#renderer/search/contact-query.ts'
import { ContactIndex } from '#renderer/search/contact-index.ts'
import { IndexFeed, type IndexFeedOptions } from '#renderer/search/index-feed.ts'
import { readCompanyNames, readContactsAfter, readUserNames } from '#renderer/search/index-rows.ts'
import { readSavedHead } from '#renderer/search/saved-index.ts'
import { someCache } from './cache-base.ts'
import { applyNames } from './search-base.ts'

export const query = (text = '', filters: ContactQuery['filters'] = {}): ContactQuery => ({
  text,
  filters,
  sort: { by: 'name', direction: 'asc' },
})

/** A worker's index over a cache, as it is after a start. */
export interface RunningIndex {
  readonly feed: IndexFeed
  /** How each answer to the plain list was, whenever something was told: remote ids in order; `null` for none yet. */
  readonly told: readonly (string | null)[]
  /** Those of them that were told while the index was being read as a whole, not only brought up to date. */
  readonly parts: readonly (string | null)[]
  /** Those of them that were told to be whole. */
  readonly whole: readonly (string | null)[]
  /** Remote ids in order. */
  found(text?: string, filters?: ContactQuery['filters']): string | null
  /** Everything that was committed is in. */
  settled(): Promise<void>
}

interface StartOptions extends Partial<Pick<IndexFeedOptions, 'quietMs' | 'fewestGrown'>> {
  readonly language?: string
  readonly keep?: boolean
  readonly db?: CacheDb
  readonly isDeaf?: boolean
}

/** A cache, and as many starts of the worker over it as wanted. */
export function someIndexedCache() {
  const name = `rows-${randomUUID()}`
  const own = createRowsChannel(name)
  const context: StoreContext = { ...someCache(), rows: own }
  onTestFinished(() => own.close())

  function start(options: StartOptions = {}): RunningIndex {
    const { language = 'en', keep = false, db = context.db, isDeaf = false, ...pace } = options
    const told: (string | null)[] = []
    const parts: (string | null)[] = []
    const whole: (string | null)[] = []
    let isDone = false
    const found = (text = '', filters: ContactQuery['filters'] = {}) =>
      feed.find(query(text, filters))?.ids.map((id) => id.slice(id.indexOf('.') + 1)).join() ?? null // prettier-ignore
    const feed = new IndexFeed({
      db,
      language,
      onProgress: ({ isIndexing, isCatchingUp, failure }) => {
        if (failure !== null) throw new Error(failure)
        isDone = !isIndexing
        told.push(found())
        if (isDone) whole.push(found())
        else if (!isCatchingUp) parts.push(found())
      },
      uuid: () => randomUUID(),
      quietMs: 0,
      ...pace,
    })
    const rows = createRowsChannel(name)
    if (!isDeaf) rows.listen((changed) => feed.hear(changed))
    onTestFinished(() => {
      rows.close()
      feed.stop()
    })
    if (keep) feed.keep()
    feed.start()
    const settled = () => vi.waitFor(() => { if (!isDone) throw new Error('still indexing') }, 5_000) // prettier-ignore
    return { feed, told, parts, whole, found, settled }
  }
  return { context, db: context.db, start }
}

/** A cache with Olga, Anna and Vera, and the index that was saved of it. */
export async function someSavedCache() {
  const cache = someIndexedCache()
  await applyNames(cache.context, { 1: 'Olga', 2: 'Anna', 3: 'Vera' })
  const first = cache.start({ keep: true })
  await vi.waitFor(async () => { if ((await readSavedHead(cache.db)) === null) throw new Error('not saved yet') }, 10_000) // prettier-ignore
  first.feed.stop()
  return { ...cache, saved: await readSavedHead(cache.db) }
}

/** An index that knows nothing but the cache as it is now. */
export async function buildFresh(db: CacheDb): Promise<ContactIndex> {
  const index = new ContactIndex('en')
  const { names, gone } = await readCompanyNames(db)
  index.putCompanies(names, gone)
  index.putUsers(await readUserNames(db))
  for (let after: string | null = ' '; after !== null;) {
    const { entries, last } = await readContactsAfter(db, after, 1_000)
    for (const entry of entries) index.put(entry)
    after = last
  }
  index.settle()
  return index
}

/** Whatever an index says about these tags and about what is pending, to compare two of them. */
export function answersOf(index: ContactIndex, tags: readonly string[]) {
  const filters = [{}, { pendingOnly: true }, ...tags.map((tag) => ({ tags: [tag] }))]
  return {
    lists: filters.map((filter) => index.find(query('', filter)).ids.join()),
    found: tags.map((tag) => index.find(query(tag)).ids.length),
    facets: index.facets(undefined),
  }
}
