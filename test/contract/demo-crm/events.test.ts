import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, create, createContact, listAt, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 150 })
})
afterAll(() => session.crm.close())

async function eventsOf(contact: number, query = ''): Promise<Record<string, unknown>[]> {
  const answer = await session.get(`/api/v4/events?filter[entity]=contact&filter[entity_id]=${contact}${query}`)
  return listAt(answer.body, '_embedded', 'events')
}

describe('GET /api/v4/events', () => {
  test('tells of every change with its value before and after', async () => {
    const id = await createContact(session, { name: 'Old' })
    session.advance(1000)

    await session.send('PATCH', `/api/v4/contacts/${id}`, {
      name: 'New',
      responsible_user_id: 10420116,
      tags_to_add: [{ name: 'VIP' }],
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+1' }] }],
    })

    const events = await eventsOf(id)
    expect(events.map(({ type, value_before, value_after }) => ({ type, value_before, value_after }))).toEqual([
      { type: 'entity_tag_added', value_before: [], value_after: [{ tag: { name: 'VIP' } }] },
      {
        type: 'custom_field_value_changed',
        value_before: [],
        value_after: [{ custom_field_value: { field_id: 271318, field_type: 8, enum_id: 2713180, text: '+1' } }],
      },
      {
        type: 'entity_responsible_changed',
        value_before: [{ responsible_user: { id: 10420110 } }],
        value_after: [{ responsible_user: { id: 10420116 } }],
      },
      {
        type: 'name_field_changed',
        value_before: [{ name_field_value: { name: 'Old' } }],
        value_after: [{ name_field_value: { name: 'New' } }],
      },
      { type: 'contact_added', value_before: [], value_after: [] },
    ])
  })

  test('has the form of the vendor, and gives one event by its id', async () => {
    const contact = await createContact(session, { name: 'Named' })

    const [event] = await eventsOf(contact, '&with=contact_name')
    const id = String(event?.['id'])

    const { url } = session.crm.amocrm
    expect(id).toMatch(/^[0-9a-z]{26}$/)
    expect(event).toEqual({
      id,
      type: 'contact_added',
      entity_id: contact,
      entity_type: 'contact',
      created_by: 10420110,
      created_at: session.now(),
      value_after: [],
      value_before: [],
      account_id: 31540218,
      _links: { self: { href: `${url}/api/v4/events/${id}` } },
      _embedded: {
        entity: { id: contact, name: 'Named', _links: { self: { href: `${url}/api/v4/contacts/${contact}` } } },
      },
    })
    expect(at((await session.get(`/api/v4/events/${id}`)).body, 'id')).toBe(id)
    expect((await session.get('/api/v4/events/01m7x00vwr000000000000zzzz')).status).toBe(204)
  })

  test('gives at most 100 on a page', async () => {
    const { body } = await session.get('/api/v4/events?limit=250')

    expect(listAt(body, '_embedded', 'events')).toHaveLength(100)
  })

  test('takes types with commas, a moment or a span, and authors', async () => {
    session.advance(60_000)
    const from = session.now()
    const id = await createContact(session, { name: 'A' })
    await session.control('POST', '/vendor', { action: 'delete', entity: 'contacts', ids: [id], userId: 10420116 })

    const ask = async (filter: string) =>
      listAt((await session.get(`/api/v4/events?${filter}`)).body, '_embedded', 'events').map((event) => event['type'])
    expect(await ask(`filter[type]=contact_deleted,contact_restored&filter[created_at]=${from - 1}`)).toEqual([
      'contact_deleted',
    ])
    expect(await ask(`filter[created_at]=${from}`)).toEqual([])
    expect(await ask(`filter[created_at]=${from},${from}`)).toEqual(['contact_deleted', 'contact_added'])
    expect(await ask(`filter[created_at][from]=${from}&filter[created_by][]=10420116`)).toEqual(['contact_deleted'])
    expect(await ask('filter[type][]=incoming_mail')).toEqual([])
  })

  test('finds changes of one field, alone', async () => {
    const id = await createContact(session, {})
    await session.send('PATCH', `/api/v4/contacts/${id}`, {
      custom_fields_values: [{ field_code: 'POSITION', values: [{ value: 'CEO' }] }],
    })

    expect(await eventsOf(id, '&filter[type]=custom_field_271316_value_changed')).toHaveLength(1)
    const mixed = await session.get('/api/v4/events?filter[type]=custom_field_271316_value_changed,contact_added')
    expect(mixed.status).toBe(400)
  })

  test('refuses entity ids without exactly one entity, and more than ten of them', async () => {
    const eleven = Array.from({ length: 11 }, (_, index) => index + 1).join(',')

    expect((await session.get('/api/v4/events?filter[entity_id]=1')).status).toBe(400)
    expect((await session.get('/api/v4/events?filter[entity_id]=1&filter[entity]=contact,company')).status).toBe(400)
    expect((await session.get(`/api/v4/events?filter[entity]=contact&filter[entity_id]=${eleven}`)).status).toBe(400)
  })

  test('names the types it knows', async () => {
    const { body } = await session.get('/api/v4/events/types')

    const keys = listAt(body, '_embedded', 'events_types').map((type) => type['key'])
    expect(keys).toEqual(
      expect.arrayContaining(['contact_added', 'contact_deleted', 'entity_merged', 'entity_tag_added']),
    )
  })

  test('filters by what stood there before or after', async () => {
    const id = await createContact(session, { responsible_user_id: 10420116 })
    const write = (body: Record<string, unknown>) => session.send('PATCH', `/api/v4/contacts/${id}`, body)
    await write({ responsible_user_id: 10420122 })
    await write({ custom_fields_values: [{ field_id: 271328, values: [{ enum_id: 2713281 }] }] })
    const lead = await create(session, 'leads', { status_id: 32392159, price: 41 })
    await session.send('PATCH', `/api/v4/leads/${lead}`, { status_id: 142, price: 42 })

    const ask = async (query: string) => (await eventsOf(id, `&${query}`)).map((event) => event['type'])
    const ofLead = async (query: string) =>
      listAt(
        (await session.get(`/api/v4/events?filter[entity]=lead&filter[entity_id]=${lead}&${query}`)).body,
        ...['_embedded', 'events'],
      ).map((event) => event['type'])

    expect(await ask('filter[value_after][responsible_user_id]=10420122,1')).toEqual(['entity_responsible_changed'])
    expect(await ask('filter[value_before][responsible_user_id]=10420122')).toEqual([])
    expect(await ask('filter[value_after][custom_field_values]=2713281')).toEqual(['custom_field_value_changed'])
    const stage = (number: number) =>
      `[leads_statuses][0][pipeline_id]=3177727&filter[value_after][leads_statuses][0][status_id]=${number}`
    expect(await ofLead(`filter[value_after]${stage(142)}`)).toEqual(['lead_status_changed'])
    expect(await ofLead(`filter[value_after]${stage(143)}`)).toEqual([])
    expect(await ofLead(`filter[value_after]${stage(142).replace('3177727', '3177931')}`)).toEqual([])
    expect(await ofLead('filter[value_before][value]=41')).toEqual(['sale_field_changed'])
  })
})
