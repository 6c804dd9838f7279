import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { at, COLLEAGUE, createContact, fieldMissing, listAt, notSupportedChoice, tokenOf } from './demo-session.ts'
import { startSession, validationBody } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

const PATH = '/api/v4/contacts/chats'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 200 })
})
afterEach(() => session.control('POST', '/switches', defaultSwitches))
afterAll(() => session.crm.close())

async function newChat(channel: string, contact_id?: number): Promise<string> {
  const fields = { channel, title: 'T', ...(contact_id === undefined ? {} : { contact_id }) }
  const { body } = await session.control('POST', '/vendor', { action: 'add', entity: 'chats', fields })
  return String(at(body, 0, 'id'))
}

function bind(contact_id: number, chat_id: string): Promise<Answer> {
  return session.send('POST', PATH, [{ contact_id, chat_id }])
}

async function chatsOf(contact: number): Promise<unknown[]> {
  const { body } = await session.get(`${PATH}?contact_id=${contact}`)
  return listAt(body, '_embedded', 'chats').map((chat) => chat['chat_id'])
}

describe('POST /contacts/chats', () => {
  test('ties a chat to a contact, in the form of the manual', async () => {
    const contact = await createContact(session, {})
    const chat = await newChat('Telegram')

    const { status, body } = await session.send('POST', PATH, [{ contact_id: contact, chat_id: chat }])

    const tie = { chat_id: chat, contact_id: contact, id: expect.any(Number) as number }
    expect(status).toBe(200)
    expect(body).toEqual({ _total_items: 1, _embedded: { chats: [{ ...tie, request_id: '0' }] } })
    const read = await session.get(`${PATH}?chat_id=${chat}`)
    expect(read.body).toEqual({ _total_items: 1, _embedded: { chats: [tie] } })
  })

  test('moves a chat that has a contact already; a contact may have several', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const [one, two] = [await newChat('Telegram', a), await newChat('WhatsApp', b)]
    const before = at((await session.get(`${PATH}?chat_id=${one}`)).body, '_embedded', 'chats', 0, 'id')

    const moved = await session.send('POST', PATH, [{ contact_id: b, chat_id: one, request_id: 'mine' }])

    expect(at(moved.body, '_embedded', 'chats', 0, 'request_id')).toBe('mine')
    expect(at(moved.body, '_embedded', 'chats', 0, 'id')).not.toBe(before)
    expect([await chatsOf(a), (await chatsOf(b)).toSorted()]).toEqual([[], [one, two].toSorted()])
  })

  test('answers a tie that stands as it is, and keeps its number when the account does', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const chat = await newChat('Telegram', a)
    const idOf = (answer: Answer) => at(answer.body, '_embedded', 'chats', 0, 'id')
    const first = idOf(await bind(a, chat))
    const again = idOf(await bind(a, chat))

    await session.control('POST', '/switches', { rebindChatLink: 'same-id' })

    expect([again, idOf(await bind(b, chat))]).toEqual([first, first])
  })

  test.each([
    ['Instagram', 'a channel of another integration'],
    ['Internal', 'a chat of users among themselves'],
  ])('does not know a chat of %s: %s', async (channel) => {
    const contact = await createContact(session, {})
    const chat = await newChat(channel, contact)

    const refused = await bind(contact, chat)

    expect(refused.body).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice('chat_id')] }]))
    expect(await chatsOf(contact)).toEqual([])
  })

  test('learns of a channel when it becomes that of this integration', async () => {
    const contact = await createContact(session, {})
    const chat = await newChat('Instagram', contact)
    await session.control('POST', '/channels', { channel: 'Instagram', owner: 'this-integration' })

    const shown = await chatsOf(contact)
    await session.control('POST', '/channels', { channel: 'Instagram', owner: 'another-integration' })

    expect([shown, await chatsOf(contact)]).toEqual([[chat], []])
  })

  test.each([
    [{ chat_id: 'x' }, fieldMissing('contact_id')],
    [{ contact_id: 1, chat_id: undefined }, notSupportedChoice('contact_id')],
  ])('refuses %j with %j among the rest', async (item, error) => {
    const { body } = await session.send('POST', PATH, [item])

    expect(listAt(body, 'validation-errors', 0, 'errors')).toContainEqual(error)
  })

  test('binds nothing when one of the ties is wrong', async () => {
    const contact = await createContact(session, {})
    const chat = await newChat('Telegram')

    const { status } = await session.send('POST', PATH, [
      { contact_id: contact, chat_id: chat },
      { contact_id: 1, chat_id: chat },
    ])

    expect([status, await chatsOf(contact)]).toEqual([400, []])
  })
})

describe('GET /contacts/chats', () => {
  test('takes several contacts or chats, and both', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const [one, two] = [await newChat('Telegram', a), await newChat('Telegram', b)]
    const ask = async (query: string) =>
      listAt((await session.get(`${PATH}?${query}`)).body, '_embedded', 'chats').length

    expect(await ask(`contact_id[]=${a}&contact_id[]=${b}`)).toBe(2)
    expect(await ask(`chat_id[]=${one}&chat_id[]=${two}`)).toBe(2)
    expect(await ask(`contact_id=${a}&chat_id=${two}`)).toBe(0)
  })

  test('needs one of them, and is 204 or an empty list when there is nothing', async () => {
    const contact = await createContact(session, {})

    expect((await session.get(PATH)).body).toEqual(
      validationBody([{ request_id: '0', errors: [fieldMissing('contact_id')] }]),
    )
    expect((await session.get(`${PATH}?contact_id=${contact}`)).status).toBe(204)
    await session.control('POST', '/switches', { noChats: 'empty-list' })
    expect((await session.get(`${PATH}?contact_id=${contact}`)).body).toEqual({
      _total_items: 0,
      _embedded: { chats: [] },
    })
  })

  test('gives the contact of an incoming lead for a chat that waits there', async () => {
    const contact = await createContact(session, { name: 'Waiting' })
    await session.control('POST', '/vendor', { action: 'unsort', entity: 'contacts', ids: [contact] })
    const chat = await newChat('Telegram', contact)

    const { body } = await session.get(`${PATH}?chat_id=${chat}`)

    expect(at(body, '_embedded', 'chats', 0, 'contact_id')).toBe(contact)
    expect((await session.get(`/api/v4/contacts/${contact}`)).body).toMatchObject({ is_unsorted: true })
    await session.control('POST', '/vendor', { action: 'accept', entity: 'contacts', ids: [contact] })
    expect((await session.get(`/api/v4/contacts/${contact}`)).body).toMatchObject({ is_unsorted: false })
  })

  test('has chats of seeded contacts', async () => {
    const { body } = await session.control('GET', '/chats')

    const bound = listAt(body, 'chats').filter((chat) => chat['contactId'] !== null)
    expect(listAt(body, 'channels')).toHaveLength(4)
    expect(bound.filter((chat) => chat['owner'] === 'this-integration').length).toBeGreaterThan(5)
    expect(bound.filter((chat) => chat['owner'] === 'another-integration').length).toBeGreaterThan(1)
  })
})

describe('chats', () => {
  test('are for administrators', async () => {
    const token = await tokenOf(session, COLLEAGUE)

    expect((await session.get(`${PATH}?contact_id=1`, token)).status).toBe(403)
    const tie = [{ contact_id: 1, chat_id: 'x' }]
    expect((await session.send('POST', PATH, tie, { authorization: `Bearer ${token}` })).status).toBe(403)
  })

  test.each([401, 400, 403] as const)('want no session of a browser: %i', async (cookieStatus) => {
    const contact = await createContact(session, {})
    const chat = await newChat('Telegram')
    await session.control('POST', '/switches', { cookieStatus })

    const answer = await session.send('POST', PATH, [{ contact_id: contact, chat_id: chat }], {
      cookie: 'session_id=1',
    })

    expect(answer).toMatchObject({ status: cookieStatus, body: { status: cookieStatus } })
    expect(await chatsOf(contact)).toEqual([])
  })

  test('go to the survivor of a merge, and away with a contact that is trashed', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const chat = await newChat('Telegram', b)

    await session.control('POST', '/vendor', { action: 'merge', entity: 'contacts', ids: [a, b] })
    const merged = await chatsOf(a)
    await session.control('POST', '/vendor', { action: 'delete', entity: 'contacts', ids: [a] })

    expect([merged, await chatsOf(a)]).toEqual([[chat], []])
  })

  test('are given to somebody else, or to nobody, in the interface of the vendor', async () => {
    const [a, b] = [await createContact(session, {}), await createContact(session, {})]
    const chatId = await newChat('Telegram', a)
    const act = (contactId: number | null) =>
      session.control('POST', '/vendor', { action: 'bind', entity: 'chats', chatId, contactId })

    await act(b)
    const moved = [await chatsOf(a), await chatsOf(b)]
    await act(null)

    expect(moved).toEqual([[], [chatId]])
    expect(await chatsOf(b)).toEqual([])
  })

  test.each([true, false])('move `updated_at` of their contact, or do not: %j', async (chatsBumpUpdatedAt) => {
    const contact = await createContact(session, {})
    const before = session.now()
    await session.control('POST', '/switches', { chatsBumpUpdatedAt })
    session.advance(7000)

    await bind(contact, await newChat('Telegram'))

    const { body } = await session.get(`/api/v4/contacts/${contact}`)
    expect(at(body, 'updated_at')).toBe(chatsBumpUpdatedAt ? session.now() : before)
  })
})
