import type * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import { zoneAmong } from './account-zone.ts'
import { heardAt, type AmocrmContext } from './context.ts'
import { AccountWire } from './wire.ts'

/** Reads the account: who we are, whether filters work, in which zone its days begin, and, by the way, what time it is there. */
export async function readAccount(
  context: AmocrmContext,
  signal: AbortSignal,
): Promise<v.InferOutput<typeof AccountWire>> {
  const query = { with: 'is_api_filter_enabled,datetime_settings,users_groups' }
  const account = await context.http.getJson('/api/v4/account', { query, schema: AccountWire, signal })
  if (account === null) {
    throw new AppError('remote/invalid-response', 'no account in the answer', { details: { path: '', reached: true } })
  }
  context.filters.areObeyed = account.is_api_filter_enabled !== false
  context.account.toldAt = context.http.heardAt()
  context.account.userId = account.current_user_id ?? null
  context.account.currency = account.currency ?? ''
  const zones = account._embedded?.datetime_settings
  context.account.zone = zoneAmong([zones?.timezone, zones?.timezone_offset])
  return account
}

/** What is written depends on what the account says of itself: it is asked where it has said nothing yet. */
export async function beTold(context: AmocrmContext, signal: AbortSignal): Promise<void> {
  if (context.account.toldAt === null) await readAccount(context, signal)
}

/** An account may begin to obey filters; that it does so no more shows in its answers. */
const TOLD_FOR_MS = 15 * 60_000
/** All that changed since we last heard of the server comes again: after a longer silence we first ask what time it is. */
const SILENCE_MS = 5 * 60_000

/**
 * The moment from which the next pull has to look, server seconds, taken before this one reads its first row: when the server was
 * last heard, by its own clock. As a rule that takes no request. The device's clock has a part only in whether it does.
 */
export async function beginPull(context: AmocrmContext, signal: AbortSignal): Promise<number> {
  const { http, account } = context
  const heard = http.heardAt()
  const isFresh = heard !== null && Math.abs(http.serverNow() - heard) < SILENCE_MS
  const isTold = heard !== null && account.toldAt !== null && heard - account.toldAt < TOLD_FOR_MS
  if (!isFresh || !isTold) await readAccount(context, signal)
  return Math.floor(heardAt(context) / 1000)
}
