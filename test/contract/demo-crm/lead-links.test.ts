import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, COLLEAGUE, create, createContact, eventTypes, listAt, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 20 })
})
afterAll(() => session.crm.close())

async function lead(id: number, query = ''): Promise<unknown> {
  return (await session.get(`/api/v4/leads/${id}${query}`)).body
}

async function leadsOf(contact: number): Promise<unknown[]> {
  const { body } = await session.get(`/api/v4/contacts/${contact}?with=leads`)
  return listAt(body, '_embedded', 'leads').map((one) => one['id'])
}

describe('links of a lead', () => {
  const link = (path: string, items: unknown[]) => session.send('POST', `/api/v4/leads/${path}`, items)

  test('hold contacts, the main one, the company and goods', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const company = await create(session, 'companies', {})
    const id = await create(session, 'leads', {})

    const linked = await link(`${id}/link`, [
      { to_entity_id: a, to_entity_type: 'contacts' },
      { to_entity_id: b, to_entity_type: 'contacts', metadata: { is_main: true } },
      { to_entity_id: company, to_entity_type: 'companies' },
      { to_entity_id: 525439, to_entity_type: 'catalog_elements', metadata: { catalog_id: 4521, quantity: 2.5 } },
    ])
    const { body } = await session.get(`/api/v4/leads/links?filter[entity_id][]=${id}`)

    const from = { entity_id: id, entity_type: 'leads' }
    const goods = { catalog_id: 4521, quantity: 2.5, price_id: null }
    const expected = [
      { ...from, to_entity_id: b, to_entity_type: 'contacts', metadata: { main_contact: true } },
      { ...from, to_entity_id: a, to_entity_type: 'contacts', metadata: { main_contact: false } },
      { ...from, to_entity_id: company, to_entity_type: 'companies', metadata: null },
      { ...from, to_entity_id: 525439, to_entity_type: 'catalog_elements', metadata: goods },
    ]
    expect(linked.status).toBe(200)
    expect(listAt(linked.body, '_embedded', 'links')).toHaveLength(4)
    expect(at(body, '_embedded', 'links')).toEqual(expected)
    const onlyGoods = await session.get(`/api/v4/leads/${id}/links?filter[to_catalog_id]=4521`)
    expect(at(onlyGoods.body, '_embedded', 'links')).toEqual(expected.slice(3))
  })

  test('can be made and taken apart from the contact, and pass the main contact on', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const id = await create(session, 'leads', { _embedded: { contacts: [{ id: a }] } })

    await session.send('POST', `/api/v4/contacts/${b}/link`, [{ to_entity_id: id, to_entity_type: 'leads' }])
    const both = await lead(id, '?with=contacts')
    const gone = await session.send('POST', '/api/v4/contacts/unlink', [
      { entity_id: a, to_entity_id: id, to_entity_type: 'leads' },
    ])

    const mains = (body: unknown) => listAt(body, '_embedded', 'contacts').map((one) => [one['id'], one['is_main']])
    expect(mains(both)).toEqual([
      [a, true],
      [b, false],
    ])
    expect(gone.status).toBe(204)
    expect(mains(await lead(id, '?with=contacts'))).toEqual([[b, true]])
    expect(await leadsOf(a)).toEqual([])
    expect(await eventTypes(session, 'contact', a)).toEqual(['entity_unlinked', 'entity_linked', 'contact_added'])
    expect(await eventTypes(session, 'lead', id)).toEqual([
      'contact_unlinked',
      'contact_linked',
      'contact_linked',
      'lead_added',
    ])
  })

  test('show a trashed contact no longer, and again when it is restored', async () => {
    const contact = await createContact(session, {})
    const id = await create(session, 'leads', { _embedded: { contacts: [{ id: contact }] } })
    const act = (action: string) => session.control('POST', '/vendor', { action, entity: 'contacts', ids: [contact] })

    await act('delete')
    const without = await lead(id, '?with=contacts')
    await act('restore')

    expect(listAt(without, '_embedded', 'contacts')).toEqual([])
    expect(listAt(await lead(id, '?with=contacts'), '_embedded', 'contacts')).toHaveLength(1)
  })

  test('go to the survivor of a merge', async () => {
    const [kept, absorbed] = [await createContact(session, {}), await createContact(session, {})]
    const id = await create(session, 'leads', { _embedded: { contacts: [{ id: absorbed }] } })

    await session.control('POST', '/vendor', { action: 'merge', entity: 'contacts', ids: [kept, absorbed] })

    expect(await leadsOf(kept)).toEqual([id])
    expect(at(await lead(id, '?with=contacts'), '_embedded', 'contacts', 0)).toMatchObject({ id: kept, is_main: true })
  })
})

describe('a link that is made', () => {
  const link = (lead: number, contact: number, metadata?: unknown) =>
    session.send('POST', `/api/v4/leads/${lead}/link`, [
      { to_entity_id: contact, to_entity_type: 'contacts', metadata },
    ])
  const mains = async (id: number) =>
    listAt(await lead(id, '?with=contacts'), '_embedded', 'contacts').map((one) => [one['id'], one['is_main']])

  test('again says nothing new: the main contact stays the main one', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const id = await create(session, 'leads', { _embedded: { contacts: [{ id: a }, { id: b }] } })

    await link(id, a)
    await link(id, b)

    expect(await mains(id)).toEqual([
      [a, true],
      [b, false],
    ])
  })

  test('takes the place of the main contact when it is to be that one', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const id = await create(session, 'leads', { _embedded: { contacts: [{ id: a }] } })

    await link(id, b, { is_main: true })

    expect(await mains(id)).toEqual([
      [b, true],
      [a, false],
    ])
  })

  test('is the deed of whom it names, and moves `updated_at` of both ends', async () => {
    const [contact, id] = [await createContact(session, {}), await create(session, 'leads', {})]
    session.advance(5000)

    await link(id, contact, { updated_by: COLLEAGUE })

    const changed = { updated_at: session.now(), updated_by: COLLEAGUE }
    expect(await lead(id)).toMatchObject(changed)
    expect((await session.get(`/api/v4/contacts/${contact}`)).body).toMatchObject(changed)
  })

  test('moves no time where the account does not', async () => {
    const [contact, id] = [await createContact(session, {}), await create(session, 'leads', {})]
    const before = session.now()
    await session.control('POST', '/switches', { linkBumpsUpdatedAt: false })
    session.advance(5000)

    await link(id, contact)
    await session.control('POST', '/switches', { linkBumpsUpdatedAt: true })

    expect(await lead(id)).toMatchObject({ updated_at: before })
    expect((await session.get(`/api/v4/contacts/${contact}`)).body).toMatchObject({ updated_at: before })
  })

  test('from a company gives it a lead, and takes it away', async () => {
    const [company, id] = [await create(session, 'companies', {}), await create(session, 'leads', {})]
    const item = [{ to_entity_id: id, to_entity_type: 'leads' }]
    const companies = async () => listAt(await lead(id), '_embedded', 'companies').map((one) => one['id'])

    await session.send('POST', `/api/v4/companies/${company}/link`, item)
    const linked = await companies()
    const shown = await session.get(`/api/v4/companies/${company}/links?filter[to_entity_type]=leads`)
    await session.send('POST', `/api/v4/companies/${company}/unlink`, item)

    expect([linked, await companies()]).toEqual([[company], []])
    expect(listAt(shown.body, '_embedded', 'links').map((one) => one['to_entity_id'])).toEqual([id])
  })
})
