import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, COLLEAGUE, column, failed, START_TEXT, startPortal, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 2 })
})
afterAll(() => session.crm.close())

const addCategory = async (fields: object): Promise<number> =>
  Number(await session.result('crm.dealcategory.add', { fields }))

describe('crm.dealcategory', () => {
  test('makes, reads, changes and deletes pipelines', async () => {
    const id = await addCategory({ NAME: 'Repairs', SORT: 7 })

    const made = await session.result('crm.dealcategory.get', { id })
    await session.result('crm.dealcategory.update', { id, fields: { NAME: 'Service' } })

    expect(made).toEqual({ ID: String(id), CREATED_DATE: START_TEXT, NAME: 'Repairs', IS_LOCKED: 'N', SORT: '7' })
    expect(await session.result('crm.category.get', { entityTypeId: 2, id })).toMatchObject({
      category: { id, name: 'Service', sort: 7 },
    })
    expect(await session.result('crm.dealcategory.delete', { id })).toBe(true)
    expect(await session.call('crm.dealcategory.get', { id })).toMatchObject(failed('Not found') as object)
  })

  test('lists all but the general one, by what was asked for', async () => {
    const first = await addCategory({ NAME: 'Alpha', SORT: 900 })
    const second = await addCategory({ NAME: 'Beta', SORT: 1000 })

    const all = await session.call('crm.dealcategory.list')
    const order = { SORT: 'DESC' }
    const ids = column(await session.result('crm.dealcategory.list', { order }), 'ID')
    const named = await session.result('crm.dealcategory.list', { filter: { NAME: 'Alpha' } })

    expect(column(at(all.body, 'result'), 'ID')).not.toContain('0')
    expect(at(all.body, 'total')).toBe(ids.length)
    expect(ids.slice(0, 2)).toEqual([String(second), String(first)])
    expect(column(named, 'NAME')).toEqual(['Alpha'])
  })

  test('tells the stages of a pipeline, and where they are kept', async () => {
    const id = await addCategory({ NAME: 'Staged' })

    const stages = await session.result('crm.dealcategory.stage.list', { id })
    const general = await session.result('crm.dealcategory.stage.list')

    expect(await session.result('crm.dealcategory.status', { id })).toBe(`DEAL_STAGE_${id}`)
    expect(await session.result('crm.dealcategory.status', { id: 0 })).toBe('DEAL_STAGE')
    expect(column(stages, 'STATUS_ID')).toEqual(column(general, 'STATUS_ID').map((stage) => `C${id}:${String(stage)}`))
    expect(Object.keys(stages?.[0 as never] ?? {})).toEqual(['NAME', 'SORT', 'STATUS_ID'])
    expect(await session.result('crm.dealcategory.stage.list', { id: 9999 })).toEqual([])
  })

  test('renames the general one', async () => {
    await session.result('crm.dealcategory.default.set', { name: 'Common' })

    expect(await session.result('crm.dealcategory.default.get')).toEqual({ ID: 0, NAME: 'Common' })
  })

  test('keeps a pipeline with deals, and is changed by administrators only', async () => {
    const id = await addCategory({ NAME: 'Busy' })
    await add(session, 'deal', { TITLE: 'Here', CATEGORY_ID: id })
    const theirs = await webhookOf(session, COLLEAGUE, ['crm'])

    const refused = await session.call('crm.dealcategory.delete', { id })
    const denied = await session.callBy(theirs, 'crm.dealcategory.update', { id, fields: { NAME: 'Theirs' } })
    const nameless = await session.call('crm.dealcategory.add', { fields: {} })

    expect([refused.status, nameless.status]).toEqual([400, 400])
    expect(denied).toMatchObject(failed('Access denied.') as object)
  })
})
