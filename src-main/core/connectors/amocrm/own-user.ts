import { AppError } from '#shared/errors/app-error.ts'
import { readAccount } from './account-state.ts'
import type { AmocrmContext } from './context.ts'
import { UserWire } from './wire.ts'

/**
 * The user whose token it is; there is no shorter way to it. `null` where the vendor does not tell even oneself: its list of
 * users is for administrators.
 */
export async function readOwnUser(context: AmocrmContext, signal: AbortSignal): Promise<UserWire | null> {
  const id = context.account.userId ?? (await readAccount(context, signal)).current_user_id ?? 0
  try {
    return await context.http.getJson(`/api/v4/users/${id}`, { schema: UserWire, absentOn404: true, signal })
  } catch (error) {
    if (error instanceof AppError && error.code === 'auth/denied') return null
    throw error
  }
}
