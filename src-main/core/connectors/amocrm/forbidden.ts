import type { FieldName } from '#shared/domain/field-edit.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ItemResult } from '../contact-writes.ts'
import { sendInParts, toHalves } from '../send-in-parts.ts'

/**
 * Whether the vendor refuses this user these records, or one of them: it does not say which. A token that lacks a right is
 * another matter, for it is refused everywhere.
 */
export const isForbidden = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'auth/denied' && error.details['reason'] !== 'scope'

/** What becomes of a record that this user may not change. */
export const forbiddenIn = (field: FieldName | null): ItemResult & { readonly kind: 'rejected' } => ({
  kind: 'rejected',
  field,
  reason: 'forbidden',
  message: '',
})

/** One record that this user may not change takes its whole batch down, and is not named. Nothing was carried out. */
export async function sendAllowed<Item>(
  items: readonly Item[],
  send: (half: readonly Item[]) => Promise<readonly ItemResult[]>,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  return items.length === 1 ? [forbiddenIn(null)] : sendInParts(toHalves(items), send, signal)
}
