import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { at, create, createContact, fieldMissing, listAt, notSupportedChoice, startSession } from './demo-session.ts'
import { validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 120 })
})
afterEach(() => session.control('POST', '/switches', defaultSwitches))
afterAll(() => session.crm.close())

async function shownOn(contact: number, name: string): Promise<Record<string, unknown>[]> {
  const { body } = await session.get(`/api/v4/contacts/${contact}?with=${name}`)
  return listAt(body, '_embedded', name)
}

describe('customers', () => {
  test('are made, changed, linked and shown on their contacts', async () => {
    const contact = await createContact(session, {})
    const id = await create(session, 'customers', {
      name: 'Loyal',
      next_price: 300,
      _embedded: { contacts: [{ id: contact }] },
      tags_to_add: [{ name: 'gold' }],
      custom_fields_values: [{ field_id: 299502, values: [{ value: 'Золото' }] }],
    })

    await session.send('PATCH', `/api/v4/customers/${id}`, { next_date: 1_800_000_000 })

    const { body } = await session.get(`/api/v4/customers/${id}?with=contacts`)
    expect(body).toMatchObject({ id, name: 'Loyal', next_price: 300, next_date: 1_800_000_000, is_deleted: false })
    expect(at(body, '_embedded', 'contacts', 0)).toMatchObject({ id: contact, is_main: true })
    expect((await shownOn(contact, 'customers')).map((customer) => customer['id'])).toEqual([id])
    await session.send('POST', `/api/v4/contacts/${contact}/unlink`, [
      { to_entity_id: id, to_entity_type: 'customers' },
    ])
    expect(await shownOn(contact, 'customers')).toEqual([])
  })

  test('are listed with their tags and found by name', async () => {
    const { body } = await session.get('/api/v4/customers?limit=250')

    expect(listAt(body, '_embedded', 'customers').length).toBeGreaterThan(8)
    const id = await create(session, 'customers', { name: 'Needle in hay' })
    const found = await session.get('/api/v4/customers?query=needle')
    expect(listAt(found.body, '_embedded', 'customers').map((customer) => customer['id'])).toEqual([id])
  })

  test.each(['disabled', 'unavailable'])('are not there in an account where they are %s', async (customersMode) => {
    const id = await create(session, 'customers', {})
    await session.control('POST', '/switches', { customersMode })

    expect((await session.get('/api/v4/account')).body).toMatchObject({ customers_mode: customersMode })
    expect((await session.get('/api/v4/customers')).status).toBe(204)
    expect((await session.get(`/api/v4/customers/${id}`)).status).toBe(204)
    expect((await session.send('POST', '/api/v4/customers', [{}])).status).toBe(403)
  })
})

describe('catalogs', () => {
  test('are renamed one by one and in lists', async () => {
    const made = await session.send('POST', '/api/v4/catalogs', [{ name: 'Мебель' }])
    const id = Number(at(made.body, '_embedded', 'catalogs', 0, 'id'))

    const one = await session.send('PATCH', `/api/v4/catalogs/${id}`, { name: 'Столы' })
    const list = await session.send('PATCH', '/api/v4/catalogs', [{ id, sort: 40 }])
    const missing = await session.send('PATCH', '/api/v4/catalogs/1', { name: 'Нет' })

    expect(one).toMatchObject({ status: 200, body: { id, name: 'Столы' } })
    expect(at(list.body, '_embedded', 'catalogs', 0)).toMatchObject({ id, name: 'Столы', sort: 40 })
    expect([missing.status, (await session.get(`/api/v4/catalogs/${id}`)).body]).toMatchObject([400, { name: 'Столы' }])
  })

  test('hold elements that can be searched, added and renamed', async () => {
    const { body } = await session.get('/api/v4/catalogs')
    const made = await session.send('POST', '/api/v4/catalogs/4521/elements', [
      { name: 'Лампа 60 Вт', request_id: 'e' },
    ])
    const id = Number(at(made.body, '_embedded', 'elements', 0, 'id'))

    await session.send('PATCH', `/api/v4/catalogs/4521/elements/${id}`, { name: 'Лампа 40 Вт' })

    expect(listAt(body, '_embedded', 'catalogs').map(({ id: catalog, type }) => [catalog, type])).toEqual(
      expect.arrayContaining([
        [4521, 'products'],
        [4523, 'regular'],
      ]),
    )
    expect(at(made.body, '_embedded', 'elements', 0, 'request_id')).toBe('e')
    const found = await session.get('/api/v4/catalogs/4521/elements?query=лампа')
    expect(listAt(found.body, '_embedded', 'elements').map((element) => element['name'])).toEqual(['Лампа 40 Вт'])
    expect((await session.get(`/api/v4/catalogs/4523/elements/${id}`)).status).toBe(204)
    expect((await session.get('/api/v4/catalogs/4521')).body).toMatchObject({ id: 4521, name: 'Товары' })
    const list = await session.send('PATCH', '/api/v4/catalogs/4521/elements', [{ id, name: 'X' }, { id: 1 }])
    expect(list.body).toEqual(validationBody([{ request_id: '1', errors: [notSupportedChoice('id')] }]))
  })

  test('can be added, and are 204 while they are empty', async () => {
    const made = await session.send('POST', '/api/v4/catalogs', [{ name: 'Новый' }])
    const id = Number(at(made.body, '_embedded', 'catalogs', 0, 'id'))

    expect((await session.get(`/api/v4/catalogs/${id}/elements`)).status).toBe(204)
    expect((await session.send('POST', '/api/v4/catalogs', [{}])).body).toEqual(
      validationBody([{ request_id: '0', errors: [fieldMissing('name')] }]),
    )
  })
})

describe('a catalog element at a contact', () => {
  const link = (contact: number, metadata: unknown) =>
    session.send('POST', `/api/v4/contacts/${contact}/link`, [
      { to_entity_id: 525439, to_entity_type: 'catalog_elements', metadata },
    ])

  test('has an amount, in every form that the manual may mean', async () => {
    const contact = await createContact(session, {})
    await link(contact, { catalog_id: 4521, quantity: 3, price_id: 7 })
    await link(contact, { catalog_id: 4521, quantity: 4, price_id: 7 })

    const forms: unknown[] = []
    for (const catalogElementForm of ['both', 'nested', 'flat']) {
      await session.control('POST', '/switches', { catalogElementForm })
      forms.push((await shownOn(contact, 'catalog_elements'))[0])
    }

    const flat = { quantity: 4, catalog_id: 4521 }
    const metadata = { ...flat, price_id: 7 }
    expect(forms).toEqual([
      { id: 525439, metadata, ...flat },
      { id: 525439, metadata },
      { id: 525439, metadata: {}, ...flat },
    ])
  })

  test.each([
    [{}, fieldMissing('metadata.catalog_id')],
    [{ catalog_id: 4523 }, notSupportedChoice('metadata.catalog_id')],
  ])('needs its catalog: %j is refused', async (metadata, error) => {
    const contact = await createContact(session, {})

    const { body } = await link(contact, metadata)

    expect(body).toEqual(validationBody([{ request_id: '0', errors: [error] }]))
  })

  test('may come on top of what is there when it is linked once more', async () => {
    const contact = await createContact(session, {})
    await session.control('POST', '/switches', { relinkedElement: 'add' })

    await link(contact, { catalog_id: 4521, quantity: 3 })
    await link(contact, { catalog_id: 4521, quantity: 4 })

    expect((await shownOn(contact, 'catalog_elements'))[0]).toMatchObject({ id: 525439, quantity: 7 })
  })

  test('is taken away', async () => {
    const contact = await createContact(session, {})
    await link(contact, { catalog_id: 4521 })

    const gone = await session.send('POST', `/api/v4/contacts/${contact}/unlink`, [
      { to_entity_id: 525439, to_entity_type: 'catalog_elements' },
    ])

    expect(gone.status).toBe(204)
    expect(await shownOn(contact, 'catalog_elements')).toEqual([])
  })
})
