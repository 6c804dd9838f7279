import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, createContact, listAt, notSupportedChoice, startSession, validationBody } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession()
})
afterAll(() => session.crm.close())

async function createCompany(name: string): Promise<number> {
  const answer = await session.send('POST', '/api/v4/companies', [{ name }])
  return Number(at(answer.body, '_embedded', 'companies', 0, 'id'))
}

function link(contact: number, company: number): Promise<Answer> {
  return session.send('POST', `/api/v4/contacts/${contact}/link`, [
    { to_entity_id: company, to_entity_type: 'companies' },
  ])
}

async function companiesOf(contact: number): Promise<unknown[]> {
  const { body } = await session.get(`/api/v4/contacts/${contact}`)
  return listAt(body, '_embedded', 'companies').map((company) => company['id'])
}

describe('companies', () => {
  test('have one name, and show their contacts on request', async () => {
    const company = await createCompany('ООО «Ромашка»')
    const contact = await createContact(session, { name: 'A' })
    await link(contact, company)

    const { body } = await session.get(`/api/v4/companies/${company}?with=contacts`)

    const { url } = session.crm.amocrm
    expect(body).toEqual({
      id: company,
      name: 'ООО «Ромашка»',
      responsible_user_id: 10420110,
      group_id: 0,
      created_by: 10420110,
      updated_by: 10420110,
      created_at: session.now(),
      updated_at: session.now(),
      closest_task_at: null,
      is_deleted: false,
      custom_fields_values: null,
      account_id: 31540218,
      _links: { self: { href: `${url}/api/v4/companies/${company}` } },
      _embedded: {
        tags: [],
        contacts: [{ id: contact, _links: { self: { href: `${url}/api/v4/contacts/${contact}` } } }],
      },
    })
  })

  test('are listed, changed and found like contacts', async () => {
    const company = await createCompany('Before')

    const patched = await session.send('PATCH', '/api/v4/companies', [{ id: company, name: 'After Unique' }])
    const found = await session.get('/api/v4/companies?query=after%20unique')

    expect(at(patched.body, '_embedded', 'companies', 0, 'name')).toBe('After Unique')
    expect(listAt(found.body, '_embedded', 'companies').map((item) => item['id'])).toEqual([company])
  })
})

describe('links', () => {
  test('answer 200 with the link, and read back from both sides', async () => {
    const [contact, company] = [await createContact(session, {}), await createCompany('C')]

    const linked = await link(contact, company)
    const ofContact = await session.get(`/api/v4/contacts/links?filter[entity_id][]=${contact}`)
    const ofCompany = await session.get(`/api/v4/companies/${company}/links`)

    const { url } = session.crm.amocrm
    const forth = { entity_id: contact, entity_type: 'contacts', to_entity_id: company, to_entity_type: 'companies' }
    const back = { entity_id: company, entity_type: 'companies', to_entity_id: contact, to_entity_type: 'contacts' }
    expect(linked).toEqual({
      status: 200,
      type: 'application/hal+json',
      body: {
        _total_items: 1,
        _links: { self: { href: `${url}/api/v4/contacts/${contact}/links` } },
        _embedded: { links: [{ ...forth, metadata: null }] },
      },
    })
    expect(at(ofContact.body, '_embedded', 'links')).toEqual([{ ...forth, metadata: null }])
    expect(at(ofCompany.body, '_embedded', 'links')).toEqual([{ ...back, metadata: { main_contact: false } }])
  })

  test('put a second company in the place of the first', async () => {
    const [contact, first, second] = [
      await createContact(session, {}),
      await createCompany('1'),
      await createCompany('2'),
    ]

    await link(contact, first)
    await link(contact, second)

    expect(await companiesOf(contact)).toEqual([second])
  })

  test('are taken apart with 204, also when there was none', async () => {
    const [contact, company] = [await createContact(session, {}), await createCompany('C')]
    await link(contact, company)

    const body = [{ entity_id: contact, to_entity_id: company, to_entity_type: 'companies' }]
    const first = await session.send('POST', '/api/v4/contacts/unlink', body)
    const again = await session.send('POST', '/api/v4/contacts/unlink', body)

    expect([first, again]).toEqual([
      { status: 204, type: null, body: '' },
      { status: 204, type: null, body: '' },
    ])
    expect(await companiesOf(contact)).toEqual([])
  })

  test('can be made from the side of the company, in one request for many', async () => {
    const [a, b, company] = [
      await createContact(session, {}),
      await createContact(session, {}),
      await createCompany('C'),
    ]

    const answer = await session.send('POST', '/api/v4/companies/link', [
      { entity_id: company, to_entity_id: a, to_entity_type: 'contacts' },
      { entity_id: company, to_entity_id: b, to_entity_type: 'contacts', metadata: null },
    ])

    expect(at(answer.body, '_total_items')).toBe(2)
    expect([await companiesOf(a), await companiesOf(b)]).toEqual([[company], [company]])
  })

  test('mark the main contact of a company: written is_main, read main_contact', async () => {
    const [a, b, company] = [
      await createContact(session, {}),
      await createContact(session, {}),
      await createCompany('C'),
    ]
    const main = async () => {
      const { body } = await session.get(`/api/v4/companies/${company}/links`)
      const links = listAt(body, '_embedded', 'links').filter((item) => at(item, 'metadata', 'main_contact') === true)
      return links.map((item) => item['to_entity_id'])
    }
    const to = (id: number) => ({ to_entity_id: id, to_entity_type: 'contacts', metadata: { is_main: true } })

    await session.send('POST', `/api/v4/companies/${company}/link`, [to(a)])
    const first = await main()
    await session.send('POST', `/api/v4/companies/${company}/link`, [to(b)])
    const second = await main()
    await session.send('POST', `/api/v4/companies/${company}/unlink`, [to(b)])

    expect([first, second, await main()]).toEqual([[a], [b], []])
  })

  test('to a record or a kind of record that does not exist are refused', async () => {
    const contact = await createContact(session, {})

    const toNothing = await link(contact, 1)
    const toTask = await session.send('POST', `/api/v4/contacts/${contact}/link`, [
      { to_entity_id: 1, to_entity_type: 'tasks' },
    ])

    expect(toNothing.body).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice('to_entity_id')] }]))
    expect(toTask.body).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice('to_entity_type')] }]))
  })

  test('that are good in a bad batch are made where the account says so', async () => {
    const [contact, company] = [await createContact(session, {}), await createCompany('Good')]
    const batch = [
      { entity_id: contact, to_entity_id: 1, to_entity_type: 'companies' },
      { entity_id: contact, to_entity_id: company, to_entity_type: 'companies' },
    ]

    const refused = await session.send('POST', '/api/v4/contacts/link', batch)
    const before = await companiesOf(contact)
    await session.control('POST', '/switches', { badBatch: 'save-good' })
    const partly = await session.send('POST', '/api/v4/contacts/link', batch)
    await session.control('POST', '/switches', { badBatch: 'reject-all' })

    const body = validationBody([{ request_id: '0', errors: [notSupportedChoice('to_entity_id')] }])
    expect([refused, partly]).toMatchObject([
      { status: 400, body },
      { status: 400, body },
    ])
    expect([before, await companiesOf(contact)]).toEqual([[], [company]])
  })

  test('need an entity id in the list form', async () => {
    expect((await session.get('/api/v4/contacts/links')).status).toBe(400)
  })

  test.each(['/contacts/link', '/contacts/unlink', '/contacts/tags', '/contacts', '/companies'])(
    'an empty list, or more than 250 items, is refused by POST %s',
    async (path) => {
      const many = Array.from({ length: 251 }, () => ({}))

      const empty = await session.send('POST', `/api/v4${path}`, [])
      const huge = await session.send('POST', `/api/v4${path}`, many)

      expect(empty).toMatchObject({ status: 400, body: { status: 400, detail: 'Request body is empty' } })
      expect(huge).toMatchObject({ status: 400, body: { 'validation-errors': [{ errors: [{ code: 'TooMany' }] }] } })
    },
  )
})
