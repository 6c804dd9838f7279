import type { IndexFeed } from './index-feed.ts'
import { createKeptAnswers } from './kept-answers.ts'
import type { CompanyResult } from './list-companies.ts'
import type { SearchInput, SearchOutput } from './search-protocol.ts'

type CompanyRequest = 'companyList' | 'companyLines' | 'companyPosition' | 'companyContacts'
type CompanyAnswers = { readonly [N in CompanyRequest]: (input: SearchInput<N>) => Promise<SearchOutput<N>> }

const nothingYet: CompanyResult = { total: 0, window: () => [], indexOf: () => -1 }

/** The companies' part of the worker. The index of contacts has their names and counts: it is asked, not another one kept. */
export function createCompanyAnswers(feedOf: () => IndexFeed | null): CompanyAnswers {
  const kept = createKeptAnswers<CompanyResult>()
  return {
    async companyList({ query, lines: { from, to } }) {
      // Before there is an index: whoever asks hears of it, and asks again.
      const found = feedOf()?.index.listCompanies(query) ?? nothingYet
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
}
