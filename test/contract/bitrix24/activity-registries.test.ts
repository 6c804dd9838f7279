import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, COLLEAGUE, failed, startPortal, tokenOf, webhookOf } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let token: string

beforeAll(async () => {
  session = await startPortal({ contacts: 2 })
  token = await tokenOf(session)
})
afterAll(() => session.crm.close())

const asApp = async (method: string, params: Params = {}) => (await session.callWith(token, method, params)).body

describe('crm.activity.badge', () => {
  const badge = { code: 'missed', title: { en: 'Call', ru: 'Звонок' }, value: 'Missed', type: 'failure' }

  test('is kept by its code', async () => {
    const made = await session.result('crm.activity.badge.add', badge)
    await session.result('crm.activity.badge.add', { ...badge, value: 'Lost' })

    expect(made).toEqual({ badge })
    expect(await session.result('crm.activity.badge.get', { code: 'missed' })).toMatchObject({
      badge: { value: 'Lost' },
    })
    expect(await session.result('crm.activity.badge.list')).toEqual({ badges: [{ ...badge, value: 'Lost' }] })
    expect(await session.result('crm.activity.badge.delete', { code: 'missed' })).toBe(true)
    expect(await session.call('crm.activity.badge.get', { code: 'missed' })).toMatchObject(
      failed('Not found.', 'NOT_FOUND') as object,
    )
  })

  test('is made whole, by administrators', async () => {
    const theirs = await webhookOf(session, COLLEAGUE, ['crm'])

    const partial = await session.call('crm.activity.badge.add', { ...badge, title: '' })
    const denied = await session.callBy(theirs, 'crm.activity.badge.add', badge)

    expect([partial, denied].map(({ body }) => at(body, 'error'))).toEqual(['REQUIRED_ARG_MISSING', 'ACCESS_DENIED'])
  })
})

describe('crm.activity.type', () => {
  test('belongs to the application', async () => {
    const fields = { TYPE_ID: '1C', NAME: 'From 1C', IS_CONFIGURABLE_TYPE: 'Y' }

    const made = await asApp('crm.activity.type.add', { fields })
    const twice = await asApp('crm.activity.type.add', { fields })
    const listed = await asApp('crm.activity.type.list')
    const deleted = await asApp('crm.activity.type.delete', { TYPE_ID: '1C' })
    const gone = await asApp('crm.activity.type.delete', { TYPE_ID: '1C' })

    expect([at(made, 'result'), at(deleted, 'result')]).toEqual([true, true])
    expect([at(twice, 'error'), at(gone, 'error')]).toEqual(['INVALID_ARG_VALUE', 'INVALID_ARG_VALUE'])
    expect(at(listed, 'result')).toEqual([{ ...fields, ICON_ID: '0' }])
    expect((await session.call('crm.activity.type.list')).body).toMatchObject({ error: 'ACCESS_DENIED' })
  })
})

describe('crm.activity.layout.blocks', () => {
  test('stand in an activity until they are taken away', async () => {
    const contact = await add(session, 'contact', { NAME: 'Laid out' })
    const todo = { ownerTypeId: 3, ownerId: contact, deadline: '2025-07-01T10:00:00+03:00' }
    const activityId = at(await session.result('crm.activity.todo.add', todo), 'id')
    const place = { entityTypeId: 3, entityId: contact, activityId }
    const layout = { blocks: { first: { type: 'text', properties: { value: 'Hello', bold: true } } } }

    const set = await asApp('crm.activity.layout.blocks.set', { ...place, layout })
    const kept = await asApp('crm.activity.layout.blocks.get', place)
    await asApp('crm.activity.layout.blocks.delete', place)
    const gone = await asApp('crm.activity.layout.blocks.get', place)

    expect([at(set, 'result'), at(kept, 'result')]).toEqual([{ success: true }, { layout }])
    expect(at(gone, 'result')).toEqual({ layout: null })
    const wrong = [
      (await session.call('crm.activity.layout.blocks.get', place)).body,
      await asApp('crm.activity.layout.blocks.set', { ...place, layout: {} }),
      await asApp('crm.activity.layout.blocks.get', { ...place, entityId: 1 }),
      await asApp('crm.activity.layout.blocks.get', { ...place, entityId: 999_999 }),
    ]
    expect(wrong.map((body) => at(body, 'error'))).toEqual([
      ...['ERROR_WRONG_CONTEXT', 'FIELD_IS_REQUIRED', 'NOT_FOUND', 'OWNER_NOT_FOUND'],
    ])
  })
})
