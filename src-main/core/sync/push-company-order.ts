import type { CompanyOrderEdit } from '#shared/domain/field-edit.ts'
import type { SquashedEdit } from '#shared/sync/squash-edits.ts'
import type { ItemResult } from '../connectors/contact-writes.ts'
import type { PatchedUpdate } from './push-updates.ts'
import type { SyncContext } from './sync-context.ts'

/** An order of companies that was told. */
export type SquashedOrder = SquashedEdit & { readonly edit: CompanyOrderEdit }

/** One at most: orders of one contact are told as one. */
export const orderEdits = ({ resolved }: PatchedUpdate): readonly SquashedOrder[] =>
  resolved.sent.filter((sent): sent is SquashedOrder => sent.edit.kind === 'company-order')

/**
 * Puts companies into their order, after all of them are linked.
 * @param updates whose links have come about
 * @returns one result for each order
 */
export async function pushOrders(
  { connector, journal }: SyncContext,
  updates: readonly PatchedUpdate[],
  signal: AbortSignal,
): Promise<ReadonlyMap<SquashedEdit, ItemResult>> {
  const pairs = updates.flatMap((update) => orderEdits(update).map((edit) => ({ update, edit })))
  if (pairs.length === 0) return new Map()
  if (connector.orderCompanies === undefined) return new Map(pairs.map(({ edit }) => [edit, notSupported]))
  const orders = pairs.map(({ update: { remoteId, resolved } }) => ({
    contactId: remoteId,
    companyIds: resolved.fields?.companyIds.flatMap((id) => journal.identities.remoteId(id) ?? []) ?? [],
  }))
  const results = await connector.orderCompanies(orders, signal)
  return new Map(pairs.map(({ edit }, at) => [edit, results[at] ?? { kind: 'not-sent' }]))
}

const notSupported: ItemResult = { kind: 'rejected', field: 'company', reason: 'not-supported', message: '' }
