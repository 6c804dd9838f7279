import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { ADMIN, at, create, createContact, eventTypes, listAt, notSupportedChoice } from './demo-session.ts'
import { startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const PIPELINE = 3177727
const SERVICE = 3177931
const [FIRST, TALKS, WON, LOST] = [32392159, 32392165, 142, 143]

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 200 })
})
afterEach(() => session.control('POST', '/switches', defaultSwitches))
afterAll(() => session.crm.close())

async function lead(id: number, query = ''): Promise<unknown> {
  return (await session.get(`/api/v4/leads/${id}${query}`)).body
}

async function ids(query: string): Promise<unknown[]> {
  const { body } = await session.get(`/api/v4/leads?limit=250&${query}`)
  return listAt(body, '_embedded', 'leads').map((one) => one['id'])
}

describe('a lead', () => {
  test('is made with price, stage, contacts and company, and read back whole', async () => {
    const [main, other] = [await createContact(session, { name: 'M' }), await createContact(session, { name: 'O' })]
    const company = await create(session, 'companies', { name: 'C' })

    const made = await session.send('POST', '/api/v4/leads', [
      {
        name: 'Big one',
        price: 5000,
        status_id: TALKS,
        custom_fields_values: [{ field_code: 'UTM_SOURCE', values: [{ value: 'google' }] }],
        _embedded: { contacts: [{ id: other }, { id: main, is_main: true }], companies: [{ id: company }] },
        request_id: 'r1',
      },
    ])

    const id = Number(at(made.body, '_embedded', 'leads', 0, 'id'))
    const { url } = session.crm.amocrm
    const self = (path: string) => ({ self: { href: `${url}/api/v4/${path}` } })
    expect(made.body).toEqual({
      _links: self('leads'),
      _embedded: { leads: [{ id, request_id: 'r1', _links: self(`leads/${id}`) }] },
    })
    expect(await lead(id, '?with=contacts,loss_reason,catalog_elements')).toEqual({
      id,
      name: 'Big one',
      price: 5000,
      status_id: TALKS,
      pipeline_id: PIPELINE,
      loss_reason_id: null,
      closed_at: null,
      score: null,
      labor_cost: null,
      is_price_computed: false,
      responsible_user_id: ADMIN,
      group_id: 0,
      created_by: ADMIN,
      updated_by: ADMIN,
      created_at: session.now(),
      updated_at: session.now(),
      closest_task_at: null,
      is_deleted: false,
      custom_fields_values: [
        {
          field_id: 291412,
          field_name: 'utm_source',
          field_code: 'UTM_SOURCE',
          field_type: 'tracking_data',
          values: [{ value: 'google' }],
        },
      ],
      account_id: 31540218,
      _links: self(`leads/${id}`),
      _embedded: {
        tags: [],
        catalog_elements: [],
        companies: [{ id: company, _links: self(`companies/${company}`) }],
        contacts: [
          { id: main, is_main: true, _links: self(`contacts/${main}`) },
          { id: other, is_main: false, _links: self(`contacts/${other}`) },
        ],
        loss_reason: [],
      },
    })
    const shown = (await session.get(`/api/v4/contacts/${other}?with=leads`)).body
    expect(listAt(shown, '_embedded', 'leads').map((one) => one['id'])).toEqual([id])
  })

  test('is numbered apart from contacts, and shows on contacts and companies as the manual prints it', async () => {
    const contact = await createContact(session, {})
    const company = await create(session, 'companies', {})
    const id = await create(session, 'leads', {
      _embedded: { contacts: [{ id: contact }], companies: [{ id: company }] },
    })

    const shown = (await session.get(`/api/v4/contacts/${contact}?with=leads,customers,catalog_elements`)).body

    const href = `${session.crm.amocrm.url}/api/v4/leads/${id}`
    expect(Object.keys(at(shown, '_embedded') as object)).toEqual([
      'tags',
      'leads',
      'customers',
      'catalog_elements',
      'companies',
    ])
    expect(at(shown, '_embedded', 'leads')).toEqual([{ id, _links: { self: { href } } }])
    const ofCompany = (await session.get(`/api/v4/companies/${company}?with=leads`)).body
    expect(at(ofCompany, '_embedded', 'leads')).toEqual([{ id, _links: { self: { href } } }])
    expect(id).toBeLessThan(contact)
  })

  test.each([
    [{ status_id: 1 }, 'status_id'],
    [{ pipeline_id: 1 }, 'pipeline_id'],
    [{ pipeline_id: SERVICE, status_id: TALKS }, 'status_id'],
    [{ loss_reason_id: 1 }, 'loss_reason_id'],
    [{ _embedded: { contacts: [{ id: 1 }] } }, '_embedded.contacts.0.id'],
    [{ _embedded: { companies: [{ id: 1 }] } }, '_embedded.companies.0.id'],
  ])('%j is refused at %s', async (item, path) => {
    const { body } = await session.send('POST', '/api/v4/leads', [item])

    expect(body).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice(path)] }]))
  })

  test('is closed by its last stages, tells why it was lost, and is opened again', async () => {
    const id = await create(session, 'leads', { name: 'L', status_id: FIRST })
    session.advance(60_000)
    const closedAt = session.now()

    await session.send('PATCH', `/api/v4/leads/${id}`, { status_id: LOST, loss_reason_id: 4203748 })
    const lost = await lead(id, '?with=loss_reason')
    session.advance(60_000)
    await session.send('PATCH', '/api/v4/leads', [{ id, status_id: TALKS, pipeline_id: PIPELINE }])

    expect(lost).toMatchObject({ status_id: LOST, pipeline_id: PIPELINE, loss_reason_id: 4203748, closed_at: closedAt })
    expect(at(lost, '_embedded', 'loss_reason', 0, 'name')).toBe('Слишком дорого')
    expect(await lead(id)).toMatchObject({ status_id: TALKS, closed_at: null, loss_reason_id: null })
  })

  test('keeps the time of its closing while it stays closed', async () => {
    const id = await create(session, 'leads', { status_id: WON })
    const closed_at = session.now()
    session.advance(60_000)

    await session.send('PATCH', `/api/v4/leads/${id}`, { status_id: LOST })

    expect(await lead(id)).toMatchObject({ status_id: LOST, closed_at })
  })

  test('goes to the pipeline of the stage that it is given', async () => {
    const id = await create(session, 'leads', { pipeline_id: SERVICE })

    await session.send('PATCH', `/api/v4/leads/${id}`, { status_id: TALKS })

    expect(await lead(id)).toMatchObject({ status_id: TALKS, pipeline_id: PIPELINE })
  })

  test('tells of robots and sources when it is asked', async () => {
    const id = await create(session, 'leads', {})

    const shown = await lead(id, '?with=is_price_modified_by_robot,source_id')

    expect(shown).toMatchObject({ is_price_modified_by_robot: false, source_id: null })
  })

  test('that is won stays in its own pipeline', async () => {
    const id = await create(session, 'leads', { pipeline_id: SERVICE })

    await session.send('PATCH', `/api/v4/leads/${id}`, { status_id: WON })

    expect(await lead(id)).toMatchObject({ status_id: WON, pipeline_id: SERVICE })
  })

  test('logs its stage and its price', async () => {
    const id = await create(session, 'leads', { name: 'E', status_id: FIRST, price: 1 })
    session.advance(1000)
    await session.send('PATCH', `/api/v4/leads/${id}`, { status_id: TALKS, price: 2 })

    const { body } = await session.get(`/api/v4/events?filter[entity]=lead&filter[entity_id]=${id}&with=lead_name`)
    const events = listAt(body, '_embedded', 'events')

    expect(events.map(({ type, value_before, value_after }) => [type, value_before, value_after])).toEqual([
      ['sale_field_changed', [{ sale_field_value: { sale: 1 } }], [{ sale_field_value: { sale: 2 } }]],
      [
        'lead_status_changed',
        [{ lead_status: { id: FIRST, pipeline_id: PIPELINE } }],
        [{ lead_status: { id: TALKS, pipeline_id: PIPELINE } }],
      ],
      ['lead_added', [], []],
    ])
    expect(at(events[0], '_embedded', 'entity', 'name')).toBe('E')
  })
})

describe('GET /leads', () => {
  test('filters by price, pipeline, stage and closing time', async () => {
    const id = await create(session, 'leads', { price: 777_777, pipeline_id: SERVICE })
    await create(session, 'leads', { price: 777_777 })
    const closed = await create(session, 'leads', { status_id: WON, closed_at: 1_111_111_111 })

    const price = 'filter[price][from]=777777&filter[price][to]=777777'
    expect(await ids(price)).toHaveLength(2)
    expect(await ids(`${price}&filter[pipeline_id][]=${SERVICE}`)).toEqual([id])
    const pair = `filter[statuses][0][pipeline_id]=${SERVICE}&filter[statuses][0][status_id]=32392201`
    expect(await ids(`${price}&${pair}`)).toEqual([id])
    expect(await ids('filter[closed_at][from]=1111111111&filter[closed_at][to]=1111111111')).toEqual([closed])
    expect((await ids('filter[statuses][0][status_id]=142')).length).toBeGreaterThan(20)
  })

  test('orders by the time of creation, not by name, and narrows nothing where the filter gate is closed', async () => {
    const created = async (order: string) => {
      const { body } = await session.get(`/api/v4/leads?limit=250&order[${order}]=desc`)
      return listAt(body, '_embedded', 'leads').map((one) => Number(one['created_at']))
    }
    const sorted = (await created('created_at')).toSorted((a, b) => b - a)

    expect(await created('created_at')).toEqual(sorted)
    expect(await created('name')).toEqual(await created('nonsense'))
    await session.control('POST', '/switches', { apiFilter: false })
    expect((await ids('filter[price][from]=99999999')).length).toBeGreaterThan(20)
  })

  test('leaves of a trashed lead its id and its last change, and says that it is deleted', async () => {
    const id = await create(session, 'leads', { name: 'Gone', price: 3 })
    await session.control('POST', '/vendor', { action: 'delete', entity: 'leads', ids: [id] })

    const { body } = await session.get(`/api/v4/leads?with=only_deleted&filter[id][]=${id}`)

    expect((await session.get(`/api/v4/leads/${id}`)).status).toBe(204)
    expect(at(body, '_embedded', 'leads', 0)).toMatchObject({
      id,
      is_deleted: true,
      name: null,
      price: null,
      _embedded: null,
    })
    expect(await eventTypes(session, 'lead', id)).toEqual(['lead_deleted', 'lead_added'])
  })
})
