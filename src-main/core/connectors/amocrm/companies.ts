import type { Company } from '#shared/domain/directory.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import { serverSeconds, type AmocrmContext } from './context.ts'
import { isForbidden } from './forbidden.ts'
import { toCompany } from './mapping.ts'
import { readPage, readPages, type ListSource } from './read-pages.ts'
import { readFaults, readProblem } from './rejections.ts'
import { toRemoteId } from './remote-ids.ts'
import { CompanyWire, CreatedCompaniesWire } from './wire.ts'

const companySource: ListSource<CompanyWire> = { path: '/api/v4/companies', key: 'companies', row: CompanyWire }

/** An address line holds this many ids with room to spare. */
const IDS_PER_REQUEST = 100

/** What they are called, by id. Where filters are not obeyed there are none: all of them come with the pull. */
export async function readCompanies(
  context: AmocrmContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly Company[]> {
  const found: Company[] = []
  for (let at = 0; at < ids.length && context.filters.areObeyed; at += IDS_PER_REQUEST) {
    const wanted = ids.slice(at, at + IDS_PER_REQUEST)
    const query = { 'filter[id][]': wanted, 'order[id]': 'asc' }
    const { rows } = await readPage(context, companySource, query, 1, signal)
    if (rows.some(({ id }) => !wanted.includes(toRemoteId(id)))) context.filters.areObeyed = false
    else found.push(...rows.map((row) => toCompany(row, context.accountId)))
  }
  return found
}

export type EnsureCompany = (name: string, signal: AbortSignal) => Promise<Company>

/** How long the vendor's search may take to know a company that we have just made; how long is not documented. */
const SEARCH_LAG_MS = 5 * 60_000

/** Finds companies by name, and makes those that are missing, once. */
export function createCompanyMaker(context: AmocrmContext): EnsureCompany {
  const made = new Map<string, { readonly company: Company; readonly at: number }>()
  return async (name, signal) => {
    const wanted = name.trim()
    const known = made.get(wanted)
    if (known !== undefined && context.clock.now() - known.at < SEARCH_LAG_MS) return known.company
    const company = (await findByName(context, wanted, signal)) ?? (await makeCompany(context, wanted, signal))
    made.set(wanted, { company, at: context.clock.now() })
    return company
  }
}

/** `query` matches any field, so each hit is compared. Of several, the oldest: everybody who asks gets the same. */
async function findByName(context: AmocrmContext, name: string, signal: AbortSignal): Promise<Company | null> {
  for await (const rows of readPages(context, companySource, { query: name, 'order[id]': 'asc' }, signal)) {
    const hits = rows.filter((row) => row.is_deleted !== true && (row.name ?? '').trim() === name)
    const [oldest] = hits.sort((a, b) => a.id - b.id)
    if (oldest !== undefined) return toCompany(oldest, context.accountId)
  }
  return null
}

async function makeCompany(context: AmocrmContext, name: string, signal: AbortSignal): Promise<Company> {
  const body = [{ name, request_id: '0' }]
  try {
    const answer = await context.http.postJson(companySource.path, { body, schema: CreatedCompaniesWire, signal })
    const [created] = answer?._embedded.companies ?? []
    if (created !== undefined) {
      return toCompany(
        { id: created.id, name, updated_at: serverSeconds(context), is_deleted: null },
        context.accountId,
      )
    }
  } catch (error) {
    if (isForbidden(error)) {
      const details = { field: 'company', reason: 'forbidden', reached: false }
      throw new AppError('remote/rejected', '', { details, cause: error })
    }
    if (!(error instanceof HttpRefusal)) throw error
    const problem = readProblem(error)
    const [fault] = readFaults(problem, body.length).get(0) ?? []
    const message = fault?.detail || problem.detail || ''
    const details = { field: 'company', reason: fault?.code ?? `http-${error.status}`, reached: false }
    throw new AppError('remote/rejected', message, { details, cause: error })
  }
  throw new AppError('remote/invalid-response', 'no company in the answer', {
    details: { path: '_embedded.companies', reached: true },
  })
}
