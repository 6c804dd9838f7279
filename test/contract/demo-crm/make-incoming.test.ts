import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, COLLEAGUE, createContact, listAt, startSession, tokenOf } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const PATH = '/api/v4/leads/unsorted'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterAll(() => session.crm.close())

const FORM = { form_id: 'f1', form_name: 'Feedback', form_page: 'https://example.com', form_sent_at: 1_735_000_000 }
const CALL = {
  ...{ from: '+79123456789', phone: '135', called_at: 1_735_000_000, duration: 135 },
  ...{ link: 'https://example.com/a.mp3', service_code: 'my_telephony', uniq: 'u1' },
}
const incoming = (more: object = {}): object => ({
  ...{ source_name: 'Site', source_uid: 'site-1', metadata: FORM, created_at: 1_735_000_100 },
  _embedded: {
    leads: [{ name: 'Big order', price: 5000 }],
    contacts: [{ name: 'Anna', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79001112233' }] }] }],
    companies: [{ name: 'Firm' }],
  },
  ...more,
})
const post = (kind: 'forms' | 'sip', ...items: readonly object[]) => session.send('POST', `${PATH}/${kind}`, items)
const complaints = (body: unknown): unknown[] =>
  listAt(body, 'validation-errors', 0, 'errors').map(({ code, path }) => [code, path])

describe('an incoming lead that is made', () => {
  test('waits with what was told of it, and brings its contact and company', async () => {
    const made = await post('forms', incoming({ request_id: 'mine' }))
    const one = listAt(made.body, '_embedded', 'unsorted')[0]
    const contactId = Number(at(one, '_embedded', 'contacts', 0, 'id'))

    const read = await session.get(`${PATH}/${String(one?.['uid'])}`)
    const contact = await session.get(`/api/v4/contacts/${contactId}?with=leads`)

    expect(made).toMatchObject({ status: 200, body: { _total_items: 1 } })
    expect(one).toMatchObject({ request_id: 'mine', account_id: 31540218, _embedded: { leads: [] } })
    expect(read.body).toMatchObject({
      ...{ source_uid: 'site-1', source_name: 'Site', category: 'forms', created_at: 1_735_000_100, metadata: FORM },
      _embedded: { contacts: [{ id: contactId }], companies: [{}] },
    })
    expect(contact.body).toMatchObject({ name: 'Anna', is_unsorted: true, _embedded: { companies: [{}], leads: [] } })
  })

  test('becomes the lead that was told of, in its pipeline', async () => {
    const pipelines = listAt((await session.get('/api/v4/leads/pipelines')).body, '_embedded', 'pipelines')
    const second = pipelines.find((pipeline) => pipeline['is_main'] === false)
    const made = await post('sip', incoming({ metadata: CALL, pipeline_id: second?.['id'] }))
    const uid = String(at(made.body, '_embedded', 'unsorted', 0, 'uid'))

    const listed = await session.get(`${PATH}?filter[category][]=sip`)
    const accepted = await session.send('POST', `${PATH}/${uid}/accept`, {})
    const id = String(at(accepted.body, '_embedded', 'leads', 0, 'id'))
    const lead = await session.get(`/api/v4/leads/${id}?with=contacts`)

    expect(listAt(listed.body, '_embedded', 'unsorted').map((one) => one['uid'])).toEqual([uid])
    expect(lead.body).toMatchObject({ name: 'Big order', price: 5000, pipeline_id: second?.['id'] })
    expect((await session.get(`${PATH}/${uid}`)).status).toBe(204)
  })

  test('has a contact even if none was told of', async () => {
    const made = await post('forms', incoming({ _embedded: { leads: [{ name: 'Alone' }] } }))
    const id = String(at(made.body, '_embedded', 'unsorted', 0, '_embedded', 'contacts', 0, 'id'))

    expect((await session.get(`/api/v4/contacts/${id}`)).body).toMatchObject({ name: '', is_unsorted: true })
  })

  // An empty map of PHP is a list: so the vendor's own client sends one.
  test.each([
    ['accept', 'POST'],
    ['decline', 'DELETE'],
  ])('is sorted by an empty list as by nothing: %s', async (deed, method) => {
    const made = await post('forms', incoming())
    const uid = String(at(made.body, '_embedded', 'unsorted', 0, 'uid'))

    const sorted = await session.send(method, `${PATH}/${uid}/${deed}`, [])

    expect(sorted).toMatchObject({ status: 200, body: { uid, category: 'forms', created_at: 1_735_000_100 } })
  })

  test('that came in by itself has every key that the vendor has, and goes to who sorts it as nobody in particular', async () => {
    const plain = await createContact(session, { name: 'By itself' })
    const withChat = await createContact(session, { name: 'By chat' })
    await session.control('POST', '/vendor', { action: 'unsort', entity: 'contacts', ids: [plain, withChat] })
    const { body } = await session.control('GET', '/chats')
    const chatId = listAt(body, 'chats').find(({ owner }) => owner === 'this-integration')?.['id']
    await session.send('POST', '/api/v4/contacts/chats', [{ chat_id: chatId, contact_id: withChat }])

    const list = listAt((await session.get(`${PATH}?limit=250`)).body, '_embedded', 'unsorted')
    const of = (id: number) => list.find((one) => at(one, '_embedded', 'contacts', 0, 'id') === id)
    const accepted = await session.send('POST', `${PATH}/${String(of(plain)?.['uid'])}/accept`, { user_id: 0 })

    expect(Object.keys(of(plain)?.['metadata'] as object)).toEqual(expect.arrayContaining(Object.keys(FORM)))
    expect(of(withChat)).toMatchObject({
      category: 'chats',
      metadata: { from: 'By chat', received_at: expect.any(Number) as number, origin: { chat_id: chatId } },
    })
    expect(accepted.status).toBe(200)
  })

  test('is refused at the very key that is missing or wrong', async () => {
    const answers = await Promise.all([
      post('forms', { metadata: FORM }),
      post('forms', incoming({ metadata: { ...FORM, form_page: undefined } })),
      post('sip', incoming()),
      post('forms', incoming({ pipeline_id: 1 })),
      post('forms', incoming({ _embedded: { contacts: [{ responsible_user_id: 1 }] } })),
      post('forms', incoming({ _embedded: { contacts: [{}, {}] } })),
    ])

    expect(answers.map(({ status, body }) => [status, complaints(body)])).toEqual([
      [400, expect.arrayContaining([['FieldMissing', 'source_uid']])],
      [400, [['FieldMissing', 'metadata.form_page']]],
      [400, expect.arrayContaining([['FieldMissing', 'metadata.service_code']])],
      [400, [['NotSupportedChoice', 'pipeline_id']]],
      [400, [['NotSupportedChoice', '_embedded.contacts.0.responsible_user_id']]],
      [400, [['TooMany', '_embedded.contacts']]],
    ])
  })

  test('is not for those who may add no leads', async () => {
    await session.control('POST', '/users', { userId: COLLEAGUE, rights: { leads: { add: 'none' } } })
    const token = await tokenOf(session, COLLEAGUE)

    const refused = await session.send('POST', `${PATH}/forms`, [incoming()], { authorization: `Bearer ${token}` })

    await session.control('POST', '/users', { userId: COLLEAGUE, rights: null })
    expect(refused.status).toBe(403)
  })
})
