import { saleKinds, type SaleKind } from '#shared/domain/ids.ts'
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
  let feeds: Readonly<Record<SaleKind, DealFeed>> | null = null
  return {
    begin(db, language) {
      const feedOf = (kind: SaleKind) => new DealFeed(db, kind, language, onChanged)
      feeds = { deal: feedOf('deal'), lead: feedOf('lead') }
    },
    hear(changed) {
      for (const kind of saleKinds) feeds?.[kind].hear(changed)
    },
    async find(query) {
      if (feeds === null) throw new Error('there is no index yet')
      const { ids, counts } = await feeds[query.kind].find(query)
      const { pipelines, stages, responsibles, tags } = counts
      return {
        ids: ids.join('\n'),
        counts: { pipelines: [...pipelines], stages: [...stages], responsibles: [...responsibles], tags: [...tags] },
      }
    },
  }
}
