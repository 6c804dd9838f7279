import * as v from 'valibot'
import { forgetBulk } from '../db/bulk-bodies.ts'
import type { CacheDb } from '../db/cache-db.ts'
import type { RowsChannel } from '../db/rows-channel.ts'
import { createSliceSize, type SliceSize } from '../db/slice-size.ts'
import { readFieldCensus } from '../db/bulk-edit.ts'
import { spreadSlice } from '../db/spread.ts'
import { BegunFeed } from './begun-feed.ts'
import { noFacets, type ContactResult } from './contact-query.ts'
import type { IndexFeed } from './index-feed.ts'
import { createKeptAnswers } from './kept-answers.ts'
import { createCompanyServing } from './serve-companies.ts'
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
  let waiting: WaitingFind | null = null
  let isWarm = false
  const deals = createDealAnswers(() => port.postMessage({ kind: 'deals-changed' }))
  const begun = new BegunFeed((progress) => {
    port.postMessage({ kind: 'changed', progress })
    answerFind()
    if (!isWarm && !progress.isIndexing) warmOnce()
  }, beginBeside)
  const companies = createCompanyServing(() => begun.feed)
  const sliceSize = createSliceSize()
  const kept = createKeptAnswers<ContactResult>()
  rows.listen((changed) => {
    if (changed.kind === 'bulk-retold' && begun.base !== null) forgetBulk(begun.base, changed.mutationId)
    begun.feed?.hear(changed)
    deals.hear(changed)
    companies.hear(changed)
  })

  function beginBeside(base: CacheDb, language: string): void {
    deals.begin(base, language)
    companies.begin(base)
  }

  function answerFind(): void {
    const find = waiting
    const found = find === null ? null : begun.feed?.find(find.asked.query)
    // What it needs is still being read: it is heard again then.
    if (find === null || found === null || found === undefined) return
    waiting = null
    const { from, to } = find.asked.lines
    find.answer({ handle: kept.add(found), total: found.total, ids: found.window(from, to) })
  }

  function warmOnce(): void {
    isWarm = true
    setTimeout(() => {
      if (begun.feed !== null) warmUp(begun.feed.index, (task) => void setTimeout(task, 0))
    }, WARM_UP_AFTER_MS)
  }

  const answers: Answers = {
    start: async (asked) => {
      await begun.begin(asked)
      return null
    },
    keep: async () => {
      begun.keep()
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
    facets: async (asked) => countFacets(begun.feed, asked),
    facetCompanies: async ({ accountId, text, limit }) => [
      ...(begun.feed?.index.facetCompanies(accountId, text, limit) ?? []),
    ],
    contacts: async ({ accountId, text, limit }) =>
      begun.feed?.find({ text, filters: { accountId }, sort: byName })?.window(0, limit) ?? [],
    values: async (asked) => (begun.base === null ? null : readValues(begun.base, asked)),
    spread: async () => begun.base !== null && spreadNext(begun.base, sliceSize),
    deals: deals.find,
    ...companies.answers,
    tagged: async (asked) => countTags(begun.feed, asked),
    companies: async ({ accountId, text, limit }) => [
      ...(begun.feed?.index.findCompanies(accountId, text, limit) ?? []),
    ],
  }

  port.addEventListener('message', ({ data }) => void reply(port, answers, data))
}

async function spreadNext(db: CacheDb, size: SliceSize): Promise<boolean> {
  const start = performance.now()
  const hasMore = await spreadSlice({ db }, size.rows)
  if (hasMore) size.took(performance.now() - start)
  return hasMore
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

async function readValues(db: CacheDb, { ids, field }: SearchInput<'values'>): Promise<SearchOutput<'values'>> {
  const { values, valueOf } = await readFieldCensus(db, ids, field)
  return { values: [...values], valueOf: Uint32Array.from(valueOf) }
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
