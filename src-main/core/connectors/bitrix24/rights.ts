import * as v from 'valibot'
import type { Rights } from '#shared/domain/rights.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { ProfileWire } from './identify.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'

/** Without it nothing here can be done. */
const NEEDED = 'crm'

/**
 * Whether the user is an administrator. What they may do with records the vendor tells nobody: it refuses when it comes to it.
 * @throws {AppError} also `auth/denied` with `reason: 'scope'`, where the CRM itself was left out of what we may use
 * @source https://apidocs.bitrix24.com/api-reference/scopes/permissions.html
 */
export async function readRights({ api }: Bitrix24Context, signal: AbortSignal): Promise<Rights> {
  const { result: scope } = await api.call('scope', {}, signal)
  if (!parseResult(v.array(v.string()), scope, 'scope').some((name) => name.toLowerCase() === NEEDED)) {
    throw new AppError('auth/denied', 'the CRM is not among what we may use', { details: { reason: 'scope' } })
  }
  const { result: profile } = await api.call('profile', {}, signal)
  return { isAdmin: parseResult(ProfileWire, profile, 'profile').ADMIN ?? null, contacts: null }
}
