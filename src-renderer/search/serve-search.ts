import * as v from 'valibot'
import { CacheDb } from '../db/cache-db.ts'
import { adoptNewer } from '../db/installed-version.ts'
import type { RowsChannel } from '../db/rows-channel.ts'
import { ContactIndex } from './contact-index.ts'
import type { ContactResult } from './contact-query.ts'
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
  const empty = new ContactIndex('en')
  let feed: IndexFeed | null = null
  let waiting: WaitingFind | null = null
  let lastHandle = 0
  const kept = new Map<number, ContactResult>()
  rows.listen((changed) => feed?.hear(changed))

  const indexNow = () => feed?.index ?? empty

  const answerOf = (handle: number): ContactResult => {
    const answer = kept.get(handle)
    if (answer === undefined) throw new Error('this answer is no longer kept')
    return answer
  }

  function answerFind(): void {
    const find = waiting
    if (find === null) return
    waiting = null
    const found = indexNow().find(find.query)
    kept.set(++lastHandle, found)
    kept.delete(lastHandle - KEPT_ANSWERS)
    find.answer({ handle: lastHandle, total: found.total })
  }

  const answers: Answers = {
    start: async ({ database, language }) => {
      const db = new CacheDb(database)
      await adoptNewer(db)
      feed?.stop()
      const index = new ContactIndex(language)
      feed = new IndexFeed(db, index, (progress) => port.postMessage({ kind: 'changed', progress }))
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
    window: async ({ handle, from, to }) => answerOf(handle).window(from, to),
    position: async ({ handle, id }) => answerOf(handle).indexOf(id),
    facets: async ({ accountId }) => {
      const { tags, companies, responsibles } = indexNow().facets(accountId)
      return { tags: [...tags], companies: [...companies], responsibles: [...responsibles] }
    },
    contacts: async ({ accountId, text, limit }) => {
      const sort = { by: 'name', direction: 'asc' } as const
      return indexNow().find({ text, filters: { accountId }, sort }).window(0, limit)
    },
    tagged: async ({ ids, tags }) => ((await feed?.catchUp()) === true ? indexNow().countTags(ids, tags) : null),
    companies: async ({ accountId, text, limit }) => [...indexNow().findCompanies(accountId, text, limit)],
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
