import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, COLLEAGUE, column, startPortal, TRAINEE, webhookOf } from './portal-session.ts'
import type { Answer, Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let contact: number
let deal: number
let other: number

beforeAll(async () => {
  session = await startPortal({ contacts: 2 })
  contact = await add(session, 'contact', { NAME: 'Bound' })
  deal = await add(session, 'deal', { TITLE: 'First' })
  other = await add(session, 'deal', { TITLE: 'Second' })
})
afterAll(() => session.crm.close())

const addTodo = async (more: Params = {}): Promise<number> => {
  const todo = { ownerTypeId: 3, ownerId: contact, deadline: '2025-07-01T10:00:00+03:00', title: 'Call', ...more }
  return Number(at(await session.result('crm.activity.todo.add', todo), 'id'))
}
const codeOf = ({ status, body }: Answer): unknown => [status, at(body, 'error')]

describe('crm.activity.binding', () => {
  const bind = (method: string, activityId: number, more: Params) =>
    session.call(`crm.activity.binding.${method}`, { activityId, ...more })
  const toDeal = { entityTypeId: 2, entityId: 0 }
  const listOf = (activityId: number) => session.result('crm.activity.binding.list', { activityId })

  test('puts an activity on further cards, moves it and takes it off again', async () => {
    const id = await addTodo()

    await bind('add', id, { ...toDeal, entityId: deal })
    const both = await listOf(id)
    await bind('move', id, {
      ...{ sourceEntityTypeId: 2, sourceEntityId: deal },
      ...{ targetEntityTypeId: 2, targetEntityId: other },
    })
    const moved = await listOf(id)
    const taken = await bind('delete', id, { ...toDeal, entityTypeId: 3, entityId: contact })

    expect(both).toEqual([
      { entityTypeId: 3, entityId: contact },
      { entityTypeId: 2, entityId: deal },
    ])
    expect(moved).toContainEqual({ entityTypeId: 2, entityId: other })
    expect(at(taken.body, 'result')).toBe(true)
    expect(await listOf(id)).toEqual([{ entityTypeId: 2, entityId: other }])
    expect(await session.result('crm.activity.get', { id })).toMatchObject({
      ...{ OWNER_TYPE_ID: '2', OWNER_ID: String(other) },
    })
  })

  test('lists an activity below each of its cards', async () => {
    const id = await addTodo()
    await bind('add', id, { ...toDeal, entityId: deal })
    const below = async (type: number, owner?: number) => {
      const pair = { OWNER_TYPE_ID: type, ...(owner === undefined ? {} : { OWNER_ID: owner }) }
      return column(await session.result('crm.activity.list', { filter: { BINDINGS: [pair], ID: id } }), 'ID')
    }

    expect(await Promise.all([below(3, contact), below(2, deal), below(2), below(2, other), below(1)])).toEqual([
      ...[[String(id)], [String(id)], [String(id)], [], []],
    ])
  })

  test('leaves an activity on the cards that are left, and deletes it with the last', async () => {
    const [mine, second] = [await add(session, 'contact', { NAME: 'Gone' }), await add(session, 'deal', {})]
    const id = await addTodo({ ownerId: mine })
    await bind('add', id, { ...toDeal, entityId: second })

    await session.result('crm.contact.delete', { id: mine })
    const left = await listOf(id)
    await session.result('crm.deal.delete', { id: second })

    expect(left).toEqual([{ entityTypeId: 2, entityId: second }])
    expect((await session.call('crm.activity.get', { id })).status).toBe(400)
  })

  test('names no cards that the caller does not see', async () => {
    const id = await addTodo()
    await bind('add', id, { ...toDeal, entityId: await add(session, 'deal', { ASSIGNED_BY_ID: TRAINEE }) })
    const theirs = await webhookOf(session, TRAINEE, ['crm'])

    const seen = await session.callBy(theirs, 'crm.activity.binding.list', { activityId: id })

    expect(column(at(seen.body, 'result'), 'entityTypeId')).toEqual([2])
  })

  test('is refused in the words of the vendor', async () => {
    const id = await addTodo()
    const ids = { sourceEntityTypeId: 3, sourceEntityId: contact }

    const answers = await Promise.all([
      bind('add', id, { entityTypeId: 3, entityId: contact }),
      bind('add', id, { entityTypeId: 3, entityId: 999_999 }),
      bind('add', 999_999, { entityTypeId: 3, entityId: contact }),
      bind('add', id, { entityTypeId: 3 }),
      bind('delete', id, { entityTypeId: 3, entityId: contact }),
      bind('delete', id, { entityTypeId: 2, entityId: deal }),
      bind('move', id, { ...ids, targetEntityTypeId: 2, targetEntityId: deal }),
      bind('move', id, { ...ids, targetEntityTypeId: 3, targetEntityId: contact }),
    ])

    expect(answers.map(codeOf)).toEqual([
      [400, 'ACTIVITY_IS_ALREADY_BOUND'],
      [400, 'OWNER_NOT_FOUND'],
      [400, 'NOT_FOUND'],
      [400, '100'],
      [400, 'LAST_BINDING_CANNOT_BE_DELETED'],
      [400, 'BINDING_NOT_FOUND'],
      [400, 'SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR'],
      [400, 'SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR'],
    ])
  })
})

describe('crm.activity.todo', () => {
  const on = (id: number, more: Params): Params => ({ id, ownerTypeId: 3, ownerId: contact, ...more })

  test('changes all of it, or one thing at a time', async () => {
    const id = await addTodo()

    const first = on(id, { deadline: '2025-08-01T10:00:00+03:00', title: 'Meet', description: 'Bring it' })
    const answer = await session.result('crm.activity.todo.update', first)
    const whole = await session.result('crm.activity.get', { id })
    await session.result('crm.activity.todo.updateDeadline', on(id, { value: '2025-09-01T10:00:00+03:00' }))
    await session.result('crm.activity.todo.updateDescription', on(id, { value: 'Leave it' }))
    await session.result('crm.activity.todo.updateResponsibleUser', on(id, { responsibleId: COLLEAGUE }))
    await session.result('crm.activity.todo.updateColor', on(id, { colorId: '3' }))

    expect(answer).toEqual({ id })
    expect(whole).toMatchObject({
      ...{ SUBJECT: 'Meet', DESCRIPTION: 'Bring it', DEADLINE: '2025-08-01T10:00:00+03:00', RESPONSIBLE_ID: '1' },
    })
    expect(await session.result('crm.activity.get', { id })).toMatchObject({
      ...{ SUBJECT: 'Meet', DESCRIPTION: 'Leave it', DEADLINE: '2025-09-01T10:00:00+03:00' },
      RESPONSIBLE_ID: String(COLLEAGUE),
    })
  })

  test('leaves alone what is done, and what stands on another card', async () => {
    const id = await addTodo()
    const wrong = await session.call('crm.activity.todo.updateDescription', { ...on(id, { value: 'x' }), ownerId: 1 })
    await session.result('crm.activity.update', { id, fields: { COMPLETED: 'Y' } })

    const answers = await Promise.all([
      session.call('crm.activity.todo.updateDescription', on(id, { value: 'x' })),
      session.call('crm.activity.todo.updateResponsibleUser', on(id, { responsibleId: 1 })),
      session.call('crm.activity.todo.updateColor', on(id, { colorId: '1' })),
    ])

    expect([wrong, ...answers].map(codeOf)).toEqual([
      [400, 'NOT_FOUND'],
      [400, 'CAN_NOT_UPDATE_COMPLETED_TODO'],
      [400, 'CAN_NOT_UPDATE_RESPONSIBLE_USER_COMPLETED_TODO'],
      [400, 'CAN_NOT_UPDATE_COLOR_COMPLETED_TODO'],
    ])
  })

  test('is refused with what makes no sense', async () => {
    const id = await addTodo()

    const answers = await Promise.all([
      session.call('crm.activity.todo.updateDeadline', on(id, { value: 'soon' })),
      session.call('crm.activity.todo.updateDeadline', on(id, {})),
      session.call('crm.activity.todo.updateResponsibleUser', on(id, { responsibleId: 0 })),
      session.call('crm.activity.todo.updateColor', on(id, { colorId: '9' })),
      session.call('crm.activity.todo.update', { ...on(id, { deadline: '2025-08-01' }), ownerId: 999_999 }),
    ])

    expect(answers.map(codeOf)).toEqual([
      [400, 'WRONG_DATETIME_FORMAT'],
      [400, '100'],
      [400, 'INVALID_ARG_VALUE'],
      [400, 'CAN_NOT_UPDATE_WRONG_COLOR_TODO'],
      [400, 'OWNER_NOT_FOUND'],
    ])
  })
})
