import { dealWords } from '#core/connectors/bitrix24/deals.ts'
import { createSalePort } from '#core/connectors/bitrix24/sales.ts'
import type { SaleWords } from '#core/connectors/bitrix24/sale-words.ts'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import type { Cursor, KnownIds } from '#core/connectors/pull-page.ts'
import { newNeighbourId, toEntityId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { DealFields, Lead, LeadFields, Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { rows, type Params } from '../bitrix24/portal-session.ts'
import { accountId, keyOf, startContactWorld, type ContactWorld } from './contact-world.ts'

/** One kind of what stands beside contacts, and the demo portal that keeps it. */
export interface SaleWorld extends ContactWorld {
  readonly port: NeighbourPort
  /** As somebody else. */
  readonly portBy: (options: Parameters<ContactWorld['portsBy']>[0]) => NeighbourPort
  /** What the portal has, by its own method. */
  kept(id: string | number): Promise<Record<string, unknown>>
  /** Who belongs to it: contact, place, whether the primary one. */
  links(id: string | number): Promise<readonly (readonly unknown[])[]>
}

export async function startSaleWorld(
  words: SaleWords = dealWords,
  options: Parameters<typeof startContactWorld>[0] = {},
): Promise<SaleWorld> {
  const world = await startContactWorld(options)
  const { portal } = world
  return {
    ...world,
    port: createSalePort(world.ports.context, words),
    portBy: (how) => createSalePort(world.portsBy(how).context, words),
    kept: async (id) => (await portal.result(`${words.family.method}.get`, { id })) as Record<string, unknown>,
    async links(id) {
      const links = rows(await portal.result(`${words.family.method}.contact.items.get`, { id }))
      return links.map(({ CONTACT_ID, SORT, IS_PRIMARY }) => [CONTACT_ID, SORT, IS_PRIMARY])
    },
  }
}

export const contactId = (id: number): ContactId => toEntityId(accountId, String(id) as RemoteId)

export const someDeal = (fields: Partial<DealFields> = {}): Neighbour => ({
  kind: 'deal',
  fields: {
    ...{ name: 'Поставка', price: 0, stage: null, responsibleId: null },
    ...{ contactIds: [contactId(1)], mainContactId: contactId(1), companyId: null },
    ...fields,
  },
})

export const someLead = (fields: Partial<LeadFields> = {}): Lead => ({
  kind: 'lead',
  fields: {
    ...{ name: 'Заявка', price: 0, stage: null, responsibleId: null },
    ...{ contactIds: [], mainContactId: null, companyId: null },
    ...{ firstName: '', lastName: '', companyName: '', phones: [], emails: [], isPriceManual: false, rows: null },
    ...fields,
  },
})

/** As the engine would send it. */
export const asNew = (n: number, record: Neighbour) => ({
  key: newNeighbourId(record.kind, accountId, keyOf(n)),
  record,
})

/** One record as the connector reads it. */
export async function readSale({ port, signal }: SaleWorld, id: string): Promise<RemoteNeighbour> {
  const found = (await port.read([id as RemoteId], signal)).get(id as RemoteId)
  if (found === undefined) throw new Error(`no record ${id}`)
  return found
}

/** What a cache would hold. */
export class PulledSales {
  readonly byId = new Map<RemoteId, RemoteNeighbour>()
  cursor: Cursor | null = null

  /** Pulls to the end. @returns ids of what changed, those of the deleted with a minus */
  async pull({ port, signal }: Pick<SaleWorld, 'port' | 'signal'>): Promise<readonly string[]> {
    const told: string[] = []
    for await (const { items, cursor } of port.pull(this.cursor, signal, this.known)) {
      for (const change of items) {
        if (change.kind === 'upsert') this.byId.set(change.neighbour.remoteId, change.neighbour)
        else this.byId.delete(change.remoteId)
        told.push(change.kind === 'upsert' ? change.neighbour.remoteId : `-${change.remoteId}`)
      }
      this.cursor = cursor
    }
    return told
  }

  readonly known: KnownIds = async function* (this: PulledSales) {
    yield [...this.byId.keys()]
  }.bind(this)
}

export type { Params }
