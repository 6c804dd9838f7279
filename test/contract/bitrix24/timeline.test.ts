import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, column, failed, rows, startPortal, TRAINEE, webhookOf } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let contact: number

beforeAll(async () => {
  session = await startPortal({ contacts: 50 })
  contact = await add(session, 'contact', { NAME: 'Timeline' })
})
afterAll(() => session.crm.close())

describe('crm.timeline.comment', () => {
  const comment = (COMMENT: unknown, more: Params = {}): Params => ({
    ENTITY_ID: contact,
    ENTITY_TYPE: 'contact',
    COMMENT,
    ...more,
  })

  test('adds, reads, changes and deletes', async () => {
    const id = await session.result('crm.timeline.comment.add', { fields: comment('Hello') })
    const changed = await session.result('crm.timeline.comment.update', { id, fields: { COMMENT: 'Bye' } })

    expect(await session.result('crm.timeline.comment.get', { id })).toEqual({
      ...{ ID: String(id), ENTITY_ID: String(contact), ENTITY_TYPE: 'contact', CREATED: '2025-06-01T15:00:00+03:00' },
      ...{ COMMENT: 'Bye', AUTHOR_ID: '1', FILES: {} },
    })
    expect(changed).toBe(id)
    expect(await session.result('crm.timeline.comment.delete', { id })).toBeNull()
    expect(await session.call('crm.timeline.comment.get', { id })).toMatchObject(failed('Not found.') as object)
    expect(await session.result('crm.timeline.comment.fields')).toMatchObject({ COMMENT: { isRequired: true } })
  })

  test('lists those of one record, in order', async () => {
    const other = await add(session, 'lead', { TITLE: 'Other' })
    const ids = [
      await session.result('crm.timeline.comment.add', {
        fields: { ENTITY_ID: other, ENTITY_TYPE: 'lead', COMMENT: 'a', FILES: [['a.txt', 'YQ==']] },
      }),
    ]
    ids.push(
      await session.result('crm.timeline.comment.add', {
        fields: { ENTITY_ID: other, ENTITY_TYPE: 'lead', COMMENT: 'b' },
      }),
    )

    const { body } = await session.call('crm.timeline.comment.list', {
      filter: { ENTITY_ID: other, ENTITY_TYPE: 'lead' },
      order: { ID: 'DESC' },
    })

    expect([column(at(body, 'result'), 'COMMENT'), at(body, 'total')]).toEqual([['b', 'a'], 2])
    expect(Object.values(at(body, 'result', 1, 'FILES') as object)).toMatchObject([{ name: 'a.txt' }])
  })

  test('is the last activity of its record', async () => {
    session.advance(7000)
    await session.result('crm.timeline.comment.add', { fields: comment('x') })

    const read = await session.result('crm.contact.get', { id: contact })

    expect(at(read, 'LAST_ACTIVITY_TIME')).toBe('2025-06-01T15:00:07+03:00')
    expect(at(read, 'DATE_MODIFY')).toBe('2025-06-01T15:00:00+03:00')
  })

  test.each([
    [{ ENTITY_TYPE: 'contact', COMMENT: 'x' }, '100'],
    [{ ENTITY_ID: 999_999, ENTITY_TYPE: 'contact', COMMENT: 'x' }, 'OWNER_NOT_FOUND'],
    [{ ENTITY_ID: 1, ENTITY_TYPE: 'contact', COMMENT: ' ' }, 'INVALID_ARG_VALUE'],
  ])('add with %j is refused as %s', async (fields, error) => {
    expect(await session.call('crm.timeline.comment.add', { fields })).toMatchObject({ status: 400, body: { error } })
  })

  test('takes fields in small letters alone, and tells rights with a code', async () => {
    const hook = await webhookOf(session, TRAINEE)

    expect((await session.call('crm.timeline.comment.add', { FIELDS: comment('x') })).status).toBe(400)
    expect(await session.callBy(hook, 'crm.timeline.comment.add', { fields: comment('x') })).toMatchObject({
      body: { error: 'ACCESS_DENIED' },
    })
    expect(await session.call('crm.timeline.comment.update', { id: 999_999, fields: { COMMENT: 'x' } })).toMatchObject({
      body: { error: 'NOT_FOUND' },
    })
  })
})

describe('crm.activity', () => {
  const call = (more: Params = {}): Params => ({
    ...{ OWNER_TYPE_ID: 3, OWNER_ID: contact, TYPE_ID: 2, SUBJECT: 'Call', RESPONSIBLE_ID: 1 },
    ...{
      COMMUNICATIONS: [{ VALUE: '+7', ENTITY_ID: contact, ENTITY_TYPE_ID: 3 }],
      START_TIME: '2025-06-02T10:00:00+03:00',
      ...more,
    },
  })

  test('adds, reads, changes, completes and deletes', async () => {
    const id = await session.result('crm.activity.add', { fields: call() })
    await session.result('crm.activity.update', { id, fields: { COMPLETED: 'Y', DESCRIPTION: 'Done' } })

    const found = await session.result('crm.activity.get', { id })

    expect(found).toMatchObject({
      ...{
        ID: String(id),
        OWNER_ID: String(contact),
        OWNER_TYPE_ID: '3',
        TYPE_ID: '2',
        PROVIDER_ID: 'VOXIMPLANT_CALL',
        SUBJECT: 'Call',
      },
      ...{
        START_TIME: '2025-06-02T10:00:00+03:00',
        COMPLETED: 'Y',
        STATUS: '2',
        DESCRIPTION: 'Done',
        AUTHOR_ID: '1',
        SETTINGS: [],
      },
    })
    expect(rows(found, 'COMMUNICATIONS')).toMatchObject([{ VALUE: '+7', ENTITY_ID: String(contact) }])
    expect(await session.result('crm.activity.delete', { id })).toBe(true)
    expect((await session.call('crm.activity.get', { id })).status).toBe(400)
    expect(await session.result('crm.activity.communication.fields')).toMatchObject({ VALUE: { type: 'string' } })
    expect(await session.result('crm.activity.fields')).toMatchObject({ SUBJECT: { type: 'string' } })
  })

  test('is the business of who adds it, where nobody else is named', async () => {
    const id = await session.result('crm.activity.add', { fields: call({ RESPONSIBLE_ID: '' }) })

    expect(at(await session.result('crm.activity.get', { id }), 'RESPONSIBLE_ID')).toBe('1')
    expect(await session.result('crm.activity.fields')).toMatchObject({
      ...{ COMMUNICATIONS: { type: 'crm_activity_communication' }, SETTINGS: { type: 'object' } },
    })
  })

  test('plans things to do', async () => {
    const made = await session.result('crm.activity.todo.add', {
      ownerTypeId: 3,
      ownerId: contact,
      deadline: '2025-07-01T10:00:00+03:00',
      title: 'Ring',
      responsibleId: 2,
    })

    expect(await session.result('crm.activity.get', { id: at(made, 'id') })).toMatchObject({
      ...{
        SUBJECT: 'Ring',
        PROVIDER_ID: 'CRM_TODO',
        TYPE_ID: '6',
        DEADLINE: '2025-07-01T10:00:00+03:00',
        RESPONSIBLE_ID: '2',
        COMPLETED: 'N',
      },
    })
    const bad = { ownerTypeId: 3, ownerId: contact, deadline: 'soon' }
    expect(await session.call('crm.activity.todo.add', bad)).toMatchObject({ body: { error: 'WRONG_DATETIME_FORMAT' } })
    expect(
      await session.call('crm.activity.todo.add', { ...bad, ownerId: 999_999, deadline: '2025-07-01' }),
    ).toMatchObject({ body: { error: 'OWNER_NOT_FOUND' } })
  })

  test('lists those of a record by their start, with communications where they are named', async () => {
    const owner = await add(session, 'deal', { TITLE: 'Busy' })
    const about = { OWNER_TYPE_ID: 2, OWNER_ID: owner }
    await session.result('crm.activity.add', {
      fields: call({ ...about, SUBJECT: 'Late', START_TIME: '2025-06-05 10:00:00' }),
    })
    await session.result('crm.activity.add', {
      fields: call({ ...about, SUBJECT: 'Soon', START_TIME: '2025-06-03 10:00:00' }),
    })

    const byBinding = await session.call('crm.activity.list', {
      filter: { BINDINGS: [about] },
      select: ['SUBJECT', 'COMMUNICATIONS'],
    })
    const byOwner = await session.result('crm.activity.list', {
      filter: { ...about, COMPLETED: 'N' },
      order: { ID: 'ASC' },
    })

    expect([column(at(byBinding.body, 'result'), 'SUBJECT'), at(byBinding.body, 'total')]).toEqual([
      ['Soon', 'Late'],
      2,
    ])
    expect(Object.keys(at(byBinding.body, 'result', 0) as object)).toEqual(['SUBJECT', 'COMMUNICATIONS'])
    expect([column(byOwner, 'SUBJECT'), at(byOwner, 0, 'COMMUNICATIONS')]).toEqual([['Late', 'Soon'], undefined])
  })

  test.each(['OWNER_TYPE_ID', 'OWNER_ID', 'SUBJECT', 'COMMUNICATIONS'])('add without %s is refused', async (name) => {
    expect(await session.call('crm.activity.add', { fields: call({ [name]: '' }) })).toMatchObject({ status: 400 })
  })
})

describe('chats of open lines', () => {
  test('belong to contacts, and the closed ones show when they are asked for', async () => {
    await session.control('POST', '/bitrix24/chats', {
      entity: 'contact',
      entityId: contact,
      connectorId: 'telegram',
      connectorTitle: 'Telegram',
    })
    const last = await session.control('POST', '/bitrix24/chats', {
      entity: 'contact',
      entityId: contact,
      isActive: false,
    })
    const about = { CRM_ENTITY_TYPE: 'contact', CRM_ENTITY: contact }

    const active = await session.result('imopenlines.crm.chat.get', about)
    const all = await session.result('imopenlines.crm.chat.get', { ...about, ACTIVE_ONLY: 'N' })

    expect(active).toEqual([
      { CHAT_ID: expect.stringMatching(/^\d+$/) as string, CONNECTOR_ID: 'telegram', CONNECTOR_TITLE: 'Telegram' },
    ])
    expect(rows(all)).toHaveLength(2)
    expect(await session.result('imopenlines.crm.chat.getLastId', about)).toBe(at(last.body, 'id'))
    expect((await session.call('imopenlines.crm.chat.get', {})).status).toBe(400)
  })

  test('of seeded contacts go with the imol value on them', async () => {
    const imol = String(at(await session.result('crm.contact.get', { id: 25 }), 'IM', 0, 'VALUE'))

    const [chat] = rows(
      await session.result('imopenlines.crm.chat.get', { CRM_ENTITY_TYPE: 'CONTACT', CRM_ENTITY: 25 }),
    )

    expect(imol.split('|').slice(0, 2)).toEqual(['imol', 'livechat'])
    expect(chat).toMatchObject({ CHAT_ID: imol.split('|')[3], CONNECTOR_ID: 'livechat' })
  })
})
