import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { ADMIN, at, COLLEAGUE, create, createContact, eventTypes, fieldMissing, listAt } from './demo-session.ts'
import { notSupportedChoice, startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 50 })
})
afterEach(() => session.control('POST', '/switches', defaultSwitches))
afterAll(() => session.crm.close())

async function addNote(entity: string, id: number, item: Record<string, unknown>): Promise<number> {
  const answer = await session.send('POST', `/api/v4/${entity}/${id}/notes`, [item])
  expect(answer.status).toBe(200)
  return Number(at(answer.body, '_embedded', 'notes', 0, 'id'))
}

const words = (text: string) => ({ note_type: 'common', params: { text } })

async function notes(path: string): Promise<Record<string, unknown>[]> {
  return listAt((await session.get(`/api/v4/${path}`)).body, '_embedded', 'notes')
}

describe('a note', () => {
  test('is written at a record, read back whole, and changed', async () => {
    const contact = await createContact(session, {})
    const made = await session.send('POST', '/api/v4/contacts/notes', [
      { entity_id: contact, ...words('hi'), request_id: 'n1' },
    ])
    const id = Number(at(made.body, '_embedded', 'notes', 0, 'id'))
    const first = await session.get(`/api/v4/contacts/notes/${id}`)
    session.advance(4000)

    const patched = await session.send('PATCH', `/api/v4/contacts/${contact}/notes/${id}`, words('changed'))

    const self = { self: { href: `${session.crm.amocrm.url}/api/v4/contacts/${contact}/notes/${id}` } }
    expect(at(made.body, '_embedded', 'notes', 0)).toEqual({ id, entity_id: contact, request_id: 'n1', _links: self })
    expect(first.body).toEqual({
      id,
      entity_id: contact,
      created_by: ADMIN,
      updated_by: ADMIN,
      created_at: session.now() - 4,
      updated_at: session.now() - 4,
      responsible_user_id: ADMIN,
      group_id: 0,
      note_type: 'common',
      params: { text: 'hi' },
      is_pinned: false,
      account_id: 31540218,
      _links: self,
    })
    expect(patched.body).toMatchObject({ id, updated_at: session.now() })
    expect((await notes(`contacts/${contact}/notes`))[0]).toMatchObject({ params: { text: 'changed' } })
  })

  test('is not there under a record that it is not about', async () => {
    const [owner, stranger] = [await createContact(session, {}), await createContact(session, {})]
    const id = await addNote('contacts', owner, words('mine'))
    const path = `/api/v4/contacts/${stranger}/notes`

    const read = await session.get(`${path}/${id}`)
    const changed = await session.send('PATCH', `${path}/${id}`, words('theirs'))
    const listed = await session.send('PATCH', path, [{ id, ...words('theirs') }])
    const pinned = await session.send('POST', `${path}/${id}/pin`, undefined)

    const refused = validationBody([{ request_id: '0', errors: [notSupportedChoice('id')] }])
    expect([read.status, pinned.status]).toEqual([204, 404])
    expect([changed, listed]).toMatchObject([
      { status: 400, body: refused },
      { status: 400, body: refused },
    ])
    expect(await notes(`contacts/${owner}/notes`)).toMatchObject([{ params: { text: 'mine' }, is_pinned: false }])
  })

  test.each(['contacts', 'companies', 'leads', 'customers'])('has a place at %s', async (entity) => {
    const id = await create(session, entity, { name: 'N' })

    await addNote(entity, id, words('x'))

    expect((await notes(`${entity}/${id}/notes`)).map((note) => note['params'])).toEqual([{ text: 'x' }])
    const kept = await session.send('PATCH', `/api/v4/${entity}/notes`, [{ id: 1, ...words('y') }])
    expect(kept.status).toBe(400)
  })

  test.each([
    ['call_in', { uniq: 'u', duration: 60, source: 's', link: 'https://x.example/1', phone: '+1' }, ['incoming_call']],
    ['call_out', { uniq: 'u', duration: 1, source: 's', phone: '+1' }, ['outgoing_call']],
    ['service_message', { service: 'S', text: 't' }, []],
    ['extended_service_message', { service: 'S', text: 't' }, []],
    ['message_cashier', { status: 'shown', text: 't' }, []],
    ['geolocation', { text: 't', address: 'a', longitude: '37', latitude: '55' }, []],
    ['sms_in', { text: 't', phone: '+1' }, []],
    ['sms_out', { text: 't', phone: '+1' }, []],
    ['attachment', { file_uuid: 'f', file_name: 'a.pdf' }, ['attachment_note_added']],
    ['common', { text: 't' }, ['common_note_added']],
  ])('of type %s keeps %j', async (note_type, params, events) => {
    const contact = await createContact(session, {})

    await addNote('contacts', contact, { note_type, params })

    expect(await notes(`contacts/${contact}/notes`)).toMatchObject([{ note_type, params }])
    expect(await eventTypes(session, 'contact', contact)).toEqual([...events, 'contact_added'])
  })

  test.each([
    [{ note_type: 'common', params: {} }, fieldMissing('params.text')],
    [{ note_type: 'common' }, fieldMissing('params.text')],
    [{ note_type: 'attachment', params: { file_name: 'x' } }, fieldMissing('params.file_uuid')],
    [{ note_type: 'amomail_message', params: {} }, notSupportedChoice('note_type')],
    [{ params: { text: 'x' } }, fieldMissing('note_type')],
  ])('%j is refused with %j', async (item, error) => {
    const contact = await createContact(session, {})

    const { body } = await session.send('POST', `/api/v4/contacts/${contact}/notes`, [item])

    expect(body).toEqual(validationBody([{ request_id: '0', errors: [error] }]))
  })

  test('needs a record that is there, and stays what it is', async () => {
    const contact = await createContact(session, {})
    const id = await addNote('contacts', contact, words('x'))

    const nowhere = await session.send('POST', '/api/v4/contacts/notes', [words('x'), { entity_id: 1, ...words('x') }])
    const other = await session.send('PATCH', '/api/v4/contacts/notes', [{ id, note_type: 'sms_in' }])

    expect(nowhere.body).toEqual(
      validationBody([
        { request_id: '0', errors: [fieldMissing('entity_id')] },
        { request_id: '1', errors: [notSupportedChoice('entity_id')] },
      ]),
    )
    expect(other.body).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice('note_type')] }]))
    expect((await session.send('DELETE', `/api/v4/contacts/notes/${id}`, undefined)).status).toBe(405)
    expect((await session.get(`/api/v4/companies/notes/${id}`)).status).toBe(204)
  })

  test('is pinned and let go', async () => {
    const contact = await createContact(session, {})
    const id = await addNote('contacts', contact, words('x'))
    const isPinned = async () => at((await session.get(`/api/v4/contacts/notes/${id}`)).body, 'is_pinned')

    const pinned = await session.send('POST', `/api/v4/contacts/notes/${id}/pin`, undefined)
    const during = await isPinned()
    await session.control('POST', '/switches', { pinStatus: 200 })
    const unpinned = await session.send('POST', `/api/v4/contacts/${contact}/notes/${id}/unpin`, undefined)

    expect([pinned.status, during, unpinned.status, await isPinned()]).toEqual([204, true, 200, false])
    expect((await session.send('POST', '/api/v4/contacts/notes/1/pin', undefined)).status).toBe(404)
  })

  test('that a colleague writes and deletes in the interface leaves its trace', async () => {
    const contact = await createContact(session, {})
    const act = (action: Record<string, unknown>) => session.control('POST', '/vendor', { entity: 'notes', ...action })

    const fields = { entity_type: 'contacts', entity_id: contact, ...words('UI') }
    const id = at((await act({ action: 'add', fields })).body, 0, 'id')
    await act({ action: 'edit', ids: [id], fields: { params: { text: 'UI 2' }, is_pinned: true } })
    const shown = await notes(`contacts/${contact}/notes`)
    await act({ action: 'delete', ids: [id] })

    expect(shown).toMatchObject([{ params: { text: 'UI 2' }, is_pinned: true, created_by: COLLEAGUE }])
    expect((await session.get(`/api/v4/contacts/${contact}/notes`)).status).toBe(204)
    expect((await eventTypes(session, 'contact', contact)).slice(0, 2)).toEqual([
      'common_note_deleted',
      'common_note_added',
    ])
  })

  test.each([true, false])('moves `updated_at` of its record, or does not: %j', async (notesBumpUpdatedAt) => {
    const contact = await createContact(session, {})
    const before = session.now()
    await session.control('POST', '/switches', { notesBumpUpdatedAt })
    session.advance(7000)

    await addNote('contacts', contact, words('x'))

    const { body } = await session.get(`/api/v4/contacts/${contact}`)
    expect(at(body, 'updated_at')).toBe(notesBumpUpdatedAt ? session.now() : before)
  })
})

describe('GET /contacts/notes', () => {
  test('filters by record, type, id and time, and orders', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const first = await addNote('contacts', a, words('1'))
    session.advance(60_000)
    const second = await addNote('contacts', b, { note_type: 'sms_in', params: { text: '2', phone: '+1' } })
    const both = `filter[entity_id][]=${a}&filter[entity_id][]=${b}`
    const ids = async (query: string) => (await notes(`contacts/notes?limit=250&${query}`)).map((note) => note['id'])

    expect(await ids(both)).toEqual([first, second])
    expect(await ids(`${both}&order[updated_at]=desc`)).toEqual([second, first])
    expect(await ids(`${both}&filter[note_type][]=sms_in`)).toEqual([second])
    expect(await ids(`filter[id][]=${first}`)).toEqual([first])
    expect(await ids(`${both}&filter[updated_at]=${session.now() - 1}`)).toEqual([second])
    expect(await ids(`${both}&filter[updated_at][to]=${session.now() - 1}`)).toEqual([first])
    expect(await ids(`filter[updated_at]=${session.now()}`)).toEqual([])
  })

  test('turns pages without those of trashed records', async () => {
    const gone = await createContact(session, {})
    await addNote('contacts', gone, words('gone'))
    await session.control('POST', '/vendor', { action: 'delete', entity: 'contacts', ids: [gone] })
    const kept = await createContact(session, {})
    const last = await addNote('contacts', kept, words('kept'))

    const order = 'order[id]=desc&limit=1'
    const { body } = await session.get(`/api/v4/contacts/notes?${order}`)

    expect(at(body, '_embedded', 'notes', 0, 'id')).toBe(last)
    expect(at((await notes(`contacts/notes?${order}&page=2`))[0], 'params')).not.toEqual({ text: 'gone' })
    expect(at(body, '_links', 'next')).toBeDefined()
  })
})
