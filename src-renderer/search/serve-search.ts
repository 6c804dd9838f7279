import * as v from 'valibot'
import type { ContactId } from '#shared/domain/ids.ts'
import { CacheDb } from '../db/cache-db.ts'
import type { RowsChannel } from '../db/rows-channel.ts'
import { ContactIndex } from './contact-index.ts'
import { IndexFeed } from './index-feed.ts'
import {
  searchRequests,
  ToWorkerSchema,
  type FromWorker,
  type SearchInput,
  type SearchOutput,
  type SearchPort,
  type SearchRequestName,
} from './search-protocol.ts'

/** Frozen answers kept at a time: the one on screen, the next, and a few that a slow caller may still read. */
const KEPT_ANSWERS = 8

type Answers = { readonly [N in SearchRequestName]: (input: SearchInput<N>) => Promise<SearchOutput<N>> }
type WaitingFind = { readonly query: SearchInput<'find'>; answer(result: SearchOutput<'find'>): void }

/** The worker's side of the search: answers what comes through the port until the port's owner is gone. */
export function serveSearch(port: SearchPort<FromWorker>, rows: RowsChannel): void {
  let index = new ContactIndex('en')
  let feed: IndexFeed | null = null
  let waiting: WaitingFind | null = null
  let lastHandle = 0
  const kept = new Map<number, readonly ContactId[]>()
  rows.listen((changed) => feed?.hear(changed))

  const idsOf = (handle: number): readonly ContactId[] => {
    const ids = kept.get(handle)
    if (ids === undefined) throw new Error('this answer is no longer kept')
    return ids
  }

  function answerFind(): void {
    const find = waiting
    if (find === null) return
    waiting = null
    const { ids, total } = index.find(find.query)
    kept.set(++lastHandle, ids)
    kept.delete(lastHandle - KEPT_ANSWERS)
    find.answer({ handle: lastHandle, total })
  }

  const answers: Answers = {
    start: async ({ database, language }) => {
      feed?.stop()
      index = new ContactIndex(language)
      feed = new IndexFeed(new CacheDb(database), index, (progress) => port.postMessage({ kind: 'changed', progress }))
      feed.start()
      return null
    },
    find: (query) =>
      new Promise((answer) => {
        waiting?.answer(null)
        waiting = { query, answer }
        // Questions that came while the last one was worked on are heard first: only the newest is worth the walk.
        setTimeout(answerFind, 0)
      }),
    window: async ({ handle, from, to }) => idsOf(handle).slice(from, to),
    position: async ({ handle, id }) => idsOf(handle).indexOf(id),
    facets: async ({ accountId }) => {
      const { tags, companies, responsibles } = index.facets(accountId)
      return { tags: [...tags], companies: [...companies], responsibles: [...responsibles] }
    },
    companies: async ({ accountId, text, limit }) => [...index.findCompanies(accountId, text, limit)],
  }

  port.addEventListener('message', ({ data }) => void reply(port, answers, data))
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
