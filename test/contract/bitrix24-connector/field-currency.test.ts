import { describe, expect, test } from 'vitest'
import type { Bitrix24Api } from '#core/connectors/bitrix24/api.ts'
import { changeField } from '#core/connectors/bitrix24/change-field.ts'
import { add, rows } from '../bitrix24/portal-session.ts'
import { fieldId, makeField, readOne, startContactWorld } from './contact-world.ts'

describe('changes of the form', () => {
  test('give a field of amounts another currency, beside its usual amount; amounts stay in what they were', async () => {
    const world = await startContactWorld()
    const { portal, ports, signal } = world
    const sum = fieldId(await makeField(world, 'SUM', 'money', { SETTINGS: { DEFAULT_VALUE: '100|USD' } }))
    const bare = fieldId(await makeField(world, 'BARE', 'money'))
    const id = await add(portal, 'contact', { NAME: 'Анна', [sum]: '300|USD' })

    await ports.changeField({ kind: 'set-currency', fieldId: sum, currency: 'EUR' }, signal)
    await ports.changeField({ kind: 'set-currency', fieldId: bare, currency: 'RUB' }, signal)

    const fields = await ports.pullFields(signal)
    const told = rows(await portal.result('crm.contact.userfield.list', { filter: { USER_TYPE_ID: 'money' } }))
    expect(fields.flatMap((one) => (one.kind === 'money' ? [[one.id, one.currency]] : []))).toEqual([
      [sum, 'EUR'],
      [bare, 'RUB'],
    ])
    expect(told.map(({ SETTINGS }) => SETTINGS)).toEqual([{ DEFAULT_VALUE: '100|EUR' }, { DEFAULT_VALUE: '|RUB' }])
    expect((await readOne(world, id)).fields.custom[sum]).toEqual([{ value: '300', code: 'USD' }])
  })

  test('say so when a portal keeps the currency that it had', async () => {
    const world = await startContactWorld()
    const sum = fieldId(await makeField(world, 'SUM', 'money', { SETTINGS: { DEFAULT_VALUE: '|USD' } }))
    const { context } = world.ports
    const deaf: Bitrix24Api = {
      ...context.api,
      call: (method, params, signal) =>
        method === 'crm.contact.userfield.update'
          ? Promise.resolve({ result: true, next: null, total: null, operating: null })
          : context.api.call(method, params, signal),
    }

    const asked = changeField(
      { ...context, api: deaf },
      { kind: 'set-currency', fieldId: sum, currency: 'EUR' },
      world.signal,
    )

    await expect(asked).rejects.toMatchObject({ code: 'remote/rejected', details: { reason: 'currency-not-kept' } })
  })

  test('find no currency where there are no amounts', async () => {
    const { ports, signal } = await startContactWorld()

    const asked = ports.changeField(
      { kind: 'set-currency', fieldId: fieldId('UF_CRM_ORDERS'), currency: 'EUR' },
      signal,
    )

    await expect(asked).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'no-such-field' } })
  })
})
