import { describe, expect, test } from 'vitest'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import {
  linkedFields,
  linkedIn,
  linkedKinds,
  toLinkedItem,
  type Linked,
  type LinkedKind,
} from '#shared/domain/linked.ts'
import { PulledContacts, remoteId, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const goods = (id: string, quantity: number, catalogId = '4521'): Linked => ({
  ...{ kind: 'element', id: id as RemoteId, catalogId: catalogId as RemoteId },
  quantity,
})
const customer = (id: number): Linked => ({
  ...{ kind: 'customer', id: remoteId(id), catalogId: null },
  quantity: null,
})
const [drill, hammer, care] = [goods('525439', 3), goods('525441', 1), goods('525449', 2, '4523')]

/** What the field is to hold, whatever is told of the other one. */
const wish = (kind: LinkedKind, links: readonly Linked[]): ContactFields['custom'] => ({
  [linkedFields[kind]]: links.map(toLinkedItem),
})

/** Sends what contacts are to be linked to, on top of what they are linked to now. */
async function change(
  { connector, signal }: AmocrmWorld,
  wishes: readonly (readonly [RemoteId, ContactFields['custom']])[],
) {
  const now = await connector.readContacts(
    wishes.map(([id]) => id),
    signal,
  )
  const updates = wishes.map(([id, custom]) => ({
    ...{ remoteId: id, patch: { custom, addTags: [], removeTags: [] } },
    base: now.get(id)?.fields,
  }))
  return connector.updateContacts(updates, signal)
}

async function linksOf({ connector, signal }: AmocrmWorld, id: RemoteId) {
  const custom = (await connector.readContacts([id], signal)).get(id)?.fields.custom ?? {}
  return linkedKinds.flatMap((kind) => linkedIn(custom, kind))
}

/** Contacts that are linked to nothing, and customers. */
async function someOf(world: AmocrmWorld) {
  const contacts = (await world.liveContacts()).map(({ id }) => remoteId(id))
  const links = await Promise.all(contacts.slice(0, 30).map(async (id) => [id, await linksOf(world, id)] as const))
  const bare = links.filter(([, own]) => own.length === 0).map(([id]) => id)
  const stored = (await (await fetch(`${world.crm.control}/records/customers`)).json()) as { id: number }[]
  return { bare, customers: stored.slice(0, 3).map(({ id }) => customer(id)) }
}

async function ask({ crm: { amocrm } }: AmocrmWorld, path: string): Promise<unknown> {
  const response = await fetch(`${amocrm.url}/api/v4${path}`, { headers: { authorization: `Bearer ${amocrm.token}` } })
  return response.json()
}

describe('links of contacts', () => {
  test('are made, given another amount, and taken off, each by itself and without touching the others', async () => {
    const world = await startAmocrmWorld({ contacts: 120 })
    const { bare, customers } = await someOf(world)
    const [id] = bare
    const [one, other] = customers
    if (id === undefined || one === undefined || other === undefined) throw new Error('nobody there')

    const made = await change(world, [[id, { ...wish('customer', [one, other]), ...wish('element', [drill, care]) }]])
    const first = await linksOf(world, id)
    await change(world, [[id, wish('element', [{ ...drill, quantity: 2.5 }, hammer])]])
    const second = await linksOf(world, id)
    await change(world, [[id, wish('customer', [])]])

    expect(made).toEqual([{ kind: 'applied', remoteId: id, updatedAt: null }])
    expect(first).toEqual([one, other, drill, care])
    expect(second).toEqual([one, other, { ...drill, quantity: 2.5 }, hammer])
    expect(await linksOf(world, id)).toEqual([{ ...drill, quantity: 2.5 }, hammer])
  })

  test.each(['both', 'nested', 'flat'] as const)(
    'keep the price of an element whose amount changes (amounts: %s)',
    async (catalogElementForm) => {
      const world = await startAmocrmWorld({ contacts: 120, switches: { catalogElementForm } })
      const [id] = (await someOf(world)).bare
      if (id === undefined) throw new Error('nobody there')
      const metadata = { catalog_id: 4521, quantity: 1, price_id: 7 }
      const fields = { to_entity_id: 525_439, to_entity_type: 'catalog_elements', metadata }
      await world.control.vendor({ action: 'link', entity: 'contacts', ids: [Number(id)], fields })

      await change(world, [[id, wish('element', [drill])]])

      const { _embedded } = (await ask(world, `/contacts/${id}/links`)) as {
        readonly _embedded: {
          readonly links: readonly { readonly to_entity_type: string; readonly metadata: unknown }[]
        }
      }
      const goodsThere = _embedded.links.filter(({ to_entity_type: to }) => to === 'catalog_elements')
      expect(goodsThere.map((one) => one.metadata)).toEqual([{ ...metadata, quantity: 3 }])
    },
  )

  test.each([1, 2])(
    'come to the amount that was meant where the CRM adds it to what is there (%i contacts at once)',
    async (count) => {
      const world = await startAmocrmWorld({ contacts: 120, switches: { relinkedElement: 'add' } })
      const ids = (await someOf(world)).bare.slice(0, count)
      await change(
        world,
        ids.map((id) => [id, wish('element', [drill])]),
      )

      const results = await change(
        world,
        ids.map((id) => [id, wish('element', [{ ...drill, quantity: 5 }])]),
      )

      expect(results.map(({ kind }) => kind)).toEqual(ids.map(() => 'applied'))
      expect(await Promise.all(ids.map((id) => linksOf(world, id)))).toEqual(ids.map(() => [{ ...drill, quantity: 5 }]))
    },
  )

  test('of many contacts go in one request; what is refused is told of that contact alone, and at its field', async () => {
    const world = await startAmocrmWorld({ contacts: 120 })
    const { bare, customers } = await someOf(world)
    const [a, b, c] = bare
    const [one] = customers
    if (a === undefined || b === undefined || c === undefined || one === undefined) throw new Error('nobody there')
    const names = { firstName: 'Новая', lastName: 'Фамилия' }

    await change(world, [[a, wish('customer', [one])], [b, wish('customer', [one])]]) // prettier-ignore
    const requests = (await world.control.requests()).filter(({ path }) => path.endsWith('/link'))
    const now = await world.connector.readContacts([b, c], world.signal)
    const results = await world.connector.updateContacts(
      [
        {
          remoteId: b,
          base: now.get(b)?.fields,
          patch: { custom: wish('element', [drill]), addTags: [], removeTags: [] },
        },
        {
          ...{ remoteId: c, base: now.get(c)?.fields },
          patch: { names, custom: wish('customer', [customer(999_999)]), addTags: [], removeTags: [] },
        },
      ],
      world.signal,
    )

    expect(requests.map(({ path }) => path)).toEqual(['/api/v4/contacts/link'])
    expect(results).toEqual([
      { kind: 'applied', remoteId: b, updatedAt: null },
      {
        ...{ kind: 'rejected', field: `custom:${linkedFields.customer}`, reason: 'NotSupportedChoice' },
        message: expect.any(String) as unknown,
      },
    ])
    expect((await linksOf(world, b)).map(({ id }) => id)).toEqual([one.id, drill.id])
    expect((await world.connector.readContacts([c], world.signal)).get(c)?.fields).toMatchObject(names)
  })

  test.each([{ linkBumpsUpdatedAt: true }, { linkBumpsUpdatedAt: false }])(
    'that a colleague makes come with a pull (changes the time of the contact: $linkBumpsUpdatedAt)',
    async (switches) => {
      const world = await startAmocrmWorld({ contacts: 120, switches })
      const pulled = new PulledContacts()
      await pulled.pull(world.connector, world.signal)
      const { bare, customers } = await someOf(world)
      const [id, one] = [bare[0], customers[0]]
      if (id === undefined || one === undefined) throw new Error('nobody there')

      const fields = { to_entity_id: Number(one.id), to_entity_type: 'customers' }
      await world.control.vendor({ action: 'link', entity: 'contacts', ids: [Number(id)], fields })
      await pulled.pull(world.connector, world.signal)
      const linked = linkedIn(pulled.byId.get(id)?.fields.custom ?? {}, 'customer')
      await world.control.vendor({ action: 'unlink', entity: 'contacts', ids: [Number(id)], fields })
      await pulled.pull(world.connector, world.signal)

      expect(linked).toEqual([one])
      expect(linkedIn(pulled.byId.get(id)?.fields.custom ?? {}, 'customer')).toEqual([])
    },
  )
})

describe('what contacts can be linked to', () => {
  test('is found by a part of its name, elements in all catalogs', async () => {
    const world = await startAmocrmWorld({ contacts: 120 })
    const { connector, signal } = world
    const stored = (await (await fetch(`${world.crm.control}/records/customers`)).json()) as {
      id: number
      name: string
    }[]
    const [one] = stored
    if (one === undefined) throw new Error('no customers')

    const customers = await connector.findLinked('customer', one.name.slice(0, -1).toUpperCase(), signal)
    const elements = await connector.findLinked('element', ' обслуживание, 3', signal)

    expect(customers).toContainEqual({
      kind: 'customer',
      id: String(one.id),
      catalogId: null,
      name: one.name,
      within: '',
    })
    expect(elements).toEqual([
      { kind: 'element', id: '525451', catalogId: '4523', name: 'Обслуживание, 3 месяца', within: 'Абонементы' },
    ])
    expect(await connector.findLinked('element', '  ', signal)).toEqual([])
  })

  test('is what has that name, should the search be ignored; nothing where the CRM keeps none', async () => {
    const world = await startAmocrmWorld({ contacts: 120 })
    const rows = [{ id: 1, name: 'Альфа' }, { id: 2, name: 'Бета' }] // prettier-ignore
    const body = { _embedded: { customers: rows } }
    await world.control.faults([{ kind: 'status', status: 200, body, times: 1, path: '/api/v4/customers' }])

    const found = await world.connector.findLinked('customer', 'бет', world.signal)
    await world.control.faults([{ kind: 'status', status: 403, body: { status: 403 }, path: '/api/v4/catalogs' }])

    expect(found.map(({ name }) => name)).toEqual(['Бета'])
    expect(await world.connector.findLinked('element', 'бет', world.signal)).toEqual([])
  })
})
