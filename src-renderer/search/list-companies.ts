import type { CompanyId } from '#shared/domain/ids.ts'
import type { CompanyDirectory } from './company-directory.ts'
import type { CompanyLine, CompanyQuery } from './company-query.ts'
import type { CompanyReaches } from './company-reach.ts'
import { countByCompany, type FacetSources } from './count-facets.ts'
import { markFound } from './match-companies.ts'
import { sortByRank } from './rank-order.ts'

/** The answer to one question, in the order and with the numbers as they stood when it was asked. */
export interface CompanyResult {
  readonly total: number
  /** A part of them. @param to exclusive */
  window(from: number, to: number): CompanyLine[]
  /** -1 when it is not there. */
  indexOf(id: CompanyId): number
}

const nothing: CompanyReaches = new Map()

/**
 * All companies that match, with how many contacts of each are here. They are taken in the order of their names, which the
 * index of contacts keeps anyway, so that nothing is compared. One without a name that nobody belongs to is none, and one that has gone is in no list, whoever belongs to it.
 */
export function listCompanies(
  sources: FacetSources,
  { text, accountId, sort }: CompanyQuery,
  reaches: CompanyReaches = nothing,
): CompanyResult {
  const { companies } = sources
  const counts = countByCompany(sources)
  const marks = markFound(companies, text, reaches)
  const account = accountId === undefined ? null : companies.accountNumberOf(accountId)
  const isWanted = (company: number) =>
    !companies.isGone(company) &&
    (account === null || companies.accountNumberAt(company) === account) &&
    (marks === null || marks[company] === 1) &&
    (companies.hasName(company) || (counts[company] ?? 0) > 0)
  const found = inOrder(companies, companies.sortCompanies().filter(isWanted), counts, sort)
  return {
    total: found.length,
    window: (from, to) =>
      [...found.subarray(from, to)].map((company) => ({
        ...{ id: companies.idOf(company), name: companies.nameOf(company) },
        contacts: counts[company] ?? 0,
      })),
    indexOf: (id) => found.indexOf(companies.find(id)),
  }
}

/** @param byName those without a name last */
function inOrder(
  companies: CompanyDirectory,
  byName: Uint32Array,
  counts: Uint32Array,
  { by, direction }: CompanyQuery['sort'],
): Uint32Array {
  if (by === 'contacts') {
    const most = byName.reduce((highest, company) => Math.max(highest, counts[company] ?? 0), 0)
    // Companies of one size stay in the order of their names, whichever comes first.
    const rankOf = (company: number) => {
      const count = counts[company] ?? 0
      return direction === 'asc' ? count : most - count
    }
    return sortByRank(byName, rankOf, most + 1)
  }
  if (direction === 'asc') return byName
  const named = byName.filter((company) => companies.hasName(company))
  const nameless = byName.filter((company) => !companies.hasName(company))
  const both = new Uint32Array(byName.length)
  both.set(named.reverse())
  both.set(nameless, named.length)
  return both
}
