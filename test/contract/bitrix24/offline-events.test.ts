import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, column, rows, startPortal, tokenOf } from './portal-session.ts'
import type { Answer, Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let token: string

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
  token = await tokenOf(session)
})
beforeEach(async () => {
  await session.turn(defaultPortalSwitches)
  await app('event.unbind')
  for (const connector of ['', 'kartoteka']) await app('event.offline.get', { limit: 1000, auth_connector: connector })
})
afterAll(() => session.crm.close())

const app = (method: string, params: Params = {}): Promise<Answer> => session.callWith(token, method, params)
const bindOffline = (event: string, more: Params = {}): Promise<Answer> =>
  app('event.bind', { event, event_type: 'offline', ...more })
const read = async (params: Params = {}): Promise<unknown> =>
  at((await app('event.offline.get', { clear: 0, ...params })).body, 'result')
const names = (result: unknown): unknown[] => column(at(result, 'events'), 'EVENT_NAME')

describe('the queue of offline events', () => {
  test('holds what happened by any family of methods, with who did it', async () => {
    for (const deed of ['Add', 'Update', 'Delete']) await bindOffline(`onCrmContact${deed}`)
    const id = await add(session, 'contact', { NAME: 'E' })
    await session.result('crm.item.update', { entityTypeId: 3, id, fields: { name: 'F' } })
    await session.result('crm.contact.delete', { id })

    const result = await read()

    expect(names(result)).toEqual(['ONCRMCONTACTADD', 'ONCRMCONTACTUPDATE', 'ONCRMCONTACTDELETE'])
    expect(at(result, 'events', 0)).toEqual({
      ID: expect.stringMatching(/^\d+$/) as string,
      TIMESTAMP_X: '2025-06-01T15:00:00+03:00',
      EVENT_NAME: 'ONCRMCONTACTADD',
      EVENT_DATA: { FIELDS: { ID: id } },
      EVENT_ADDITIONAL: { user_id: '1' },
      MESSAGE_ID: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    })
    expect(at(result, 'process_id')).toMatch(/^[0-9a-f]{32}$/)
  })

  test('holds that a deal went to another pipeline, and where it stands there', async () => {
    for (const event of ['onCrmDealUpdate', 'onCrmDealMoveToCategory']) await bindOffline(event)
    const id = await add(session, 'deal', { TITLE: 'Moving' })
    await session.result('crm.item.update', { entityTypeId: 2, id, fields: { categoryId: 1 } })

    const result = await read()

    expect(names(result)).toEqual(['ONCRMDEALUPDATE', 'ONCRMDEALMOVETOCATEGORY'])
    expect(at(result, 'events', 1, 'EVENT_DATA')).toEqual({ FIELDS: { ID: id, CATEGORY_ID: 1, STAGE_ID: 'C1:NEW' } })
  })

  test('keeps one row for a change that is repeated, until somebody reads it', async () => {
    await bindOffline('onCrmContactUpdate')
    const change = () => session.result('crm.contact.update', { id: 1, fields: { POST: 'x' } })
    await change()
    session.advance(60_000)
    await change()
    const first = await read()
    await change()
    const second = await read()

    expect([rows(first, 'events').length, rows(second, 'events').length]).toEqual([1, 1])
    expect(at(first, 'events', 0, 'TIMESTAMP_X')).toBe('2025-06-01T15:01:00+03:00')
    expect(at(first, 'events', 0, 'MESSAGE_ID')).toBe(at(second, 'events', 0, 'MESSAGE_ID'))
    expect(at(first, 'events', 0, 'ID')).not.toBe(at(second, 'events', 0, 'ID'))
  })

  test('hides what is reserved from others, gives it again by its name, and forgets it when it is confirmed', async () => {
    await bindOffline('onCrmContactAdd')
    await add(session, 'contact', { NAME: 'R' })
    const first = await read()
    const process_id = at(first, 'process_id')

    const others = await read()
    const again = await read({ process_id })
    const cleared = await app('event.offline.clear', { process_id })
    const after = await read({ process_id })

    expect(names(others)).toEqual([])
    expect(again).toEqual(first)
    expect([at(cleared.body, 'result'), names(after)]).toEqual([true, []])
    expect(at((await app('event.offline.clear', { process_id: 'nobody' })).body, 'result')).toBe(true)
  })

  test('confirms single rows by number or by message', async () => {
    await bindOffline('onCrmContactAdd')
    for (const NAME of ['A', 'B', 'C']) await add(session, 'contact', { NAME })
    const result = await read()
    const process_id = at(result, 'process_id')
    const [a, b] = rows(result, 'events')

    await app('event.offline.clear', { process_id, id: [a?.['ID']] })
    await app('event.offline.clear', { process_id, message_id: [b?.['MESSAGE_ID']] })

    expect(rows(await read({ process_id }), 'events')).toHaveLength(1)
    expect(await app('event.offline.clear', { process_id, message_id: ['short'] })).toMatchObject({
      status: 400,
      body: { error: 'ERROR_ARGUMENT' },
    })
    expect((await app('event.offline.clear', {})).status).toBe(400)
  })

  test.each([
    ['message_id', 1],
    ['id', 0],
  ] as const)('goes by %s, as the switch says, where a number and a message are both named', async (clearBy, left) => {
    await session.turn({ clearBy })
    await bindOffline('onCrmContactAdd')
    for (const NAME of ['A', 'B']) await add(session, 'contact', { NAME })
    const result = await read()
    const process_id = at(result, 'process_id')
    const [a, b] = rows(result, 'events')

    await app('event.offline.clear', { process_id, id: [a?.['ID']], message_id: [b?.['MESSAGE_ID']] })

    const [kept] = rows(await read({ process_id }), 'events')
    expect(kept?.['ID']).toBe([b, a][left]?.['ID'])
  })

  test('takes rows back that failed, and shows them only to who asks for them', async () => {
    await bindOffline('onCrmContactAdd')
    await add(session, 'contact', { NAME: 'Bad' })
    const result = await read()
    const message_id = [at(result, 'events', 0, 'MESSAGE_ID')]

    const flagged = await app('event.offline.error', { process_id: at(result, 'process_id'), message_id })

    expect(at(flagged.body, 'result')).toBe(true)
    expect([names(await read()), names(await read({ error: 1 }))]).toEqual([[], ['ONCRMCONTACTADD']])
  })

  test('is emptied by a plain read', async () => {
    await bindOffline('onCrmContactAdd')
    await add(session, 'contact', { NAME: 'C' })

    const first = at((await app('event.offline.get')).body, 'result')
    const second = at((await app('event.offline.get')).body, 'result')

    expect([at(first, 'process_id'), names(first), names(second)]).toEqual([null, ['ONCRMCONTACTADD'], []])
  })

  test('reads a limited number, filtered and in order', async () => {
    for (const deed of ['Add', 'Update']) await bindOffline(`onCrmContact${deed}`)
    const id = await add(session, 'contact', { NAME: '1' })
    session.advance(1000)
    await session.result('crm.contact.update', { id, fields: { POST: 'x' } })

    const newest = await read({ limit: 1, order: { TIMESTAMP_X: 'DESC' } })
    const added = await read({ filter: { '=EVENT_NAME': 'onCrmContactAdd' } })

    expect([names(newest), names(added)]).toEqual([['ONCRMCONTACTUPDATE'], ['ONCRMCONTACTADD']])
  })

  test.each([
    [{ filter: { NOTHING: 1 } }, 'Filter field not allowed: NOTHING'],
    [{ filter: { '!ID': 1 } }, 'Filter operation not allowed: !'],
    [{ filter: { PROCESS_ID: 'x' } }, 'Filter field not allowed: PROCESS_ID'],
    [{ order: { NOTHING: 'ASC' } }, 'Order field not allowed: NOTHING'],
    [{ order: { ID: 'UP' } }, 'Order direction should be one of {ASC|DESC}'],
    [{ limit: 0 }, 'Value must be positive integer'],
  ])('refuses %j', async (params, error_description) => {
    expect(await app('event.offline.get', params)).toMatchObject({
      status: 400,
      body: { error: 'ERROR_ARGUMENT', error_description },
    })
  })

  test('can be looked at without being touched', async () => {
    await bindOffline('onCrmContactAdd')
    await add(session, 'contact', { NAME: 'Peek' })
    const before = (await app('event.offline.list', { filter: { PROCESS_ID: '', ERROR: 0 } })).body
    const process = at(await read(), 'process_id')

    const after = (await app('event.offline.list', { filter: { PROCESS_ID: process } })).body

    expect(at(before, 'total')).toBe(1)
    expect([at(before, 'result', 0, 'PROCESS_ID'), at(before, 'result', 0, 'ERROR')]).toEqual(['', '0'])
    expect(at(after, 'result', 0, 'PROCESS_ID')).toBe(process)
  })

  test('does not hold what its own connector did, and is read under its name', async () => {
    await bindOffline('onCrmContactUpdate', { auth_connector: 'kartoteka' })
    await session.result('crm.contact.update', { id: 1, fields: { POST: 'own' }, auth_connector: 'kartoteka' })
    const own = await read({ auth_connector: 'kartoteka' })
    await session.result('batch', {
      cmd: { a: 'crm.contact.update?id=2&fields[POST]=own' },
      auth_connector: 'kartoteka',
    })
    const inBatch = await read({ auth_connector: 'kartoteka' })
    await session.result('crm.contact.update', { id: 1, fields: { POST: 'other' } })

    expect([names(own), names(inBatch), names(await read())]).toEqual([[], [], []])
    expect(names(await read({ auth_connector: 'kartoteka' }))).toEqual(['ONCRMCONTACTUPDATE'])
  })

  test('has no reservations and connectors on smaller plans', async () => {
    await session.turn({ extendedOffline: false })

    const answers = [
      await app('event.offline.get', { clear: 0 }),
      await app('event.offline.get', { auth_connector: 'k' }),
      await app('event.offline.get'),
    ]

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 200])
  })

  test('throws reservations away after a month', async () => {
    const fresh = await startPortal({ contacts: 1 })
    const access = await tokenOf(fresh)
    await fresh.callWith(access, 'event.bind', { event: 'onCrmContactAdd', event_type: 'offline' })
    await add(fresh, 'contact', { NAME: 'Forgotten' })
    const process_id = at(
      (await fresh.callWith(access, 'event.offline.get', { clear: 0 })).body,
      'result',
      'process_id',
    )
    fresh.advance(31 * 86_400_000)

    const late = await fresh.callWith(await tokenOf(fresh), 'event.offline.get', { clear: 0, process_id })

    await fresh.crm.close()
    expect(names(at(late.body, 'result'))).toEqual([])
  })

  test('holds changes of user fields, leads, activities and comments', async () => {
    const events = [
      'onCrmContactUserFieldAdd',
      'onCrmContactUserFieldSetEnumValues',
      'onCrmLeadAdd',
      'onCrmActivityAdd',
      'onCrmTimelineCommentAdd',
      'onCrmLeadUserFieldDelete',
    ]
    for (const event of events) await bindOffline(event)
    const field = { FIELD_NAME: 'EV', USER_TYPE_ID: 'enumeration', LIST: [{ VALUE: 'a' }] }
    const id = await session.result('crm.contact.userfield.add', { fields: field })
    const other = await session.result('crm.lead.userfield.add', { fields: { ...field, USER_TYPE_ID: 'string' } })
    await session.result('crm.lead.userfield.delete', { id: other })
    await add(session, 'lead', { TITLE: 'L' })
    await session.result('crm.activity.todo.add', { ownerTypeId: 3, ownerId: 1, deadline: '2025-07-01 10:00:00' })
    await session.result('crm.timeline.comment.add', { fields: { ENTITY_ID: 1, ENTITY_TYPE: 'contact', COMMENT: 'c' } })

    const result = await read({ order: { ID: 'ASC' } })

    expect(names(result)).toEqual([
      ...['ONCRMCONTACTUSERFIELDADD', 'ONCRMCONTACTUSERFIELDSETENUMVALUES', 'ONCRMLEADUSERFIELDDELETE'],
      ...['ONCRMLEADADD', 'ONCRMACTIVITYADD', 'ONCRMTIMELINECOMMENTADD'],
    ])
    expect(at(result, 'events', 0, 'EVENT_DATA')).toEqual({
      FIELDS: { ID: id, ENTITY_ID: 'CRM_CONTACT', FIELD_NAME: 'UF_CRM_EV' },
    })
  })
})
