import * as v from 'valibot'
import { CacheDb } from '../db/cache-db.ts'
import { adoptNewer } from '../db/installed-version.ts'
import type { RowsChannel } from '../db/rows-channel.ts'
import { createSliceSize, type SliceSize } from '../db/slice-size.ts'
import { spreadSlice } from '../db/spread.ts'
import { noFacets, type ContactResult } from './contact-query.ts'
import { IndexFeed } from './index-feed.ts'
import { createDealAnswers } from './serve-deals.ts'
import {
  searchRequests,
  ToWorkerSchema,
  type FromWorker,
  type SearchInput,
  type SearchOutput,
  type SearchPort,
  type SearchRequestName,
} from './search-protocol.ts'

/** Frozen answers kept at a time: the one on screen, the next, and a few that a slow caller may still read. What nobody reads goes first. */
const KEPT_ANSWERS = 8

const byName = { by: 'name', direction: 'asc' } as const

type Answers = { readonly [N in SearchRequestName]: (input: SearchInput<N>) => Promise<SearchOutput<N>> }
type WaitingFind = { readonly query: SearchInput<'find'>; answer(result: SearchOutput<'find'>): void }

/** The worker's side of the search: answers what comes through the port until the port's owner is gone. */
export function serveSearch(port: SearchPort<FromWorker>, rows: RowsChannel): void {
  let feed: IndexFeed | null = null
  const deals = createDealAnswers(() => port.postMessage({ kind: 'deals-changed' }))
  let base: CacheDb | null = null
  let waiting: WaitingFind | null = null
  let mayKeep = false
  const sliceSize = createSliceSize()
  const kept = createKeptAnswers()
  rows.listen((changed) => {
    feed?.hear(changed)
    deals.hear(changed)
  })

  function answerFind(): void {
    const find = waiting
    const found = find === null ? null : feed?.find(find.query)
    // What it needs is still being read: it is heard again then.
    if (find === null || found === null || found === undefined) return
    waiting = null
    find.answer({ handle: kept.keep(found), total: found.total })
  }

  const answers: Answers = {
    start: async ({ database, language }) => {
      const db = await toBase(database)
      feed?.stop()
      base = db
      deals.begin(db, language)
      feed = new IndexFeed({
        ...{ db, language, uuid: () => crypto.randomUUID() },
        onProgress: (progress) => {
          port.postMessage({ kind: 'changed', progress })
          answerFind()
        },
      })
      feed.start()
      if (mayKeep) feed.keep()
      return null
    },
    keep: async () => {
      mayKeep = true
      feed?.keep()
      return null
    },
    find: (query) =>
      new Promise((answer) => {
        waiting?.answer(null)
        waiting = { query, answer }
        // Questions that came while the last one was worked on are heard first: only the newest is worth the walk.
        setTimeout(answerFind, 0)
      }),
    window: async ({ handle, from, to }) => kept.of(handle).window(from, to),
    position: async ({ handle, id }) => kept.of(handle).indexOf(id),
    facets: async ({ accountId, companies: limit }) => {
      const { tags, companies, responsibles } = feed?.index.facets(accountId, limit) ?? noFacets
      return { tags: [...tags], companies: [...companies], responsibles: [...responsibles] }
    },
    facetCompanies: async ({ accountId, text, limit }) => [
      ...(feed?.index.facetCompanies(accountId, text, limit) ?? []),
    ],
    contacts: async ({ accountId, text, limit }) =>
      feed?.find({ text, filters: { accountId }, sort: byName })?.window(0, limit) ?? [],
    spread: async () => base !== null && spreadNext(base, sliceSize),
    deals: deals.find,
    tagged: async (asked) => countTags(feed, asked),
    companies: async ({ accountId, text, limit }) => [...(feed?.index.findCompanies(accountId, text, limit) ?? [])],
  }

  port.addEventListener('message', ({ data }) => void reply(port, answers, data))
}

/** Frozen answers that a window may still read in, the newest few. */
function createKeptAnswers() {
  const kept = new Map<number, ContactResult>()
  let lastHandle = 0
  return {
    keep(found: ContactResult): number {
      kept.set(++lastHandle, found)
      const [oldest] = kept.keys()
      if (kept.size > KEPT_ANSWERS && oldest !== undefined) kept.delete(oldest)
      return lastHandle
    },
    of(handle: number): ContactResult {
      const answer = kept.get(handle)
      if (answer === undefined) throw new Error('this answer is no longer kept')
      // One that is being read goes last.
      kept.delete(handle)
      kept.set(handle, answer)
      return answer
    },
  }
}

async function spreadNext(db: CacheDb, size: SliceSize): Promise<boolean> {
  const start = performance.now()
  const hasMore = await spreadSlice({ db }, size.rows)
  if (hasMore) size.took(performance.now() - start)
  return hasMore
}

async function toBase(database: string): Promise<CacheDb> {
  const db = new CacheDb(database)
  await adoptNewer(db)
  return db
}

async function countTags(
  feed: IndexFeed | null,
  { ids, tags }: SearchInput<'tagged'>,
): Promise<SearchOutput<'tagged'>> {
  return feed !== null && (await feed.catchUp()) ? feed.index.countTags(ids, tags) : null
}

async function reply(port: SearchPort<FromWorker>, answers: Answers, data: unknown): Promise<void> {
  const request = v.safeParse(ToWorkerSchema, data)
  if (!request.success) return
  const { id, name, payload } = request.output
  try {
    if (!Object.hasOwn(searchRequests, name)) throw new Error(`no such request: ${name}`)
    const known = name as SearchRequestName
    const input = v.parse(searchRequests[known].input, payload)
    port.postMessage({ kind: 'reply', id, value: await answers[known](input as never) })
  } catch (error) {
    port.postMessage({ kind: 'failure', id, message: error instanceof Error ? error.message : 'search failed' })
  }
}
