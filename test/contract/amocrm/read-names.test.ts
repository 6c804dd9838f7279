import { describe, expect, test } from 'vitest'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { LinkedRef } from '#shared/domain/linked.ts'
import { startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const customer = (id: RemoteId): LinkedRef => ({ kind: 'customer', id, catalogId: null })
const element = (id: string, catalogId: string | null): LinkedRef => ({
  ...{ kind: 'element', id: id as RemoteId },
  catalogId: catalogId as RemoteId | null,
})

/** Customers as the demo CRM's own database has them. */
async function storedCustomers({ crm }: AmocrmWorld) {
  const stored = (await (await fetch(`${crm.control}/records/customers`)).json()) as { id: number; name: string }[]
  return stored.map(({ id, name }) => ({ ...customer(String(id) as RemoteId), name }))
}

describe('names of what contacts refer to', () => {
  test.each([{ apiFilter: true }, { apiFilter: false }])(
    'are those of customers and of goods (filters: $apiFilter)',
    async (switches) => {
      const world = await startAmocrmWorld({ contacts: 600 })
      await world.switches(switches)
      const customers = (await storedCustomers(world)).slice(-3)
      const goods = [element('525439', '4521'), element('525449', '4523')]

      const names = await world.connector.readNames([...customers, ...goods, customer('1' as RemoteId)], world.signal)

      expect(names).toEqual([
        ...customers,
        { ...goods[0], name: 'Шуруповёрт аккумуляторный 18 В' },
        { ...goods[1], name: 'Обслуживание, 12 месяцев' },
      ])
    },
  )

  test('are nobody’s where the CRM does not say in which catalog, and where customers are switched off', async () => {
    const world = await startAmocrmWorld({ contacts: 600 })
    const [someone] = await storedCustomers(world)
    if (someone === undefined) throw new Error('no customers')
    await world.switches({ customersMode: 'disabled' })

    const names = await world.connector.readNames([someone, element('525439', null)], world.signal)

    expect(names).toEqual([])
  })
})

describe('the trash', () => {
  test.each(['all', 'bare'])(
    'is what colleagues have deleted, the newest first (fields: %s)',
    async (trashedFields) => {
      const world = await startAmocrmWorld({ contacts: 40 })
      const [one] = await world.liveContacts()
      if (one === undefined) throw new Error('nobody there')
      await world.switches({ trashedFields })

      await world.control.vendor({ action: 'delete', entity: 'contacts', ids: [one.id] })

      const { contacts, hasMore } = await world.connector.readTrash(world.signal)
      expect(contacts[0]).toMatchObject({ remoteId: String(one.id), name: trashedFields === 'all' ? one.name : '' })
      const trashed = (await world.control.contacts()).filter((contact) => contact.trashed)
      expect(new Set(contacts.map(({ remoteId }) => remoteId))).toEqual(new Set(trashed.map(({ id }) => String(id))))
      expect(hasMore).toBe(false)
    },
  )

  test('lets nobody in it who is there, should the CRM answer with its whole list', async () => {
    const world = await startAmocrmWorld({ contacts: 40 })
    const rows = (await world.liveContacts()).map(({ id, name, updated_at }) => ({ id, name, updated_at }))
    const body = { _embedded: { contacts: rows } }
    await world.control.faults([{ kind: 'status', status: 200, body, times: 1, path: '/api/v4/contacts' }])

    expect(await world.connector.readTrash(world.signal)).toEqual({ contacts: [], hasMore: false })
  })
})
