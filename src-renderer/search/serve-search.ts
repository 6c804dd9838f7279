import * as v from 'valibot'
import { CacheDb } from '../db/cache-db.ts'
import { adoptNewer } from '../db/installed-version.ts'
import type { RowsChannel } from '../db/rows-channel.ts'
import { createSliceSize, type SliceSize } from '../db/slice-size.ts'
import { spreadSlice } from '../db/spread.ts'
import { noFacets } from './contact-query.ts'
import { IndexFeed } from './index-feed.ts'
import { createKeptAnswers } from './kept-answers.ts'
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
import { warmUp } from './warm-up.ts'

/** After the index is there: whoever types by then is not to wait for this. */
const WARM_UP_AFTER_MS = 500

const byName = { by: 'name', direction: 'asc' } as const

type Answers = { readonly [N in SearchRequestName]: (input: SearchInput<N>) => Promise<SearchOutput<N>> }
type WaitingFind = { readonly asked: SearchInput<'find'>; answer(result: SearchOutput<'find'>): void }

/** The worker's side of the search: answers what comes through the port until the port's owner is gone. */
export function serveSearch(port: SearchPort<FromWorker>, rows: RowsChannel): void {
  let feed: IndexFeed | null = null
  const deals = createDealAnswers(() => port.postMessage({ kind: 'deals-changed' }))
  let base: CacheDb | null = null
  let waiting: WaitingFind | null = null
  let mayKeep = false
  let isWarm = false
  const sliceSize = createSliceSize()
  const kept = createKeptAnswers()
  rows.listen((changed) => {
    feed?.hear(changed)
    deals.hear(changed)
  })

  function answerFind(): void {
    const find = waiting
    const found = find === null ? null : feed?.find(find.asked.query)
    // What it needs is still being read: it is heard again then.
    if (find === null || found === null || found === undefined) return
    waiting = null
    const { from, to } = find.asked.lines
    find.answer({ handle: kept.add(found), total: found.total, ids: found.window(from, to) })
  }

  function warmOnce(): void {
    isWarm = true
    setTimeout(() => feed !== null && warmUp(feed.index, (task) => void setTimeout(task, 0)), WARM_UP_AFTER_MS)
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
          if (!isWarm && !progress.isIndexing) warmOnce()
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
    find: (asked) =>
      new Promise((answer) => {
        waiting?.answer(null)
        waiting = { asked, answer }
        // Questions that came while the last one was worked on are heard first: only the newest is worth the walk.
        setTimeout(answerFind, 0)
      }),
    window: async ({ handle, from, to }) => kept.read(handle).window(from, to),
    position: async ({ handle, id }) => kept.read(handle).indexOf(id),
    facets: async (asked) => countFacets(feed, asked),
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

function countFacets(
  feed: IndexFeed | null,
  { accountId, companies: limit }: SearchInput<'facets'>,
): SearchOutput<'facets'> {
  const { tags, companies, responsibles } = feed?.index.facets(accountId, limit) ?? noFacets
  return { tags: [...tags], companies: [...companies], responsibles: [...responsibles] }
}

async function countTags(feed: IndexFeed | null, { ids }: SearchInput<'tagged'>): Promise<SearchOutput<'tagged'>> {
  if (feed === null || !(await feed.catchUp())) return null
  const { lists, listOf } = feed.index.countTags(ids)
  return { lists: lists.map((tags) => [...tags]), listOf }
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
