import * as v from 'valibot'
import {
  isNeighbourId,
  isUserId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { BulkField } from '#shared/sync/bulk-wish.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { createCompanySearch, type CompanySearch } from './company-search.ts'
import type { ContactQuery, FacetEntry, Facets } from './contact-query.ts'
import type { DealQuery, FoundDeals } from './deal-query.ts'
import { createIndexProgress } from './index-progress.ts'
import {
  FromWorkerSchema,
  searchRequests,
  type LineRange,
  type SearchInput,
  type SearchOutput,
  type SearchPayload,
  type SearchPort,
  type SearchProgress,
  type SearchRequestName,
  type ToWorker,
} from './search-protocol.ts'

/** One frozen answer: what comes in later does not move it. It is kept until a few newer ones were asked for. */
export interface FoundContacts {
  readonly total: number
  /** @param to exclusive */
  window(from: number, to: number): Promise<readonly ContactId[]>
  /**
   * All of them or a part, in the order of the answer, a slice at a time: no list of many thousand ids is ever posted.
   * @param to exclusive
   */
  slices(from?: number, to?: number): AsyncGenerator<readonly ContactId[], void>
  /** -1 when it is not there. */
  indexOf(id: ContactId): Promise<number>
}

/** The single way to the search worker. */
export interface SearchClient extends CompanySearch {
  readonly progress: SearchProgress
  /** Begins with the saved index or builds one; again when the language of the interface changes. */
  start(language: string): void
  /** From now on the index may be saved beside the cache, which is ours to change. */
  keep(): void
  /**
   * `null` when a newer question was asked meanwhile.
   * @param lines come with the answer, so that its `window` gives them without asking
   */
  find(query: ContactQuery, lines?: LineRange): Promise<FoundContacts | null>
  /** @param companies how many of them, the most frequent first */
  facets(accountId: AccountId | undefined, companies: number): Promise<Facets>
  /** Companies whose name contains the text, the most frequent first. */
  facetCompanies(
    accountId: AccountId | undefined,
    text: string,
    limit: number,
  ): Promise<readonly FacetEntry<CompanyId>[]>
  /** Contacts of one account that match a text; disturbs no list that is on screen. */
  findContacts(accountId: AccountId, text: string, limit: number): Promise<readonly ContactId[]>
  /** Companies of an account whose name contains the text, those that begin with it first. */
  findCompanies(accountId: AccountId, text: string, limit: number): Promise<readonly CompanyId[]>
  /** Deals that match, all of them in order. */
  findDeals(query: DealQuery): Promise<FoundDeals>
  /** As `onChanged`, for deals. */
  onDealsChanged(listener: () => void): () => void
  /** Which contacts are there and what tags they have; `null` while the index does not know. */
  countTags(ids: readonly ContactId[]): Promise<SearchOutput<'tagged'>>
  /** What these contacts have in one field; `null` while the worker has no cache to read. */
  fieldValues(ids: readonly ContactId[], field: BulkField): Promise<SearchOutput<'values'>>
  /**
   * Lets the worker write a slice of the rows of large bulk edits: nobody's frame waits for it there. To be asked by the window
   * that keeps the cache. @returns whether there was anything to do @throws {AppError} `storage/failed`
   */
  spread(): Promise<boolean>
  /** Told, at an easy pace, when any answer may be another one now. Returns the way to stop. */
  onChanged(listener: (progress: SearchProgress) => void): () => void
}

/** Ids posted at once: a few milliseconds of the window's time. */
const SLICE = 4_000
const noLines: LineRange = { from: 0, to: 0 }

interface Waiting {
  resolve(value: unknown): void
  reject(error: AppError): void
}

/**
 * The window's side of the search worker.
 * @param soon runs a task before one of the next frames is shown
 */
export function createSearchClient(
  port: SearchPort<ToWorker>,
  database: string,
  soon: (task: () => void) => void,
): SearchClient {
  const waiting = new Map<number, Waiting>()
  const progress = createIndexProgress(soon)
  const dealListeners = new Set<() => void>()
  let lastId = 0
  let lastFind = 0

  port.addEventListener('message', ({ data }) => {
    const message = v.parse(FromWorkerSchema, data)
    if (message.kind === 'changed') return progress.hear(message.progress)
    if (message.kind === 'deals-changed') {
      for (const listen of [...dealListeners]) listen()
      return
    }
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'reply') asked?.resolve(message.value)
    else asked?.reject(new AppError('storage/failed', message.message, { details: { reason: 'other' } }))
  })

  async function ask<N extends SearchRequestName>(name: N, payload: SearchPayload<N>): Promise<SearchOutput<N>> {
    const id = ++lastId
    const value = await new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      port.postMessage({ id, name, payload })
    })
    return v.parse(searchRequests[name].output, value)
  }

  return {
    get progress() {
      return progress.now
    },
    start: (language) => void ask('start', { database, language }),
    keep: () => void ask('keep', {}),
    async find(query, lines = noLines) {
      const own = ++lastFind
      const found = await ask('find', { query: toPayload(query), lines: { ...lines } })
      return found === null || own !== lastFind ? null : toFound(found, lines, ask)
    },
    facets: (accountId, companies) => ask('facets', { accountId, companies }),
    ...createSuggestions(ask),
    findDeals: async (query) => toFoundDeals(await ask('deals', toDealPayload(query))),
    onDealsChanged(listener) {
      dealListeners.add(listener)
      return () => void dealListeners.delete(listener)
    },
    ...createCompanySearch(ask),
    countTags: (ids) => ask('tagged', { ids: ids.join('\n') }),
    fieldValues: (ids, field) => ask('values', { ids: ids.join('\n'), field: { ...field } }),
    spread: () => ask('spread', {}),
    onChanged: (listener) => progress.onChanged(listener),
  }
}

type Found = NonNullable<SearchOutput<'find'>>
type Ask = <N extends SearchRequestName>(name: N, payload: SearchPayload<N>) => Promise<SearchOutput<N>>

const toFound = ({ handle, total, ids }: Found, lines: LineRange, ask: Ask): FoundContacts => ({
  total,
  async window(from, to) {
    const isHere = from >= lines.from && Math.min(to, total) <= lines.from + ids.length
    return isHere ? ids.slice(from - lines.from, to - lines.from) : ask('window', { handle, from, to })
  },
  async *slices(first = 0, last = total) {
    const end = Math.min(last, total)
    for (let from = first; from < end; from += SLICE) {
      yield await ask('window', { handle, from, to: Math.min(from + SLICE, end) })
    }
  },
  indexOf: (id) => ask('position', { handle, id }),
})

function toFoundDeals({ ids, counts }: SearchOutput<'deals'>): FoundDeals {
  const users = counts.responsibles.filter((entry): entry is [UserId, number] => isUserId(entry[0]))
  return {
    ids: ids.split('\n').filter(isNeighbourId),
    counts: {
      pipelines: new Map(counts.pipelines),
      stages: new Map(counts.stages),
      responsibles: new Map(users),
      tags: new Map(counts.tags),
    },
  }
}

/** A plain copy, as below. */
function toDealPayload({ kind, text, filters, sort }: DealQuery): SearchPayload<'deals'> {
  const { accountId, pipelines, stages, responsibles, tags } = filters
  const chosen = {
    ...{ pipelines: [...pipelines], stages: [...stages], responsibles: [...responsibles] },
    tags: [...tags],
  }
  return { kind, text, filters: { accountId, ...chosen }, sort: { ...sort } }
}

/** A plain copy: what the interface holds may be reactive, and a proxy cannot be posted. */
function toPayload({ text, filters, sort }: ContactQuery): SearchInput<'find'>['query'] {
  const { tags, responsibleIds, ...others } = filters
  const lists = { tags: copy(tags), responsibleIds: copy(responsibleIds) }
  return { text, filters: { ...others, ...lists }, sort: { ...sort } }
}

const copy = <T>(list: readonly T[] | undefined): T[] | undefined => (list === undefined ? undefined : [...list])

/** What fits a text that is being typed into a field. */
const createSuggestions = (ask: Ask): Pick<SearchClient, 'facetCompanies' | 'findContacts' | 'findCompanies'> => ({
  facetCompanies: (accountId, text, limit) => ask('facetCompanies', { accountId, text, limit }),
  findContacts: (accountId, text, limit) => ask('contacts', { accountId, text, limit }),
  findCompanies: (accountId, text, limit) => ask('companies', { accountId, text, limit }),
})
