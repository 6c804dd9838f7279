import type { Company } from '#shared/domain/directory.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { isNotForUser } from '../not-for-user.ts'
import { CallRefusal } from './api.ts'
import { ORIGINATOR, toRemoteId, type ContactContext } from './contact-context.ts'
import { toCompany } from './mapping.ts'
import { parseResult } from './parse-result.ts'
import { readRowsById } from './read-by-ids.ts'
import { CompanyWire, IdWire, listOfRows } from './wire.ts'

const LIST = 'crm.company.list'
const select: readonly string[] = ['ID', 'TITLE', 'DATE_MODIFY']

/** What they are called now, by id; what is deleted, or out of reach, is absent. */
export async function readCompanies(
  context: ContactContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly Company[]> {
  const rows = await readRowsById(context, LIST, ids, select, signal)
  return rows.map((row) => toCompany(parseResult(CompanyWire, row, LIST), context.accountId))
}

/**
 * The company with exactly this name, made if there is none. Of several the oldest: everybody who asks gets the same.
 * @throws {AppError} `remote/rejected` when the portal refuses the name
 */
export async function ensureCompany(context: ContactContext, name: string, signal: AbortSignal): Promise<Company> {
  const wanted = name.trim()
  const params = { filter: { '=TITLE': wanted }, order: { ID: 'ASC' }, select, start: -1 }
  const { result } = await orRefused(context.api.call(LIST, params, signal))
  const rows = parseResult(listOfRows(CompanyWire), result, LIST)
  // The portal compares without case.
  const [oldest] = rows.filter(({ TITLE }) => TITLE.trim() === wanted)
  return oldest === undefined ? makeCompany(context, wanted, signal) : toCompany(oldest, context.accountId)
}

async function makeCompany(context: ContactContext, name: string, signal: AbortSignal): Promise<Company> {
  const method = 'crm.company.add'
  const fields = { TITLE: name, ORIGINATOR_ID: ORIGINATOR }
  const { result } = await orRefused(context.api.call(method, { fields }, signal))
  const id = toRemoteId(parseResult(IdWire, result, method))
  const updatedAt = context.api.heardAt() ?? context.clock.now()
  return toCompany({ ID: id, TITLE: name, DATE_MODIFY: updatedAt }, context.accountId)
}

/** A portal that does not let this user look for a company, or make one, refuses the name. */
async function orRefused<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!isRefused(error)) throw error
    const reason = error instanceof CallRefusal ? error.refusal.code.toLowerCase() || 'refused' : 'forbidden'
    const message = error instanceof CallRefusal ? error.refusal.message : ''
    throw new AppError('remote/rejected', message, {
      details: { field: 'company', reason, reached: false },
      cause: error,
    })
  }
}

/** By the portal, for this company alone. */
const isRefused = (error: unknown): boolean => error instanceof CallRefusal || isNotForUser(error)
