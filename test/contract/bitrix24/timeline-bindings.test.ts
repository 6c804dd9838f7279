import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, column, failed, startPortal, TRAINEE, webhookOf } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let contact: number
let deal: number

beforeAll(async () => {
  session = await startPortal({ contacts: 2 })
  contact = await add(session, 'contact', { NAME: 'Talked of' })
  deal = await add(session, 'deal', { TITLE: 'Talked of too' })
})
afterAll(() => session.crm.close())

const comment = (text: string, more: Params = {}) =>
  add(session, 'timeline.comment', { ENTITY_ID: contact, ENTITY_TYPE: 'contact', COMMENT: text, ...more })
const bindingsCall = (deed: string, id: number, ENTITY_TYPE: string, ENTITY_ID: number) =>
  session.call(`crm.timeline.bindings.${deed}`, { fields: { OWNER_ID: id, ENTITY_ID, ENTITY_TYPE } })
const cardsOf = async (id: number) =>
  column(await session.result('crm.timeline.bindings.list', { filter: { OWNER_ID: id } }), 'ENTITY_TYPE')

describe('crm.timeline.bindings', () => {
  test('puts a comment on a further card, where it is listed, and takes it off', async () => {
    const id = await comment('Both')
    const below = async (type: string, owner: number) =>
      session.result('crm.timeline.comment.list', { filter: { ENTITY_TYPE: type, ENTITY_ID: owner, ID: id } })

    const bound = await bindingsCall('bind', id, 'deal', deal)
    const again = await bindingsCall('bind', id, 'deal', deal)
    const listed = await session.call('crm.timeline.bindings.list', { filter: { OWNER_ID: id } })
    const both = [await below('contact', contact), await below('deal', deal)]
    const unbound = await bindingsCall('unbind', id, 'contact', contact)

    expect([bound, again, unbound].map(({ body }) => at(body, 'result'))).toEqual([true, false, true])
    expect(listed.body).toMatchObject({
      ...{ total: 2, result: [{ OWNER_ID: String(id), ENTITY_ID: String(contact), ENTITY_TYPE: 'contact' }, {}] },
    })
    expect(both).toMatchObject([
      [{ ID: String(id), ENTITY_TYPE: 'contact', ENTITY_ID: String(contact) }],
      [{ ID: String(id), ENTITY_TYPE: 'deal', ENTITY_ID: String(deal) }],
    ])
    expect([await cardsOf(id), await below('contact', contact)]).toEqual([['deal'], []])
  })

  test('keeps the last card, and a comment whose other card is gone', async () => {
    const short = await add(session, 'deal', { TITLE: 'Short' })
    const id = await comment('Stays', { ENTITY_ID: short, ENTITY_TYPE: 'deal' })
    const last = await bindingsCall('unbind', id, 'deal', short)
    await bindingsCall('bind', id, 'contact', contact)

    await session.result('crm.deal.delete', { id: short })

    expect([at(last.body, 'result'), await cardsOf(id)]).toEqual([false, ['contact']])
  })

  test('names the card that a comment of several is taken from', async () => {
    const id = await comment('Several')
    await bindingsCall('bind', id, 'deal', deal)

    const unnamed = await session.call('crm.timeline.comment.delete', { id })
    await session.result('crm.timeline.comment.delete', { id, ownerTypeId: 3, ownerId: contact })
    const left = await cardsOf(id)
    const wrong = await session.call('crm.timeline.comment.delete', { id, ownerTypeId: 3, ownerId: contact })
    await session.result('crm.timeline.comment.delete', { id, ownerTypeId: 2, ownerId: deal })

    expect([at(unnamed.body, 'error'), at(wrong.body, 'error')]).toEqual(['MULTIPLE_BINDINGS', 'OWNER_NOT_FOUND'])
    expect(left).toEqual(['deal'])
    expect((await session.call('crm.timeline.comment.get', { id })).status).toBe(400)
  })

  test('is refused where something is not there, and hides what the caller does not see', async () => {
    const id = await comment('Hidden')
    const theirs = await webhookOf(session, TRAINEE, ['crm'])

    const answers = await Promise.all([
      bindingsCall('bind', 999_999, 'deal', deal),
      bindingsCall('bind', id, 'deal', 999_999),
      bindingsCall('bind', id, 'order', 1),
      bindingsCall('unbind', id, 'deal', deal),
      session.call('crm.timeline.bindings.list', { filter: {} }),
    ])
    const seen = await session.callBy(theirs, 'crm.timeline.bindings.list', { filter: { OWNER_ID: id } })

    expect(answers).toMatchObject(
      [
        ['OWNER_ID is not defined or invalid.'],
        ['ENTITY_ID is not defined or invalid.'],
        ['ENTITY_TYPE is not defined or invalid.'],
        ['Not found.'],
        ['OWNER_ID is not defined or invalid.'],
      ].map(([text = '']) => failed(text) as object),
    )
    expect(seen.body).toMatchObject({ result: [], total: 0 })
  })
})
