import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { methods } from '#demo-crm/bitrix24/methods.ts'
import { startPortal, tokenOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession
let token: string

beforeAll(async () => {
  session = await startPortal({ contacts: 10 })
  token = await tokenOf(session)
})
afterAll(() => session.crm.close())

/** What careless and hostile clients send: the wrong shape in every place. */
const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e30,
  '',
  'x',
  '__proto__',
  "'; DROP TABLE b24_items; --",
  [],
  [[]],
  [null],
  ['x'],
  {},
  { 0: '' },
  { '': {} },
]
const names = [
  'id',
  'fields',
  'filter',
  'order',
  'select',
  'items',
  'rows',
  'data',
  'params',
  'start',
  'entityTypeId',
  'type',
  'values',
  'cmd',
  'process_id',
  'message_id',
  'event',
]

describe('odd input', () => {
  test.each([...methods.keys(), 'batch'])('is no reason for %s to fall over', async (method) => {
    const statuses = new Set<number>()
    for (const value of odd) {
      const everywhere = Object.fromEntries(names.map((name) => [name, value]))
      const nested = {
        ...everywhere,
        id: 1,
        entityTypeId: 3,
        fields: {
          NAME: value,
          PHONE: value,
          EMAIL: [value],
          fm: value,
          UF_CRM_INTERESTS: value,
          BIRTHDATE: value,
          LIST: value,
        },
        filter: { '>=DATE_MODIFY': value, '!%NAME': value, PHONE: value, '@ID': value, UF_CRM_INTERESTS: value },
      }
      for (const params of [everywhere, nested]) {
        const { status } = await session.callWith(token, method, params)
        statuses.add(status)
      }
    }

    expect([...statuses].filter((status) => status >= 500 || status === 401)).toEqual([])
  })

  test('in a path, a form or a body leaves the portal standing', async () => {
    const hook = new URL(session.crm.bitrix24.webhook).pathname
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const answers = [
      await session.ask(`${hook}crm.contact.list?filter[][][]=%ff&order[ID][x]=1&select=%`),
      await session.ask(`${hook}crm.contact.add`, { method: 'POST', headers: form, body: '[[[]]]=&fields=&fields[=1' }),
      await session.ask(`${hook}crm.contact.add`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"fields":',
      }),
      await session.ask(`${hook}crm.contact.add`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data' },
        body: '--',
      }),
      await session.ask(`/rest/1//${hook.slice(8)}`),
    ]

    expect(answers.filter(({ status }) => status >= 500)).toEqual([])
    expect((await session.call('profile')).status).toBe(200)
  })
})
