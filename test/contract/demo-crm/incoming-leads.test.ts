import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { ADMIN, at, COLLEAGUE, create, createContact, listAt, notSupportedChoice } from './demo-session.ts'
import { startSession, tokenOf, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const PATH = '/api/v4/leads/unsorted'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 30 })
})
afterEach(async () => {
  await session.control('POST', '/switches', defaultSwitches)
  await session.control('POST', '/users', { userId: COLLEAGUE, rights: null })
  const ids = listAt((await session.get(`${PATH}?limit=250`)).body, '_embedded', 'unsorted').map((one) =>
    Number(at(one, '_embedded', 'contacts', 0, 'id')),
  )
  if (ids.length > 0) await session.control('POST', '/vendor', { action: 'accept', entity: 'contacts', ids })
})
afterAll(() => session.crm.close())

/** Somebody who came in by themselves. */
async function comeIn(name: string): Promise<{ readonly id: number; readonly uid: string }> {
  session.advance(1000)
  const id = await createContact(session, { name })
  await session.control('POST', '/vendor', { action: 'unsort', entity: 'contacts', ids: [id] })
  return { id, uid: String((await waiting())[0]?.['uid']) }
}

async function waiting(query = ''): Promise<Record<string, unknown>[]> {
  return listAt((await session.get(`${PATH}${query}`)).body, '_embedded', 'unsorted')
}

const sort = (uid: string, deed: string, body?: unknown, method = 'POST') =>
  session.send(method, `${PATH}/${uid}/${deed}`, body)

describe('incoming leads', () => {
  test('are the contacts that nobody has accepted, newest first whatever order is asked for', async () => {
    const none = await session.get(PATH)
    const first = await comeIn('First')
    const second = await comeIn('Second')

    const list = await waiting('?order[created_at]=asc')
    const pages = [await waiting('?limit=1'), await waiting('?limit=1&page=2')]
    const one = await session.get(`${PATH}/${first.uid}`)
    const missing = await session.get(`${PATH}/${first.uid}0`)

    expect([none.status, missing.status]).toEqual([204, 204])
    expect(list.map(({ uid }) => uid)).toEqual([second.uid, first.uid])
    expect(pages.map(([row]) => row?.['uid'])).toEqual([second.uid, first.uid])
    expect(one.body).toMatchObject({
      uid: first.uid,
      category: 'forms',
      pipeline_id: expect.any(Number) as number,
      account_id: 31540218,
      _embedded: { contacts: [{ id: first.id }], leads: [], companies: [] },
    })
  })

  test('tell those that came by chat from the others', async () => {
    const { id, uid } = await comeIn('Writes')
    await comeIn('Fills in a form')
    const fields = { channel: 'Telegram', contact_id: id }
    await session.control('POST', '/vendor', { action: 'add', entity: 'chats', fields })

    const chats = await waiting('?filter[category][]=chats')

    expect(chats.map((one) => [one['uid'], one['category']])).toEqual([[uid, 'chats']])
    expect((await waiting(`?filter[uid][]=${uid}`)).map((one) => one['uid'])).toEqual([uid])
  })

  test('that are accepted become leads with their contact, for the user and at the stage that were named', async () => {
    const { id, uid } = await comeIn('Accepted')
    const pipeline = at((await session.get('/api/v4/leads/pipelines')).body, '_embedded', 'pipelines', 0)
    const stages = listAt(pipeline, '_embedded', 'statuses').filter(({ type }) => type !== 1)
    const status_id = stages[1]?.['id']

    const answer = await sort(uid, 'accept', { user_id: COLLEAGUE, status_id })

    const leadId = Number(at(answer.body, '_embedded', 'leads', 0, 'id'))
    const lead = await session.get(`/api/v4/leads/${leadId}?with=contacts`)
    const contact = await session.get(`/api/v4/contacts/${id}`)
    expect(answer).toMatchObject({ status: 200, body: { uid, category: 'forms', pipeline_id: at(pipeline, 'id') } })
    expect(lead.body).toMatchObject({
      ...{ name: 'Accepted', status_id, responsible_user_id: COLLEAGUE },
      _embedded: { contacts: [{ id, is_main: true }] },
    })
    expect(contact.body).toMatchObject({ is_unsorted: false, responsible_user_id: COLLEAGUE })
    expect((await sort(uid, 'accept')).status).toBe(404)
    expect((await session.get(PATH)).status).toBe(204)
  })

  test('go to the caller and to the first open stage where nothing is named', async () => {
    const { uid } = await comeIn('Plain')
    const { body } = await sort(uid, 'accept')

    const lead = await session.get(`/api/v4/leads/${String(at(body, '_embedded', 'leads', 0, 'id'))}`)
    const main = at((await session.get('/api/v4/leads/pipelines')).body, '_embedded', 'pipelines', 0)
    const open = listAt(main, '_embedded', 'statuses').filter(({ type }) => type !== 1)

    expect(lead.body).toMatchObject({ responsible_user_id: ADMIN, status_id: open[0]?.['id'] })
  })

  test.each([
    ['trash', 204],
    ['keep', 200],
  ] as const)(
    'that are declined leave the list, and their contact goes by the switch: %s',
    async (position, status) => {
      await session.control('POST', '/switches', { declinedContact: position })
      const { id, uid } = await comeIn('Declined')

      const answer = await sort(uid, 'decline', { user_id: ADMIN }, 'DELETE')

      expect(answer).toMatchObject({ status: 200, body: { uid, _embedded: { contacts: [{ id }], leads: [] } } })
      expect((await session.get(`/api/v4/contacts/${id}`)).status).toBe(status)
      expect((await session.get(`${PATH}/${uid}`)).status).toBe(204)
    },
  )

  test('can be tied to a lead that is there', async () => {
    const { id, uid } = await comeIn('Tied')
    const entity_id = await create(session, 'leads', { name: 'Old' })

    const answer = await sort(uid, 'link', { link: { entity_id, entity_type: 'leads' } })

    const lead = await session.get(`/api/v4/leads/${entity_id}?with=contacts`)
    expect(answer).toMatchObject({ status: 200, body: { uid, _embedded: { leads: [{ id: entity_id }] } } })
    expect(lead.body).toMatchObject({ _embedded: { contacts: [{ id }] } })
    expect((await session.get(`/api/v4/contacts/${id}`)).body).toMatchObject({ is_unsorted: false })
  })

  test.each([
    ['accept', { status_id: 1 }, 'status_id'],
    ['accept', { user_id: 1 }, 'user_id'],
    ['link', { link: { entity_id: 1, entity_type: 'leads' } }, 'link.entity_id'],
    ['link', { link: { entity_id: 1, entity_type: 'companies' } }, 'link.entity_type'],
  ])('stay where they are when %s is asked for with %j', async (deed, body, path) => {
    const { uid } = await comeIn('Stays')

    const answer = await sort(uid, deed, body)

    const errors = [notSupportedChoice(path)]
    expect(answer).toMatchObject({ status: 400, body: validationBody([{ request_id: '0', errors }]) })
    expect((await waiting()).map((one) => one['uid'])).toEqual([uid])
  })

  test('are counted: what waits, and what became of the others', async () => {
    const before = (await session.get(`${PATH}/summary`)).body
    const [yes, no] = [await comeIn('Yes'), await comeIn('No')]
    await comeIn('Waits')
    await sort(yes.uid, 'accept')
    await sort(no.uid, 'decline', undefined, 'DELETE')

    const { body } = await session.get(`${PATH}/summary`)

    const grown = (key: string) => Number(at(body, key)) - Number(at(before, key))
    expect(['total', 'accepted', 'declined'].map(grown)).toEqual([3, 1, 1])
    expect(at(body, 'categories')).toEqual({
      ...{ sip: { total: 0 }, mail: { total: 0 } },
      ...{ forms: { total: 1 }, chats: { total: 0 } },
    })
  })

  test('are not there for who does not see their contacts, and kept from who may not make leads', async () => {
    const { uid } = await comeIn('Hidden')
    const token = await tokenOf(session, COLLEAGUE)
    const accept = () => session.send('POST', `${PATH}/${uid}/accept`, {}, { authorization: `Bearer ${token}` })
    await session.control('POST', '/users', { userId: COLLEAGUE, rights: { leads: { add: 'none' } } })
    const denied = await accept()
    await session.control('POST', '/users', { userId: COLLEAGUE, rights: { contacts: { view: 'own' } } })

    const list = await session.get(PATH, token)

    expect([denied.status, list.status, (await accept()).status]).toEqual([403, 204, 404])
  })
})
