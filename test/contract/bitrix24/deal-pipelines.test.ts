import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, startPortal } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

// The pipeline of a deal (§9.1 CATEGORY_ID, §8.1 the event). Whether a change may name another one is nowhere said: a switch.

let session: PortalSession
let id = 0

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
beforeEach(async () => {
  await session.turn(defaultPortalSwitches)
  id = await add(session, 'deal', { TITLE: 'Moving', STAGE_ID: 'PREPARATION' })
})
afterAll(() => session.crm.close())

const move = async (fields: Record<string, unknown>): Promise<unknown> =>
  at(await session.result('crm.item.update', { entityTypeId: 2, id, fields }), 'item')

describe('a deal', () => {
  test('begins another pipeline at its first stage', async () => {
    const item = await move({ categoryId: 1 })

    expect(item).toMatchObject({ categoryId: 1, stageId: 'C1:NEW', stageSemanticId: 'P', closed: 'N' })
    expect(await session.result('crm.deal.get', { id })).toMatchObject({ CATEGORY_ID: '1', STAGE_ID: 'C1:NEW' })
  })

  test('begins it at the stage that is named, when it is one of that pipeline', async () => {
    const won = await move({ categoryId: 1, stageId: 'C1:WON' })
    const back = await move({ categoryId: 0, stageId: 'C1:WON' })

    expect(won).toMatchObject({ categoryId: 1, stageId: 'C1:WON', stageSemanticId: 'S', closed: 'Y' })
    expect(back).toMatchObject({ categoryId: 0, stageId: 'NEW', stageSemanticId: 'P', closed: 'N' })
  })

  test('stays where it is when the pipeline is the same one', async () => {
    const item = await move({ categoryId: 0, title: 'Still here' })

    expect(item).toMatchObject({ categoryId: 0, stageId: 'PREPARATION', title: 'Still here' })
  })

  test('goes to no pipeline that is not there', async () => {
    const answer = await session.call('crm.item.update', { entityTypeId: 2, id, fields: { categoryId: 99 } })

    expect(answer).toMatchObject({ status: 400, body: { error: 'CRM_FIELD_ERROR_VALUE_NOT_VALID' } })
    expect(await session.result('crm.deal.get', { id })).toMatchObject({ CATEGORY_ID: '0', STAGE_ID: 'PREPARATION' })
  })

  test('keeps its pipeline where it is fixed, and by the old method anywhere', async () => {
    await session.result('crm.deal.update', { id, fields: { CATEGORY_ID: 1 } })
    await session.turn({ dealPipeline: 'fixed' })
    const item = await move({ categoryId: 1, stageId: 'C1:NEW', title: 'Fixed' })

    expect(item).toMatchObject({ categoryId: 0, stageId: 'PREPARATION', title: 'Fixed' })
  })
})
