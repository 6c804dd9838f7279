import type { CompanyId, ContactId } from '#shared/domain/ids.ts'
import type { CompanyLine, CompanyQuery } from './company-query.ts'
import type { LineRange, SearchOutput, SearchPayload, SearchRequestName } from './search-protocol.ts'

/** One frozen answer, kept until a few newer ones were asked for. */
export interface FoundCompanies {
  readonly total: number
  /** @param to exclusive @throws {AppError} `storage/failed` when it is no longer kept */
  window(from: number, to: number): Promise<readonly CompanyLine[]>
  /** -1 when it is not there. */
  indexOf(id: CompanyId): Promise<number>
}

/** What a window may ask about companies. */
export interface CompanySearch {
  /** Companies that match, in order. @param lines come with the answer */
  listCompanies(query: CompanyQuery, lines: LineRange): Promise<FoundCompanies>
  /** The first contacts of a company, by name, and how many it has here. */
  contactsOfCompany(
    id: CompanyId,
    limit: number,
  ): Promise<{ readonly total: number; readonly ids: readonly ContactId[] }>
}

type Ask = <N extends SearchRequestName>(name: N, payload: SearchPayload<N>) => Promise<SearchOutput<N>>

/** @param ask the way to the worker */
export function createCompanySearch(ask: Ask): CompanySearch {
  return {
    async listCompanies({ text, accountId, sort }, lines) {
      // A plain copy: what the interface holds may be reactive, and a proxy cannot be posted.
      const query = { text, accountId, sort: { ...sort } }
      const { handle, total, lines: first } = await ask('companyList', { query, lines: { ...lines } })
      return {
        total,
        async window(from, to) {
          const isHere = from >= lines.from && Math.min(to, total) <= lines.from + first.length
          return isHere ? first.slice(from - lines.from, to - lines.from) : ask('companyLines', { handle, from, to })
        },
        indexOf: (id) => ask('companyPosition', { handle, id }),
      }
    },
    contactsOfCompany: (id, limit) => ask('companyContacts', { id, limit }),
  }
}
