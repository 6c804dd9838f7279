import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, COLLEAGUE, failed, startPortal, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 2 })
})
afterAll(() => session.crm.close())

const section = (name: string) => ({ name, title: name.toUpperCase(), type: 'section', elements: [{ name: 'PHONE' }] })

describe.each(['contact', 'lead', 'deal', 'company'])('crm.%s.details.configuration', (kind) => {
  const method = (name: string): string => `crm.${kind}.details.configuration.${name}`
  const get = (params: Record<string, unknown> = {}): Promise<unknown> => session.result(method('get'), params)

  test('keeps a layout of one’s own and a common one apart', async () => {
    const before = await get()
    await session.result(method('set'), { data: [section('mine')] })
    await session.result(method('set'), { scope: 'C', data: [section('ours')] })

    expect(before).toBeNull()
    expect([at(await get(), 0, 'name'), at(await get({ scope: 'C' }), 0, 'name')]).toEqual(['mine', 'ours'])
    expect(await session.result(method('reset'))).toBe(true)
    expect([await get(), at(await get({ scope: 'C' }), 0, 'name')]).toEqual([null, 'ours'])
  })

  test('tells flags as texts and options where there are any', async () => {
    const elements = [{ name: 'PHONE', optionFlags: 1, options: { defaultCountry: 'DE' } }, { name: 'EMAIL' }]
    await session.result(method('set'), { data: [{ ...section('s'), elements }] })

    expect(at(await get(), 0, 'elements')).toEqual([
      { name: 'PHONE', optionFlags: '1', options: { defaultCountry: 'DE' } },
      { name: 'EMAIL', optionFlags: '0' },
    ])
  })

  test('is forced upon everybody by an administrator', async () => {
    const hook = await webhookOf(session, COLLEAGUE)
    await session.callBy(hook, method('set'), { data: [section('theirs')] })

    const denied = await session.callBy(hook, method('forceCommonScopeForAll'))
    const forced = await session.result(method('forceCommonScopeForAll'))

    expect(denied).toMatchObject(failed('Access denied.') as object)
    expect(forced).toBe(true)
    expect(at((await session.callBy(hook, method('get'))).body, 'result')).toBeNull()
  })

  test('of others and of all is for administrators', async () => {
    const hook = await webhookOf(session, COLLEAGUE)
    const data = [section('x')]

    const answers = [
      await session.callBy(hook, method('set'), { scope: 'C', data }),
      await session.callBy(hook, method('set'), { userId: 1, data }),
      await session.callBy(hook, method('get'), { scope: 'C' }),
      await session.call(method('set'), { userId: COLLEAGUE, data }),
    ]

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 200, 200])
    expect(at((await session.callBy(hook, method('get'))).body, 'result', 0, 'name')).toBe('x')
  })

  test.each([
    [{}, "Parameter 'data' must be array."],
    [{ data: { a: section('a') } }, 'The data must be indexed array.'],
    [{ data: [] }, 'There are no data to write.'],
    [
      { data: [{ name: 'a', title: 'A', type: 'column' }] },
      "Section at index 0 has type column. The expected type is 'section'.",
    ],
    [{ data: [section('a'), { title: 'A', type: 'section' }] }, 'Section at index 1 does not have name.'],
    [{ data: [{ name: 'a', type: 'section' }] }, 'Section at index 0 does not have title.'],
    [
      { data: [{ ...section('a'), elements: [{ name: 'X' }, {}] }] },
      'Element at index 1 in section at index 0 does not have name.',
    ],
  ])('refuses %j', async (params, text) => {
    expect(await session.call(method('set'), params)).toMatchObject(failed(text) as object)
  })
})

describe('layouts of leads', () => {
  test('are kept for simple and repeated ones, in either spelling', async () => {
    const of = (extras: Record<string, unknown>) => session.result('crm.lead.details.configuration.get', { extras })
    await session.result('crm.lead.details.configuration.set', {
      extras: { leadCustomerType: 2 },
      data: [section('repeat')],
    })
    await session.result('crm.lead.details.configuration.reset', {})

    expect(at(await of({ leadCustomerType: 2 }), 0, 'name')).toBe('repeat')
    expect(at(await of({ 'lead.customer.type': 2 }), 0, 'name')).toBe('repeat')
    expect(await of({ leadCustomerType: 1 })).toBeNull()
  })
})

describe('crm.item.details.configuration', () => {
  test('reaches the same layouts by the number of the kind', async () => {
    await session.result('crm.item.details.configuration.set', {
      entityTypeId: 3,
      scope: 'C',
      data: [section('items')],
    })

    expect(at(await session.result('crm.contact.details.configuration.get', { scope: 'C' }), 0, 'name')).toBe('items')
    expect(
      at(await session.result('crm.item.details.configuration.get', { entityTypeId: 3, scope: 'C' }), 0, 'name'),
    ).toBe('items')
    expect(await session.result('crm.item.details.configuration.reset', { entityTypeId: 3, scope: 'C' })).toBe(true)
    expect(await session.result('crm.item.details.configuration.forceCommonScopeForAll', { entityTypeId: 3 })).toBe(
      true,
    )
    expect((await session.call('crm.item.details.configuration.get', { entityTypeId: 31 })).status).toBe(400)
  })
})
