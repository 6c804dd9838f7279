import type * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import { serverSeconds, type AmocrmContext } from './context.ts'
import { AccountWire } from './wire.ts'

/** Reads the account: who we are, whether filters work, and, by the way, what time it is there. */
export async function readAccount(
  context: AmocrmContext,
  signal: AbortSignal,
): Promise<v.InferOutput<typeof AccountWire>> {
  const query = { with: 'is_api_filter_enabled' }
  const account = await context.http.getJson('/api/v4/account', { query, schema: AccountWire, signal })
  if (account === null) {
    throw new AppError('remote/invalid-response', 'no account in the answer', { details: { path: '', reached: true } })
  }
  context.filters.areObeyed = account.is_api_filter_enabled !== false
  return account
}

/**
 * The moment from which the next pull has to look, taken before this one reads its first row. By the server's clock,
 * heard a moment ago.
 */
export async function beginPull(context: AmocrmContext, signal: AbortSignal): Promise<number> {
  await readAccount(context, signal)
  return serverSeconds(context)
}
