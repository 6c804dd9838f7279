import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import type { AmocrmContext } from '#core/connectors/amocrm/context.ts'
import { createListLength } from '#core/connectors/amocrm/list-length.ts'
import { settled } from '#test/support/fake-clock.ts'

const source = { path: '/things', key: 'things', row: v.object({ id: v.number() }) }
const go = new AbortController().signal

interface Asked {
  readonly query: { readonly page: number; readonly limit: number }
}

/** A list of so many rows; `fails` refuses all questions. */
function createCrm(rows: number, fails = false) {
  let asked = 0
  const getJson = async (_path: string, { query: { page, limit } }: Asked) => {
    asked += 1
    if (fails) throw new Error('out of order')
    return page * limit > rows ? null : { rows: [{ id: page }], hasNext: true }
  }
  const context = { http: { getJson } } as unknown as AmocrmContext
  return { length: createListLength(context, source, go), asked: () => asked }
}

/** What is said to be left after this page, once all questions are answered. */
async function leftAfter(page: number, { length }: ReturnType<typeof createCrm>): Promise<number | null> {
  length.left(page)
  for (let turn = 0; turn < 40; turn++) await settled()
  return length.left(page)
}

describe('the length of a list', () => {
  test.each([2_100, 7_999, 8_000, 40_000, 100_000, 1_000_000])('of %d rows is found well enough', async (rows) => {
    const crm = createCrm(rows)

    const left = await leftAfter(8, crm)

    const found = (left ?? NaN) + 2_000
    expect(Math.max(found / rows, rows / found)).toBeLessThan(1.36)
    expect(crm.asked()).toBeLessThanOrEqual(9)
  })

  test('costs nothing where the list may be short', async () => {
    const crm = createCrm(100_000)

    expect([await leftAfter(7, crm), crm.asked()]).toEqual([null, 0])
  })

  test('is asked for once', async () => {
    const crm = createCrm(100_000)
    await leftAfter(8, crm)
    const once = crm.asked()

    await leftAfter(30, crm)

    expect(crm.asked()).toBe(once)
  })

  test('is unknown when the walk has come further, when the CRM fails, and when the list never ends', async () => {
    const short = createCrm(2_100)
    await leftAfter(8, short)

    expect(short.length.left(50)).toBeNull()
    expect(await leftAfter(8, createCrm(100_000, true))).toBeNull()
    expect(await leftAfter(8, createCrm(Infinity))).toBeNull()
  })
})
