import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, column, rows, startPortal } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

// What a portal in use has beside its records (§3 companies, §5 layouts, §7.3 goods, §9.4 timeline), as people who look around in
// the demo find it.

const DAY_MS = 86_400_000

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 120, portalData: 'full' })
})
afterAll(() => session.crm.close())

const list = async (method: string, params = {}) => rows(await session.result(method, params))

describe('a portal with all its data', () => {
  test('has things to do, calls and letters, whose records they were the last activity of', async () => {
    const ofKind = async (typeId: number) => (await list('crm.activity.list', { filter: { TYPE_ID: typeId } })).length
    const [call] = await list('crm.activity.list', {
      ...{ filter: { TYPE_ID: 2, OWNER_TYPE_ID: 3 }, select: ['*', 'COMMUNICATIONS'] },
    })
    const owner = await session.result('crm.contact.get', { id: call?.['OWNER_ID'] })

    expect([await ofKind(6), await ofKind(2), await ofKind(4)].map((count) => count > 5)).toEqual([true, true, true])
    expect(call).toMatchObject({
      ...{ PROVIDER_ID: 'VOXIMPLANT_CALL', COMPLETED: 'Y' },
      COMMUNICATIONS: [{ TYPE: 'PHONE', ENTITY_ID: call?.['OWNER_ID'], ENTITY_TYPE_ID: '3' }],
    })
    expect(Date.parse(String(at(owner, 'LAST_ACTIVITY_TIME')))).toBeGreaterThanOrEqual(
      Date.parse(String(call?.['CREATED'])),
    )
  })

  test('has things to do that are late, to come, and done', async () => {
    const todos = await list('crm.activity.list', { filter: { TYPE_ID: 6 } })
    const now = session.now() * 1000
    const open = todos.filter((todo) => todo['COMPLETED'] === 'N').map((todo) => Date.parse(String(todo['DEADLINE'])))

    expect(open.some((moment) => moment < now)).toBe(true)
    expect(open.some((moment) => moment > now)).toBe(true)
    expect(todos.some((todo) => todo['COMPLETED'] === 'Y')).toBe(true)
  })

  test('has comments, young ones and such as are more than a month old', async () => {
    const found = await Promise.all(
      [1, 5, 9, 13, 17].map((id) =>
        list('crm.timeline.comment.list', { filter: { ENTITY_TYPE: 'contact', ENTITY_ID: id } }),
      ),
    )
    const ages = found.flat().map((comment) => session.now() * 1000 - Date.parse(String(comment['CREATED'])))

    expect(found.every((comments) => comments.length > 0)).toBe(true)
    expect([ages.some((age) => age > 30 * DAY_MS), ages.some((age) => age < 30 * DAY_MS)]).toEqual([true, true])
  })

  test('has goods in leads, whose total is their sum', async () => {
    const goods = await list('crm.lead.productrows.get', { id: 2 })
    const lead = await session.result('crm.lead.get', { id: 2 })

    const sum = goods.reduce((total, row) => total + Number(row['PRICE']) * Number(row['QUANTITY']), 0)
    expect(goods.length).toBeGreaterThan(0)
    expect(at(lead, 'OPPORTUNITY')).toBe(sum.toFixed(2))
  })

  test('has people with two and three companies, the primary one first', async () => {
    const links = await Promise.all(
      Array.from({ length: 13 }, (_, index) => list('crm.contact.company.items.get', { id: (index + 1) * 9 })),
    )
    const counts = new Set(links.map((companies) => companies.length))

    expect([counts.has(2), counts.has(3)]).toEqual([true, true])
    const [many = []] = links.filter((companies) => companies.length === 3)
    expect(column(many, 'IS_PRIMARY')).toEqual(['Y', 'N', 'N'])
  })

  test('has layouts for everybody, and none of anybody alone', async () => {
    const common = await list('crm.contact.details.configuration.get', { scope: 'C' })
    const personal = await session.result('crm.contact.details.configuration.get', { scope: 'P' })

    expect(column(common, 'name')).toEqual(['main', 'work'])
    expect(personal).toBeNull()
  })

  test('is the same for the same seed', async () => {
    const other = await startPortal({ contacts: 120, portalData: 'full' })
    const seen = async (one: PortalSession) => [
      await one.result('crm.activity.list', { filter: { TYPE_ID: 6 }, start: 50 }),
      await one.result('crm.lead.productrows.get', { id: 4 }),
    ]

    try {
      expect(await seen(other)).toEqual(await seen(session))
    } finally {
      await other.crm.close()
    }
  })

  test('is bare when it is asked to be', async () => {
    const bare = await startPortal({ contacts: 12 })
    try {
      expect(await bare.result('crm.activity.list')).toEqual([])
    } finally {
      await bare.crm.close()
    }
  })
})
