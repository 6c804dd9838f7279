import type { CacheDb } from '../db/cache-db.ts'
import type { RowsChanged } from '../db/rows-channel.ts'
import { CompanyReachFeed } from './company-reach.ts'
import type { IndexFeed } from './index-feed.ts'
import { createKeptAnswers } from './kept-answers.ts'
import type { CompanyResult } from './list-companies.ts'
import type { SearchInput, SearchOutput } from './search-protocol.ts'

type CompanyRequest = 'companyList' | 'companyLines' | 'companyPosition' | 'companyContacts'
type CompanyAnswers = { readonly [N in CompanyRequest]: (input: SearchInput<N>) => Promise<SearchOutput<N>> }

const nothingYet: CompanyResult = { total: 0, window: () => [], indexOf: () => -1 }

/** The companies' part of the worker. */
export interface CompanyServing {
  readonly answers: CompanyAnswers
  readonly begin: (db: CacheDb) => void
  readonly hear: (changed: RowsChanged) => void
}

/**
 * The index of contacts has their names and counts: it is asked, not another one kept. What else they are found by is read when
 * somebody first types a text.
 */
export function createCompanyServing(feedOf: () => IndexFeed | null): CompanyServing {
  const kept = createKeptAnswers<CompanyResult>()
  let reaches: CompanyReachFeed | null = null
  const answers: CompanyAnswers = {
    async companyList({ query, lines: { from, to } }) {
      const reached = query.text.trim() === '' ? undefined : await reaches?.read()
      // Before there is an index: whoever asks hears of it, and asks again.
      const found = feedOf()?.index.listCompanies(query, reached) ?? nothingYet
      return { handle: kept.add(found), total: found.total, lines: found.window(from, to) }
    },
    companyLines: async ({ handle, from, to }) => kept.read(handle).window(from, to),
    companyPosition: async ({ handle, id }) => kept.read(handle).indexOf(id),
    async companyContacts({ id, limit }) {
      const byName = { by: 'name', direction: 'asc' } as const
      const found = feedOf()?.find({ text: '', filters: { companyId: id }, sort: byName })
      return { total: found?.total ?? 0, ids: found?.window(0, limit) ?? [] }
    },
  }
  return {
    answers,
    begin: (db) => void (reaches = new CompanyReachFeed(db)),
    hear: (changed) => reaches?.hear(changed),
  }
}
