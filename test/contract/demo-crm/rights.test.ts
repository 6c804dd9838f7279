import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { ADMIN, at, COLLEAGUE, create, createContact, listAt, notSupportedChoice } from './demo-session.ts'
import { startSession, tokenOf, validationBody } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

const OTHER_GROUP = 10420140

let session: DemoSession
let token = ''

beforeAll(async () => {
  session = await startSession({ contacts: 40 })
  token = await tokenOf(session, COLLEAGUE)
})
afterEach(async () => {
  await session.control('POST', '/switches', defaultSwitches)
  await session.control('POST', '/users', { userId: COLLEAGUE, rights: null, isAdmin: false })
})
afterAll(() => session.crm.close())

function allow(rights: Record<string, unknown>): Promise<Answer> {
  return session.control('POST', '/users', { userId: COLLEAGUE, rights })
}

const asColleague = (method: string, path: string, body: unknown) =>
  session.send(method, path, body, { authorization: `Bearer ${token}` })

async function owned(responsible_user_id: number): Promise<number> {
  return createContact(session, { responsible_user_id })
}

async function sees(id: number): Promise<boolean> {
  const [one, list] = [
    await session.get(`/api/v4/contacts/${id}`, token),
    await session.get(`/api/v4/contacts?filter[id]=${id}`, token),
  ]
  expect(one.status).toBe(list.status)
  return one.status === 200
}

describe('what a user sees', () => {
  test.each([
    ['all', [true, true, true]],
    ['group', [true, true, false]],
    ['own', [true, false, false]],
    ['none', [false, false, false]],
  ])('of the contacts reaches as far as "%s"', async (view, expected) => {
    const contacts = [await owned(COLLEAGUE), await owned(ADMIN), await owned(OTHER_GROUP)]

    await allow({ contacts: { view } })

    expect(await Promise.all(contacts.map(sees))).toEqual(expected)
  })

  test('reaches contacts and companies of own leads where it is "linked"', async () => {
    const [contact, other] = [await owned(ADMIN), await owned(ADMIN)]
    const company = await create(session, 'companies', { responsible_user_id: ADMIN })
    const links = { contacts: [{ id: contact }], companies: [{ id: company }] }
    await create(session, 'leads', { responsible_user_id: COLLEAGUE, _embedded: links })

    await allow({ contacts: { view: 'linked' }, companies: { view: 'linked' } })

    expect([await sees(contact), await sees(other)]).toEqual([true, false])
    expect((await session.get(`/api/v4/companies/${company}`, token)).status).toBe(200)
    const { body } = await session.get('/api/v4/companies?limit=250', token)
    const ids = listAt(body, '_embedded', 'companies').map((one) => one['id'])
    expect(ids).toContain(company)
  })

  test('does not end at the record: its notes, tasks, events and links are out of sight too', async () => {
    const contact = await owned(ADMIN)
    const path = `/api/v4/contacts/${contact}`
    await session.send('POST', `${path}/notes`, [{ note_type: 'common', params: { text: 'x' } }])
    const task = { text: 'T', complete_till: 1, entity_id: contact, entity_type: 'contacts' }
    const made = await session.send('POST', '/api/v4/tasks', [task])
    await allow({ contacts: { view: 'own' } })

    const notes = await session.get(`${path}/notes`, token)
    const links = await session.get(`${path}/links`, token)
    const events = await session.get(`/api/v4/events?filter[entity]=contact&filter[entity_id]=${contact}`, token)
    const seen = await session.get(`/api/v4/tasks/${String(at(made.body, '_embedded', 'tasks', 0, 'id'))}`, token)

    expect([notes.status, seen.status, events.status]).toEqual([204, 204, 204])
    expect(listAt(links.body, '_embedded', 'links')).toEqual([])
  })
})

describe('what a user may change', () => {
  test('is refused with 403 where the record can be seen, and nothing of the batch is saved', async () => {
    const [own, other] = [await owned(COLLEAGUE), await owned(ADMIN)]
    await allow({ contacts: { edit: 'own' } })

    const batch = await asColleague('PATCH', '/api/v4/contacts', [
      { id: own, name: 'Mine' },
      { id: other, name: 'Not mine' },
    ])
    const single = await asColleague('PATCH', `/api/v4/contacts/${other}`, { name: 'Not mine' })
    const allowed = await asColleague('PATCH', `/api/v4/contacts/${own}`, { first_name: 'A' })

    expect([batch.status, single.status, allowed.status]).toEqual([403, 403, 200])
    expect((await session.get(`/api/v4/contacts/${own}`)).body).toMatchObject({ name: 'A' })
  })

  test('may be as absent as what does not exist', async () => {
    const other = await owned(ADMIN)
    await allow({ contacts: { edit: 'own' } })
    await session.control('POST', '/switches', { editDenied: 'missing' })

    const { status, body } = await asColleague('PATCH', '/api/v4/contacts', [{ id: other, name: 'X' }])

    expect([status, body]).toEqual([400, validationBody([{ request_id: '0', errors: [notSupportedChoice('id')] }])])
  })

  test.each([
    ['/api/v4/contacts', { contacts: { add: 'none' } }],
    ['/api/v4/leads', { leads: { add: 'none' } }],
  ])('can be made at %s or not: %j', async (path, rights) => {
    await allow(rights)

    expect((await asColleague('POST', path, [{}])).status).toBe(403)
    expect((await session.send('POST', path, [{}])).status).toBe(200)
  })

  test('cannot be linked by those who may not edit it', async () => {
    const contact = await owned(ADMIN)
    const company = await create(session, 'companies', {})
    await allow({ contacts: { edit: 'own' } })

    const link = [{ to_entity_id: company, to_entity_type: 'companies' }]

    expect((await asColleague('POST', `/api/v4/contacts/${contact}/link`, link)).status).toBe(403)
    expect((await session.send('POST', `/api/v4/contacts/${contact}/link`, link)).status).toBe(200)
  })

  test('of tasks are those that one is to do oneself', async () => {
    const add = async (responsible_user_id: number) => {
      const answer = await session.send('POST', '/api/v4/tasks', [{ text: 'T', complete_till: 1, responsible_user_id }])
      return Number(at(answer.body, '_embedded', 'tasks', 0, 'id'))
    }
    const [own, other] = [await add(COLLEAGUE), await add(ADMIN)]
    await allow({ tasks: { edit: 'own', add: 'none' } })

    expect((await asColleague('PATCH', `/api/v4/tasks/${own}`, { text: 'U' })).status).toBe(200)
    expect((await asColleague('PATCH', `/api/v4/tasks/${other}`, { text: 'U' })).status).toBe(403)
    expect((await asColleague('POST', '/api/v4/tasks', [{ text: 'T', complete_till: 1 }])).status).toBe(403)
  })
})

describe('a role', () => {
  test('shows on the user with the letters of the vendor', async () => {
    await allow({
      role: { id: 9, name: 'Trainee' },
      contacts: { view: 'linked', edit: 'own' },
      leads: { view: 'none' },
    })

    const { body } = await session.get(`/api/v4/users/${COLLEAGUE}?with=role`)

    expect(at(body, 'rights', 'contacts')).toEqual({ view: 'L', edit: 'M', add: 'A', delete: 'D', export: 'D' })
    expect(at(body, 'rights', 'leads')).toMatchObject({ view: 'D', edit: 'A' })
    expect([at(body, 'rights', 'role_id'), at(body, '_embedded', 'roles')]).toEqual([9, [{ id: 9, name: 'Trainee' }]])
  })

  test('does not hold an administrator', async () => {
    const other = await owned(ADMIN)
    await allow({ contacts: { view: 'none' } })

    const before = await sees(other)
    await session.control('POST', '/users', { userId: COLLEAGUE, isAdmin: true })

    expect([before, await sees(other)]).toEqual([false, true])
    const fields = await session.send('GET', '/api/v4/users', undefined, { authorization: `Bearer ${token}` })
    expect(fields.status).toBe(200)
  })

  test('ends with the user: who is switched off is let in no more', async () => {
    await session.control('POST', '/users', { userId: COLLEAGUE, isActive: false })

    const { status } = await session.get('/api/v4/account', token)
    await session.control('POST', '/users', { userId: COLLEAGUE, isActive: true })

    expect([status, (await session.get('/api/v4/account', token)).status]).toEqual([401, 200])
  })
})

describe('lists', () => {
  test('leave out contacts of incoming leads where the account does so', async () => {
    const id = await createContact(session, { name: 'New here' })
    await session.control('POST', '/vendor', { action: 'unsort', entity: 'contacts', ids: [id] })

    const listed = async () => (await session.get(`/api/v4/contacts?filter[id]=${id}`)).status
    const before = await listed()
    await session.control('POST', '/switches', { unsortedListed: false })

    expect([before, await listed()]).toEqual([200, 204])
    await session.control('POST', '/vendor', { action: 'accept', entity: 'contacts', ids: [id] })
    expect(await listed()).toBe(200)
  })

  test('pass over If-Modified-Since, or heed it', async () => {
    session.advance(60_000)
    const since = new Date(session.now() * 1000).toUTCString()
    session.advance(60_000)
    const id = await createContact(session, {})
    const ask = (header: string) =>
      session.send('GET', '/api/v4/contacts?limit=250', undefined, { 'if-modified-since': header })

    const ignored = listAt((await ask(since)).body, '_embedded', 'contacts')
    await session.control('POST', '/switches', { ifModifiedSince: 'honour' })
    const heeded = listAt((await ask(since)).body, '_embedded', 'contacts')

    expect(ignored.length).toBeGreaterThan(40)
    expect(heeded.map((contact) => contact['id'])).toEqual([id])
    const now = new Date(session.now() * 1000).toUTCString()
    const tasks = await session.send('GET', '/api/v4/tasks', undefined, { 'if-modified-since': now })
    expect([(await ask(now)).status, tasks.status]).toEqual([304, 304])
  })

  test('find a new record at once, or after a while', async () => {
    await session.control('POST', '/switches', { searchDelay: 30 })
    const id = await createContact(session, { name: 'Hard to find' })
    const search = async () => (await session.get('/api/v4/contacts?query=hard%20to%20find')).status

    const [before, byId] = [await search(), (await session.get(`/api/v4/contacts/${id}`)).status]
    session.advance(30_000)

    expect([before, byId, await search()]).toEqual([204, 200, 200])
  })
})
