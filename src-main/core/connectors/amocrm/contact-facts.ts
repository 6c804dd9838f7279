import type { ContactFacts, ContactFields } from '#shared/domain/contact.ts'
import type { AccountId, RemoteId } from '#shared/domain/ids.ts'
import { toLinkedCustom, type Linked } from '#shared/domain/linked.ts'
import { toMs, toRemoteId, toUserId } from './remote-ids.ts'
import type { ContactWire, ElementWire } from './wire.ts'

/** Asked for with every contact: who is read without them would seem to have none. */
export const contactWith = { with: 'catalog_elements,leads,customers' } as const

/** What the vendor tells of a contact beside its fields. */
export function toContactFacts(wire: ContactWire, accountId: AccountId): ContactFacts {
  const { group_id: group, closest_task_at: taskAt, _embedded: embedded } = wire
  return {
    createdBy: toUserId(accountId, wire.created_by),
    closestTaskAt: taskAt === null || taskAt === undefined ? null : toMs(taskAt),
    isUnsorted: wire.is_unsorted === true,
    groupId: group === null || group === undefined || Number(group) === 0 ? null : (String(group) as RemoteId),
    dealIds: (embedded?.leads ?? []).map(({ id }) => toRemoteId(id)),
  }
}

/** Its customers and what it has of catalogs. */
export function toContactLinks({ _embedded: embedded }: ContactWire): ContactFields['custom'] {
  const customers = (embedded?.customers ?? []).map(({ id }): Linked => ({
    kind: 'customer',
    id: toRemoteId(id),
    catalogId: null,
    quantity: null,
  }))
  return toLinkedCustom([...customers, ...(embedded?.catalog_elements ?? []).map(toElement)])
}

function toElement({ id, metadata, ...flat }: ElementWire): Linked {
  const catalogId = metadata?.catalog_id ?? flat.catalog_id ?? null
  const quantity = Number(metadata?.quantity ?? flat.quantity ?? Number.NaN)
  return {
    ...{ kind: 'element', id: toRemoteId(id), catalogId: catalogId === null ? null : toRemoteId(catalogId) },
    quantity: Number.isFinite(quantity) ? quantity : null,
  }
}
