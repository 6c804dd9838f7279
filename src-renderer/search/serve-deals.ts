import type { CacheDb } from '../db/cache-db.ts'
import type { RowsChanged } from '../db/rows-channel.ts'
import { DealFeed } from './deal-feed.ts'
import type { SearchInput, SearchOutput } from './search-protocol.ts'

/** The deals' part of the worker: an index that is read when it is first asked for. */
export interface DealAnswers {
  readonly begin: (db: CacheDb, language: string) => void
  readonly hear: (changed: RowsChanged) => void
  /** Rejects before `begin`. */
  readonly find: (query: SearchInput<'deals'>) => Promise<SearchOutput<'deals'>>
}

/** @param onChanged told when an answer may be another one */
export function createDealAnswers(onChanged: () => void): DealAnswers {
  let feed: DealFeed | null = null
  return {
    begin: (db, language) => void (feed = new DealFeed(db, language, onChanged)),
    hear: (changed) => feed?.hear(changed),
    async find(query) {
      if (feed === null) throw new Error('there is no index yet')
      const { ids, counts } = await feed.find(query)
      const { pipelines, stages, responsibles } = counts
      return {
        ids: ids.join('\n'),
        counts: { pipelines: [...pipelines], stages: [...stages], responsibles: [...responsibles] },
      }
    },
  }
}
