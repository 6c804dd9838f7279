import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, COLLEAGUE, create, createContact, eventTypes, listAt, startSession, tokenOf } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterAll(() => session.crm.close())

const phone = (value: string) => ({ custom_fields_values: [{ field_code: 'PHONE', values: [{ value }] }] })
const call = (number: string, more: object = {}): object => ({
  ...{ direction: 'inbound', phone: number, duration: 148, source: 'My exchange', uniq: 'u1' },
  ...{ link: 'https://example.com/a.mp3', call_result: 'Talked', call_status: 4, ...more },
})
const post = (...items: readonly object[]) => session.send('POST', '/api/v4/calls', items)

describe('calls', () => {
  test('stand as notes of the contact that has the number, however it is written', async () => {
    const id = await createContact(session, { name: 'Caller', ...phone('8 (912) 555-01-77') })

    const answer = await post(call('+79125550177', { request_id: 'mine' }))
    const notes = listAt((await session.get(`/api/v4/contacts/${id}/notes`)).body, '_embedded', 'notes')

    expect(answer).toMatchObject({ status: 200, body: { _total_items: 1, errors: [] } })
    expect(at(answer.body, '_embedded', 'calls', 0)).toMatchObject({
      ...{ id: notes[0]?.['id'], entity_id: id, entity_type: 'contact', account_id: 31540218, request_id: 'mine' },
      _embedded: { entity: { id } },
    })
    expect(notes).toMatchObject([
      { note_type: 'call_in', params: { phone: '+79125550177', duration: 148, source: 'My exchange', call_status: 4 } },
    ])
    expect(await eventTypes(session, 'contact', id)).toContain('incoming_call')
  })

  test('stand at a company where no contact has the number, and say which way they went', async () => {
    const id = await create(session, 'companies', { name: 'Firm', ...phone('+7 495 555-02-88') })

    await post(call('84955550288', { direction: 'outbound' }))

    const notes = listAt((await session.get(`/api/v4/companies/${id}/notes`)).body, '_embedded', 'notes')
    expect(notes).toMatchObject([{ note_type: 'call_out' }])
  })

  test('of nobody who is known are told one by one, and are an error when all are', async () => {
    await createContact(session, { name: 'Known', ...phone('+79125550399') })

    const some = await post(call('+70000000001'), call('+79125550399'))
    const none = await post(call('+70000000001'))

    expect(some).toMatchObject({
      ...{ status: 200, body: { _total_items: 1, errors: [{ request_id: '0', status: 263 }] } },
    })
    expect(none).toMatchObject({ status: 400, body: { _total_items: 0, errors: [{ title: 'Entity not found' }] } })
  })

  test('are refused at what is missing or wrong', async () => {
    const missing = await post({})
    const wrong = await post(call('+79125550177', { direction: 'sideways' }))

    const paths = listAt(missing.body, 'validation-errors', 0, 'errors').map(({ path }) => path)
    expect([missing.status, paths]).toEqual([400, ['direction', 'duration', 'source', 'phone']])
    expect(wrong).toMatchObject({
      ...{
        status: 400,
        body: { 'validation-errors': [{ errors: [{ code: 'NotSupportedChoice', path: 'direction' }] }] },
      },
    })
  })

  test('do not find who the caller does not see', async () => {
    await createContact(session, { name: 'Hidden', ...phone('+79125550466') })
    await session.control('POST', '/users', { userId: COLLEAGUE, rights: { contacts: { view: 'own' } } })
    const authorization = `Bearer ${await tokenOf(session, COLLEAGUE)}`

    const answer = await session.send('POST', '/api/v4/calls', [call('+79125550466')], { authorization })

    await session.control('POST', '/users', { userId: COLLEAGUE, rights: null })
    expect(answer.status).toBe(400)
  })
})

describe('reasons for a loss', () => {
  const PATH = '/api/v4/leads/loss_reasons'

  test('are made, changed and deleted', async () => {
    const made = await session.send('POST', PATH, [{ name: 'Too late', sort: 3, request_id: 'mine' }])
    const id = String(at(made.body, '_embedded', 'loss_reasons', 0, 'id'))

    const changed = await session.send('PATCH', `${PATH}/${id}`, { name: 'Much too late' })
    const first = at((await session.get(PATH)).body, '_embedded', 'loss_reasons', 0)
    const deleted = await session.send('DELETE', `${PATH}/${id}`, undefined)

    expect(made).toMatchObject({
      status: 200,
      body: { _embedded: { loss_reasons: [{ request_id: 'mine', sort: 3 }] } },
    })
    expect([changed.body, first]).toMatchObject([{ name: 'Much too late' }, { name: 'Much too late' }])
    expect([deleted.status, (await session.get(`${PATH}/${id}`)).status]).toEqual([204, 204])
  })

  test('are for administrators, have names, and are there', async () => {
    const authorization = `Bearer ${await tokenOf(session, COLLEAGUE)}`

    const answers = await Promise.all([
      session.send('POST', PATH, [{ name: 'Theirs' }], { authorization }),
      session.send('POST', PATH, [{ sort: 1 }]),
      session.send('PATCH', `${PATH}/1`, { name: 'Nothing' }),
      session.send('PATCH', `${PATH}/4203748`, { name: ['no'] }),
    ])

    expect(answers.map(({ status }) => status)).toEqual([403, 400, 404, 400])
  })
})
