import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { add, at, column, COLLEAGUE, failed, rows, startPortal, webhookOf } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

// Who may read what (§2.7 "all: Access denied.", §6, §10.17): lists hide what belongs to others, and are refused to whoever may
// read nothing at all.

let session: PortalSession
let hook = ''
/** The colleague's own contact, and one of the administrator's. */
let own = 0
let foreign = 0

beforeAll(async () => {
  session = await startPortal({ contacts: 30 })
  hook = await webhookOf(session, COLLEAGUE, ['crm', 'imopenlines'])
  own = await add(session, 'contact', { NAME: 'Own', ASSIGNED_BY_ID: COLLEAGUE })
  foreign = await add(session, 'contact', { NAME: 'Foreign', ASSIGNED_BY_ID: 1 })
  for (const id of [own, foreign]) await furnish(id)
})
afterAll(() => session.crm.close())
beforeEach(() => reach('own'))

const reach = (read: 'all' | 'own' | 'none', edit = 'all') =>
  session.control('POST', '/bitrix24/users', { userId: COLLEAGUE, rights: { read, edit } })

/** Gives a contact an activity, a requisite with an address and an account, and a chat. */
async function furnish(id: number): Promise<void> {
  const owner = { ENTITY_TYPE_ID: 3, ENTITY_ID: id }
  await session.result('crm.activity.add', {
    fields: { OWNER_TYPE_ID: 3, OWNER_ID: id, TYPE_ID: 1, SUBJECT: 'Visit', COMMUNICATIONS: [{ VALUE: 'x' }] },
  })
  const requisite = await session.result('crm.requisite.add', { fields: { ...owner, PRESET_ID: 3, NAME: `Of ${id}` } })
  const address = { TYPE_ID: 1, ENTITY_TYPE_ID: 8, ENTITY_ID: requisite, CITY: `City ${id}` }
  await session.result('crm.address.add', { fields: address })
  await session.result('crm.requisite.bankdetail.add', { fields: { ENTITY_ID: requisite, NAME: `Bank ${id}` } })
  await session.control('POST', '/bitrix24/chats', { entity: 'contact', entityId: id })
}

const lists: readonly (readonly [method: string, params: Params])[] = [
  ['crm.contact.list', {}],
  ['crm.company.list', {}],
  ['crm.deal.list', {}],
  ['crm.lead.list', {}],
  ['crm.requisite.bankdetail.list', {}],
  ['crm.address.list', {}],
  ['crm.timeline.comment.list', { filter: { ENTITY_TYPE: 'contact', ENTITY_ID: 1 } }],
]

describe('whoever may read nothing', () => {
  beforeEach(() => reach('none'))

  test.each(lists)('is refused by %s, which gives no empty list', async (method, params) => {
    expect(await session.callBy(hook, method, params)).toMatchObject(failed('Access denied.') as object)
  })

  test('is refused by the newer family with its code', async () => {
    expect(await session.callBy(hook, 'crm.item.list', { entityTypeId: 3 })).toMatchObject(
      failed('Access denied', 'ACCESS_DENIED') as object,
    )
  })

  test('finds no activities', async () => {
    expect((await session.callBy(hook, 'crm.activity.list')).body).toMatchObject({ result: [], total: 0 })
  })
})

describe('whoever may read what is theirs', () => {
  test.each([
    ['crm.activity.list', 'OWNER_ID', () => String(own)],
    ['crm.requisite.list', 'NAME', () => `Of ${own}`],
    ['crm.requisite.bankdetail.list', 'NAME', () => `Bank ${own}`],
    ['crm.address.list', 'CITY', () => `City ${own}`],
  ])('sees in %s what hangs on their contacts', async (method, key, theirs) => {
    const filter = { '@OWNER_ID': [own, foreign] }
    const { body } = await session.callBy(hook, method, method === 'crm.activity.list' ? { filter } : {})
    const all = await session.result(method, method === 'crm.activity.list' ? { filter } : {})

    const mine = column(rows(body, 'result'), key)
    expect(mine).toContain(theirs())
    expect(mine.length).toBe(at(body, 'total'))
    expect(mine).not.toContain(theirs().replace(String(own), String(foreign)))
    expect(column(all, key)).toContain(theirs().replace(String(own), String(foreign)))
  })

  test('sees the chats of their contacts, and is refused those of others', async () => {
    const of = (id: number) =>
      session.callBy(hook, 'imopenlines.crm.chat.get', { CRM_ENTITY_TYPE: 'contact', CRM_ENTITY: id })

    expect(rows((await of(own)).body, 'result')).toHaveLength(1)
    expect(await of(foreign)).toMatchObject({ status: 403, body: { error: 'ACCESS_DENIED' } })
  })
})

describe('links', () => {
  test('of deals tell whoever has no right to any deal so without a code', async () => {
    const id = await add(session, 'deal', { TITLE: 'Linked', ASSIGNED_BY_ID: 1 })
    const link = () => session.callBy(hook, 'crm.deal.contact.add', { id, fields: { CONTACT_ID: own } })

    await reach('all', 'own')
    const notThisOne = await link()
    await reach('all', 'none')
    const none = await link()
    await reach('none')
    const unseen = await session.callBy(hook, 'crm.deal.contact.items.get', { id })

    expect(notThisOne).toMatchObject(failed('Access denied!', 'ACCESS_DENIED', 403) as object)
    expect([none, unseen]).toMatchObject([failed('Access denied.'), failed('Access denied.')])
  })

  test('of contacts have a code for it, as their pages say', async () => {
    await reach('all', 'none')

    const answer = await session.callBy(hook, 'crm.contact.company.add', { id: own, fields: { COMPANY_ID: 1 } })

    expect(answer).toMatchObject(failed('Access denied!', 'ACCESS_DENIED', 403) as object)
  })
})

describe('comments', () => {
  test.each([
    [{}, 'ENTITY_ID is not defined or invalid.'],
    [{ ENTITY_TYPE: 'contact' }, 'ENTITY_ID is not defined or invalid.'],
    [{ ENTITY_ID: 1 }, 'ENTITY_TYPE is not defined or invalid.'],
  ])('are not listed by %j, which does not say whose', async (filter, text) => {
    expect(await session.call('crm.timeline.comment.list', { filter })).toMatchObject(failed(text) as object)
  })
})
