import type { EntityName, EventEntity } from '../store/records.ts'

/** What the vendor calls a kind of record in its addresses. Its "lead" is a deal. */
export const PLURAL: Readonly<Record<EventEntity, string>> = {
  contacts: 'contacts',
  companies: 'companies',
  deals: 'leads',
  customers: 'customers',
  tasks: 'tasks',
}

/** What the vendor calls it in events. */
export const SINGULAR: Readonly<Record<EventEntity, string>> = {
  contacts: 'contact',
  companies: 'company',
  deals: 'lead',
  customers: 'customer',
  tasks: 'task',
}

const ENTITIES: ReadonlyMap<unknown, EntityName> = new Map([
  ['contacts', 'contacts'],
  ['companies', 'companies'],
  ['leads', 'deals'],
  ['customers', 'customers'],
])

/** The kind of record that the vendor calls so in its addresses and bodies. */
export function entityOf(plural: unknown): EntityName | undefined {
  return ENTITIES.get(plural)
}

/** The kind that the vendor calls so in the filters of events; the plural is taken too. */
export function entityOfSingular(name: string): EventEntity | undefined {
  const match = Object.entries(SINGULAR).find(
    ([plural, singular]) => name === singular || name === PLURAL[plural as EventEntity],
  )
  return match?.[0] as EventEntity | undefined
}
