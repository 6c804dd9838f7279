import { B24Hook, B24OAuth, ParamsFactory } from '@bitrix24/b24jssdk'
import type { AjaxResult, Result } from '@bitrix24/b24jssdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHttpsFront } from '../demo-crm/https-front.ts'
import type { HttpsFront } from '../demo-crm/https-front.ts'
import { at, column, rows, startPortal } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession
let front: HttpsFront
let hook: B24Hook

beforeAll(async () => {
  session = await startPortal({ contacts: 130, clock: Date.now })
  front = await openHttpsFront(session.crm.bitrix24.url)
  const path = new URL(session.crm.bitrix24.webhook).pathname
  hook = B24Hook.fromWebhookUrl(`https://${front.host}${path}`, {
    restrictionParams: ParamsFactory.getBatchProcessing(),
  })
  hook.offClientSideWarning()
})
afterAll(async () => {
  hook.destroy()
  await front.close()
  await session.crm.close()
})

const COMPANY = 4
const CONTACT = 3

async function make(
  method: string,
  params: Record<string, unknown> = {},
  client: B24Hook | B24OAuth = hook,
): Promise<unknown> {
  const answer: AjaxResult<unknown> = await client.actions.v2.call.make({ method, params })
  if (!answer.isSuccess) throw new Error(answer.getErrorMessages().join('; '))
  return answer.getData()?.result
}

/** What the client throws or reports: the code that it read. */
async function codeOf(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
  try {
    const answer = await hook.actions.v2.call.make({ method, params })
    return at([...answer.getErrors()], 0, 'code')
  } catch (error) {
    return at(error, 'code')
  }
}

describe('the vendor’s own client, over HTTPS with a webhook,', () => {
  test('asks the time and sees what it cost', async () => {
    const answer = await hook.actions.v2.call.make({ method: 'server.time' })

    const time = answer.getData()?.time
    expect(answer.isSuccess).toBe(true)
    expect(Number(at(time, 'operating'))).toBeGreaterThanOrEqual(0)
    expect(Number(at(time, 'operating_reset_at'))).toBeGreaterThan(0)
  })

  test('makes, reads, changes and deletes contacts by both families of methods', async () => {
    const id = Number(
      await make('crm.contact.add', { fields: { NAME: 'Sdk', PHONE: [{ VALUE: '+7', VALUE_TYPE: 'WORK' }] } }),
    )
    await make('crm.item.update', { entityTypeId: CONTACT, id, fields: { lastName: 'Renamed' } })

    const old = await make('crm.contact.get', { id })
    const universal = await make('crm.item.get', { entityTypeId: CONTACT, id })
    await make('crm.contact.delete', { id })

    expect(old).toMatchObject({ ID: String(id), NAME: 'Sdk', LAST_NAME: 'Renamed', PHONE: [{ VALUE: '+7' }] })
    expect(at(universal, 'item')).toMatchObject({ id, name: 'Sdk', lastName: 'Renamed', phone: '+7' })
    expect(await codeOf('crm.item.get', { entityTypeId: CONTACT, id })).toBe('NOT_FOUND')
  })

  test('walks a whole list by id, and page after page', async () => {
    const params = { select: ['ID', 'NAME'] }
    const list = await hook.actions.v2.callList.make<Record<string, unknown>>({
      method: 'crm.contact.list',
      params,
      idKey: 'ID',
    })
    const pages: number[] = []
    const walk = hook.actions.v2.fetchList.make<Record<string, unknown>>({
      method: 'crm.contact.list',
      params,
      idKey: 'ID',
    })
    for await (const page of walk) pages.push(page.length)

    expect(list.getData()).toHaveLength(130)
    expect(pages).toEqual([50, 50, 30])
  })

  test('walks crm.item.list with a filter, under its own key', async () => {
    const list = await hook.actions.v2.callList.make<Record<string, unknown>>({
      method: 'crm.item.list',
      params: { entityTypeId: COMPANY, select: ['id', 'title'], filter: { '>=id': 6 } },
      idKey: 'id',
      customKeyForResult: 'items',
    })

    expect(column(list.getData(), 'id')).toEqual(Array.from({ length: 17 }, (_, index) => index + 6))
  })

  test('sends batches, named and in lists, and reads the errors of single commands', async () => {
    const get = (id: number) => ({ method: 'crm.item.get', params: { entityTypeId: CONTACT, id } })
    const named = await hook.actions.v2.batch.make<Record<string, unknown>>({
      calls: { first: get(1), second: get(2) },
      options: { returnAjaxResult: true },
    })
    const broken = await hook.actions.v2.batch.make<Record<string, unknown>>({
      calls: [
        ['crm.item.list', { entityTypeId: COMPANY, filter: { '>ddId': 1 } }],
        ['crm.item.list', { entityTypeId: COMPANY, select: ['id'] }],
      ],
      options: { isHaltOnError: false, returnAjaxResult: true },
    })

    const data = (named as Result<Record<string, AjaxResult<unknown>>>).getData()
    expect(at(data?.['second']?.getData(), 'result', 'item', 'id')).toBe(2)
    expect(Number(at(data?.['first']?.getData(), 'time', 'operating_reset_at'))).toBeGreaterThan(0)
    expect(broken.isSuccess).toBe(false)
    expect([...broken.getErrors()].map((error) => at(error, 'code'))).toEqual(['INVALID_ARG_VALUE'])
  })

  test('sends more commands than fit into one batch', async () => {
    const calls = Array.from(
      { length: 120 },
      (_, index) => ['crm.item.get', { entityTypeId: CONTACT, id: index + 1 }] as [string, object],
    )

    const answer = await hook.actions.v2.batchByChunk.make<Record<string, unknown>>({
      calls,
      options: { isHaltOnError: false },
    })

    expect(answer.isSuccess).toBe(true)
    expect((answer.getData() ?? []).map((row) => at(row, 'item', 'id'))).toEqual(
      Array.from({ length: 120 }, (_, index) => index + 1),
    )
  })

  test('links companies, reads directories, leads and product rows', async () => {
    await make('crm.contact.company.items.set', {
      id: 2,
      items: [{ COMPANY_ID: 3 }, { COMPANY_ID: 4, IS_PRIMARY: 'Y' }],
    })
    const lead = await make('crm.lead.add', { fields: { TITLE: 'Sdk' } })
    await make('crm.lead.productrows.set', { id: lead, rows: [{ PRODUCT_NAME: 'Chair', PRICE: 10, QUANTITY: 3 }] })

    expect(column(await make('crm.contact.company.items.get', { id: 2 }), 'IS_PRIMARY')).toEqual(['N', 'Y'])
    expect(at(await make('crm.lead.get', { id: lead }), 'OPPORTUNITY')).toBe('30.00')
    expect(rows(await make('crm.status.list', { filter: { ENTITY_ID: 'STATUS' } }))).toHaveLength(5)
  })

  test('reads the errors of the portal', async () => {
    const codes = [
      await codeOf('crm.nothing'),
      await codeOf('app.option.get'),
      await codeOf('crm.status.get', { id: 'x' }),
    ]

    expect(codes.slice(0, 2)).toEqual(['ERROR_METHOD_NOT_FOUND', 'ACCESS_DENIED'])
    expect(codes[2]).toBeDefined()
  })

  test('waits and tries again when it is told that it asks too much', async () => {
    await session.control('POST', '/faults', { kind: 'query-limit', times: 1 })

    const result = await make('server.time')

    expect(result).toMatch(/\+03:00$/)
  })
})

describe('the same client as an application', () => {
  test('refreshes an expired token by itself and goes on with the new pair', async () => {
    const { clientId, clientSecret } = session.crm.bitrix24
    const code = String(at((await session.control('POST', '/bitrix24/oauth-code', {})).body, 'code'))
    const query = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'authorization_code',
      code,
    })
    const granted: unknown = await (await fetch(`https://${front.host}/oauth/token/?${query.toString()}`)).json()
    const text = (key: string): string => String(at(granted, key))
    const app = new B24OAuth(
      {
        ...{ applicationToken: '', userId: 1, memberId: text('member_id'), accessToken: text('access_token') },
        ...{
          refreshToken: text('refresh_token'),
          expires: Number(at(granted, 'expires')),
          expiresIn: 3600,
          scope: text('scope'),
        },
        ...{
          domain: front.host,
          clientEndpoint: text('client_endpoint'),
          serverEndpoint: text('server_endpoint'),
          status: 'L',
        },
      },
      { clientId, clientSecret },
    )
    app.offClientSideWarning()
    const refreshed: string[] = []
    app.setCallbackRefreshAuth(({ authData }) => {
      refreshed.push(authData.access_token)
      return Promise.resolve()
    })
    await make('event.bind', { event: 'onCrmContactAdd', event_type: 'offline' }, app)
    await session.control('POST', '/faults', { kind: 'expire-token' })

    const profile = await make('profile', {}, app)
    await session.control('DELETE', '/faults')
    await make('crm.contact.add', { fields: { NAME: 'Queued' } }, app)
    const queue = await make('event.offline.get', { clear: 0 }, app)

    app.destroy()
    expect(text('client_endpoint')).toBe(`https://${front.host}/rest/`)
    expect([at(profile, 'ID'), refreshed.length]).toEqual(['1', 1])
    expect(refreshed[0]).not.toBe(text('access_token'))
    expect(column(at(queue, 'events'), 'EVENT_NAME')).toEqual(['ONCRMCONTACTADD'])
  })
})
