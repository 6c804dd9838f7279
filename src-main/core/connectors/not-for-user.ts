import { AppError } from '#shared/errors/app-error.ts'
import type { Rejected } from '#shared/domain/fault.ts'
import type { ItemResult } from './contact-writes.ts'

/** In the details of `auth/denied`: what was asked for is not for this user, while their sign-in is as good as ever. */
const ofTheUser: ReadonlySet<unknown> = new Set(['rights', 'intranet'])

/** Whether the CRM refuses something to this user, and not to whoever calls from here: another sign-in would not help. */
export const isNotForUser = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'auth/denied' && ofTheUser.has(error.details['reason'])

/** What becomes of an edit of a record that this user may not even look at. */
export const forbidden: Rejected = { kind: 'rejected', field: null, reason: 'forbidden', message: '' }

/** What is read, or `null` where it is not for this user. */
export async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read
  } catch (error) {
    if (isNotForUser(error)) return null
    throw error
  }
}

/** One result per item of a write that may be repeated: where what it has to look at is not for this user, all are refused. */
export async function orForbidden(
  count: number,
  write: Promise<readonly ItemResult[]>,
): Promise<readonly ItemResult[]> {
  return (await orNull(write)) ?? Array.from({ length: count }, () => forbidden)
}
