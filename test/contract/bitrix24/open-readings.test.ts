import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, column, rows, startPortal, tokenOf } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

// Sentences of the manual that can be read in two ways (§3 items.set, §2.1 IMPORT, §8.3 one row): both are here, as switches.

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 12 })
})
beforeEach(() => session.turn(defaultPortalSwitches))
afterAll(() => session.crm.close())

describe('a set of links of which none is primary', () => {
  test.each([
    ['listed', [2, 1]],
    ['sorted', [1, 2]],
  ] as const)('has one when it is %s first', async (itemsSetPrimary, [primary, other]) => {
    await session.turn({ itemsSetPrimary })
    const id = await add(session, 'contact', { NAME: 'Links' })
    const items = [
      { COMPANY_ID: 2, SORT: 50 },
      { COMPANY_ID: 1, SORT: 10 },
    ]

    await session.result('crm.contact.company.items.set', { id, items })

    const links = rows(await session.result('crm.contact.company.items.get', { id }))
    const flags = Object.fromEntries(links.map((link) => [String(link['COMPANY_ID']), link['IS_PRIMARY']]))
    expect(flags).toEqual({ [primary]: 'Y', [other]: 'N' })
    expect(await session.result('crm.contact.get', { id })).toMatchObject({ COMPANY_ID: String(primary) })
  })

  test('has the one that is marked, wherever it stands', async () => {
    const deal = await add(session, 'deal', { TITLE: 'Links' })
    const items = [{ CONTACT_ID: 3 }, { CONTACT_ID: 2, IS_PRIMARY: 'Y' }, { CONTACT_ID: 1, IS_PRIMARY: 'Y' }]

    await session.result('crm.deal.contact.items.set', { id: deal, items })

    const links = rows(await session.result('crm.deal.contact.items.get', { id: deal }))
    expect(links.filter((link) => link['IS_PRIMARY'] === 'Y').map((link) => link['CONTACT_ID'])).toEqual([2])
  })
})

describe('an import', () => {
  const make = (created: string) => {
    const fields = { NAME: 'Imported', DATE_CREATE: created }
    return session.call('crm.contact.add', { fields, params: { IMPORT: 'Y' } })
  }

  test('may not be older than the contact that was made last', async () => {
    await add(session, 'contact', { NAME: 'Last' })

    const [earlier, same, later] = [
      await make('2025-06-01T14:59:59+03:00'),
      await make('2025-06-01T15:00:00+03:00'),
      await make('2025-06-02T15:00:00+03:00'),
    ]

    expect([earlier.status, at(earlier.body, 'error'), same.status, later.status]).toEqual([
      400,
      'ERROR_CORE',
      200,
      200,
    ])
  })

  test('may be of any time on a portal that does not mind', async () => {
    await session.turn({ earlierImport: 'accept' })

    expect((await make('2001-01-01')).status).toBe(200)
  })
})

describe('a change that is repeated while its row is marked as failed', () => {
  let token = ''
  const app = (method: string, params: Params = {}) => session.callWith(token, method, params)
  const change = () => session.result('crm.contact.update', { id: 1, fields: { POST: 'x' } })
  const list = async () => rows((await app('event.offline.list')).body, 'result')

  beforeEach(async () => {
    token = await tokenOf(session)
    await app('event.unbind')
    await app('event.bind', { event: 'onCrmContactUpdate', event_type: 'offline' })
    for (const error of [0, 1]) await app('event.offline.get', { limit: 1000, error })
    await change()
    const { body } = await app('event.offline.get', { clear: 0 })
    await app('event.offline.error', { process_id: at(body, 'result', 'process_id') })
    session.advance(60_000)
  })

  test('renews that row, which stays marked: there is one for each message, connector and process', async () => {
    const [before] = await list()
    await change()

    const after = await list()
    const usual = await app('event.offline.get', { clear: 0 })

    expect(column(after, 'ERROR')).toEqual(['1'])
    expect([after[0]?.['ID'], after[0]?.['TIMESTAMP_X'] === before?.['TIMESTAMP_X']]).toEqual([before?.['ID'], false])
    expect(at(usual.body, 'result', 'events')).toEqual([])
  })

  test('gets a row beside it on a portal that keeps failures apart', async () => {
    await session.turn({ failedRow: 'add' })
    await change()

    expect(column(await list(), 'ERROR')).toEqual(['1', '0'])
  })
})
