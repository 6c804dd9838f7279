import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, column, failed, startPortal, TRAINEE, webhookOf } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let companies: readonly number[]
let contacts: readonly number[]

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
  companies = [
    await add(session, 'company', { TITLE: 'A' }),
    await add(session, 'company', { TITLE: 'B' }),
    await add(session, 'company', { TITLE: 'C' }),
  ]
  contacts = [
    await add(session, 'contact', { NAME: 'A' }),
    await add(session, 'contact', { NAME: 'B' }),
    await add(session, 'contact', { NAME: 'C' }),
  ]
})
afterEach(() => session.turn(defaultPortalSwitches))
afterAll(() => session.crm.close())

/** The three families are the same but for what they link. */
const families = [
  {
    prefix: 'crm.contact.company',
    owner: 'contact',
    fields: { NAME: 'Owner' },
    key: 'COMPANY_ID',
    children: () => companies,
  },
  {
    prefix: 'crm.deal.contact',
    owner: 'deal',
    fields: { TITLE: 'Owner' },
    key: 'CONTACT_ID',
    children: () => contacts,
  },
  {
    prefix: 'crm.lead.contact',
    owner: 'lead',
    fields: { TITLE: 'Owner' },
    key: 'CONTACT_ID',
    children: () => contacts,
  },
]

describe.each(families)('$prefix', ({ prefix, owner, fields, key, children }) => {
  const items = (id: number): Promise<unknown> => session.result(`${prefix}.items.get`, { id })
  const link = (id: number, more: Record<string, unknown>): Promise<unknown> =>
    session.result(`${prefix}.add`, { id, fields: more })
  const mirror = async (id: number): Promise<unknown> => at(await session.result(`crm.${owner}.get`, { id }), key)
  const child = (index: number): number => children()[index] ?? 0
  const of = (index: number, SORT: number, IS_PRIMARY: string) => ({
    [key]: child(index),
    SORT,
    ROLE_ID: 0,
    IS_PRIMARY,
  })

  test('adds in order; the first is primary until another one says so', async () => {
    const id = await add(session, owner, fields)

    const answers = [
      await link(id, { [key]: child(0) }),
      await link(id, { [key]: child(1), IS_PRIMARY: 'Y' }),
      await link(id, { [key]: child(0) }),
    ]

    expect(answers).toEqual([true, true, false])
    expect(await items(id)).toEqual([of(0, 10, 'N'), of(1, 20, 'Y')])
    expect(await mirror(id)).toBe(String(child(1)))
  })

  test('removes one; the next becomes primary', async () => {
    const id = await add(session, owner, fields)
    await link(id, { [key]: child(0), SORT: 300 })
    await link(id, { [key]: child(1), SORT: 200 })

    const answers = [
      await session.result(`${prefix}.delete`, { id, fields: { [key]: child(0) } }),
      await session.result(`${prefix}.delete`, { id, fields: { [key]: child(0) } }),
    ]

    expect(answers).toEqual([true, false])
    expect(await items(id)).toEqual([of(1, 200, 'Y')])
    expect(await mirror(id)).toBe(String(child(1)))
  })

  test('sets all at once: several primaries mean the first, none means the first of all', async () => {
    const id = await add(session, owner, fields)
    await link(id, { [key]: child(2) })
    const set = (list: unknown) => session.result(`${prefix}.items.set`, { id, items: list })

    const answer = await set([
      { [key]: child(0), SORT: 50 },
      { [key]: child(1), IS_PRIMARY: 'Y', SORT: 60 },
      { [key]: child(2), IS_PRIMARY: 'Y', SORT: 70 },
    ])
    const several = await items(id)
    await set([
      { [key]: child(1), SORT: 20 },
      { [key]: child(0), SORT: 10 },
    ])

    expect(answer).toBe(true)
    expect(several).toEqual([of(0, 50, 'N'), of(1, 60, 'Y'), of(2, 70, 'N')])
    // Shown by their order; primary is the first that was sent.
    expect(column(await items(id), 'IS_PRIMARY')).toEqual(['N', 'Y'])
  })

  test('clears all, and the mirror with it', async () => {
    const id = await add(session, owner, fields)
    await link(id, { [key]: child(0) })

    expect(await session.result(`${prefix}.items.delete`, { id })).toBe(true)
    expect([await items(id), await mirror(id)]).toEqual([[], null])
  })

  test('knows neither order nor main one, if the switch says so', async () => {
    const id = await add(session, owner, fields)
    await session.turn({ linkFields: 'bare' })

    await session.result(`${prefix}.items.set`, {
      id,
      items: [{ [key]: child(0) }, { [key]: child(1), SORT: 5, IS_PRIMARY: 'Y' }],
    })
    const told = await items(id)
    const described = await session.result(`${prefix}.fields`)
    await session.turn({ linkFields: 'full' })

    expect([told, Object.keys(described as object)]).toEqual([[{ [key]: child(0) }, { [key]: child(1) }], [key]])
    expect(column(await items(id), 'IS_PRIMARY')).toEqual(['Y', 'N'])
  })

  test('changes the owner, or leaves its time alone, as the switch says', async () => {
    const id = await add(session, owner, fields)
    session.advance(1000)
    await session.turn({ linksBumpModified: false })
    await link(id, { [key]: child(0) })
    const kept = at(await session.result(`crm.${owner}.get`, { id }), 'DATE_MODIFY')
    await session.turn({ linksBumpModified: true })
    await link(id, { [key]: child(1) })

    const moved = at(await session.result(`crm.${owner}.get`, { id }), 'DATE_MODIFY')

    expect(Date.parse(String(moved)) - Date.parse(String(kept))).toBe(1000)
  })

  test('loses links to what is deleted', async () => {
    const id = await add(session, owner, fields)
    const kind = key === 'COMPANY_ID' ? 'company' : 'contact'
    const gone = await add(session, kind, { TITLE: 'Gone', NAME: 'Gone' })
    await link(id, { [key]: gone })
    await link(id, { [key]: child(1) })

    await session.result(`crm.${kind}.delete`, { id: gone })

    expect(column(await items(id), key)).toEqual([child(1)])
    expect(await mirror(id)).toBe(String(child(1)))
  })

  test('describes its fields', async () => {
    expect(await session.result(`${prefix}.fields`)).toMatchObject({
      ...{ [key]: { type: 'integer', isRequired: true }, SORT: { type: 'integer' }, IS_PRIMARY: { type: 'char' } },
    })
  })

  test.each([
    ['add', { fields: {} }, "The parameter 'ownerEntityID' is invalid or not defined."],
    ['add', { id: 1 }, "The parameter 'fields' must be array."],
    ['add', { id: 1, fields: {} }, "The parameter 'fields' is not valid."],
    ['delete', { id: 1, fields: { [key]: -1 } }, "The parameter 'fields' is not valid."],
    ['items.set', { id: 1 }, 'The parameter items must be array.'],
    ['items.get', { id: 0 }, "The parameter 'ownerEntityID' is invalid or not defined."],
  ])('refuses %s with %j', async (method, params, text) => {
    expect(await session.call(`${prefix}.${method}`, params)).toMatchObject(failed(text) as object)
  })

  test('says when the owner is not there', async () => {
    const answer = await session.call(`${prefix}.add`, { id: 999_999, fields: { [key]: child(0) } })

    expect(answer).toMatchObject(failed('Not found.', owner === 'lead' ? 'NOT_FOUND' : '') as object)
  })

  test('is closed to who may not change the owner', async () => {
    const hook = await webhookOf(session, TRAINEE)
    const id = await add(session, owner, fields)
    const denied = () => session.callBy(hook, `${prefix}.add`, { id, fields: { [key]: child(0) } })

    const forbidden = await denied()
    await session.turn({ accessDeniedStatus: 400 })
    const bad = await denied()

    const body = { error: 'ACCESS_DENIED', error_description: 'Access denied!' }
    expect([forbidden, bad]).toMatchObject([
      { status: 403, body },
      { status: 400, body },
    ])
  })
})

describe('fields of records that stand for links', () => {
  test('COMPANY_IDS of a contact sets all of them and is never shown', async () => {
    const id = await add(session, 'contact', { NAME: 'Ids', COMPANY_IDS: [companies[1], companies[0]] })

    const contact = await session.result('crm.contact.get', { id })

    expect([at(contact, 'COMPANY_ID'), at(contact, 'COMPANY_IDS')]).toEqual([String(companies[1]), undefined])
    expect(column(await session.result('crm.contact.company.items.get', { id }), 'COMPANY_ID')).toEqual([
      companies[1],
      companies[0],
    ])
  })

  test('COMPANY_ID of a contact becomes primary among the others, or takes their place', async () => {
    const make = (): Promise<number> =>
      add(session, 'contact', { NAME: 'Single', COMPANY_IDS: [companies[0], companies[1]] })
    const links = async (id: number) => {
      await session.result('crm.contact.update', { id, fields: { COMPANY_ID: companies[2] } })
      return session.result('crm.contact.company.items.get', { id })
    }

    const among = await links(await make())
    await session.turn({ singleLinkWrite: 'replace' })
    const alone = await links(await make())

    expect(column(among, 'IS_PRIMARY')).toEqual(['N', 'N', 'Y'])
    expect(column(alone, 'COMPANY_ID')).toEqual([companies[2]])
  })

  test('items.get may answer a bad id with 200, as its page prints it', async () => {
    await session.turn({ linkErrorStatus: 200 })

    expect(await session.call('crm.contact.company.items.get', {})).toMatchObject({ status: 200, body: { error: '' } })
  })
})

describe('crm.company.contact', () => {
  test('shows and changes the same links from the other end', async () => {
    const company = await add(session, 'company', { TITLE: 'Other end' })
    const call = (name: string, params: Params = {}) =>
      session.result(`crm.company.contact.${name}`, { id: company, ...params })

    const added = [
      await call('add', { fields: { CONTACT_ID: contacts[0], SORT: 70 } }),
      await call('add', { fields: { CONTACT_ID: contacts[0] } }),
    ]
    await call('items.set', { items: [{ CONTACT_ID: contacts[1] }, { CONTACT_ID: contacts[2], IS_PRIMARY: 'Y' }] })
    const set = await call('items.get')
    const removed = [
      await call('delete', { fields: { CONTACT_ID: contacts[1] } }),
      await call('delete', { fields: { CONTACT_ID: contacts[1] } }),
    ]

    expect([added, removed]).toEqual([
      [true, false],
      [true, false],
    ])
    expect(column(set, 'CONTACT_ID')).toEqual([contacts[1], contacts[2]])
    expect(at(await session.result('crm.contact.get', { id: contacts[2] }), 'COMPANY_ID')).toBe(String(company))
    expect(await call('items.delete')).toBe(true)
    expect([
      await call('items.get'),
      at(await session.result('crm.contact.get', { id: contacts[2] }), 'COMPANY_ID'),
    ]).toEqual([[], null])
    expect(await session.result('crm.company.contact.fields')).toMatchObject({ CONTACT_ID: { isRequired: true } })
    expect((await session.call('crm.company.contact.add', { id: 999_999, fields: { CONTACT_ID: 1 } })).status).toBe(400)
  })
})
