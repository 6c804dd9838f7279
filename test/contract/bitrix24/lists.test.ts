import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, column, rows, startPortal } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 120 })
})
afterAll(() => session.crm.close())

async function ids(params: Record<string, unknown>): Promise<unknown[]> {
  return column(await session.result('crm.contact.list', { select: ['ID'], ...params }), 'ID')
}

describe('pages of old lists', () => {
  test('have fifty rows and snap to an edge', async () => {
    const aligned = await ids({ start: 50 })
    const unaligned = await ids({ start: 77 })

    expect([aligned.length, aligned[0]]).toEqual([50, '51'])
    expect(unaligned).toEqual(aligned)
  })

  test('are not counted with start -1', async () => {
    const { body } = await session.call('crm.contact.list', { start: -1 })

    expect([rows(body, 'result').length, at(body, 'total'), at(body, 'next')]).toEqual([50, 0, undefined])
  })

  test('can be walked by id to the end', async () => {
    const seen: unknown[] = []
    for (let last: unknown = 0; ; last = seen.at(-1)) {
      const page = await ids({ order: { ID: 'ASC' }, filter: { '>ID': last }, start: -1 })
      seen.push(...page)
      if (page.length < 50) break
    }

    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => String(index + 1)))
  })

  test('can be walked by the time of the change', async () => {
    const all = await session.result('crm.contact.list', {
      select: ['ID', 'DATE_MODIFY'],
      order: { DATE_MODIFY: 'ASC', ID: 'ASC' },
    })
    const since = String(rows(all)[40]?.['DATE_MODIFY'])

    const { body } = await session.call('crm.contact.list', {
      select: ['DATE_MODIFY'],
      filter: { '>=DATE_MODIFY': since },
    })

    const times = column(all, 'DATE_MODIFY').map((time) => Date.parse(String(time)))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(at(body, 'total')).toBe(80)
  })
})

describe('select', () => {
  test('brings plain fields and those of the portal by default, and no phones', async () => {
    const [row = {}] = rows(await session.result('crm.contact.list', { filter: { ID: 2 } }))

    expect(Object.keys(row)).toEqual(expect.arrayContaining(['ID', 'NAME', 'UF_CRM_ORDERS']))
    expect(Object.keys(row)).not.toContain('PHONE')
    expect(Object.keys(row)).not.toContain('COMPANY_IDS')
  })

  test.each([
    [['*'], 'NAME', 'UF_CRM_ORDERS'],
    [['UF_*'], 'UF_CRM_ORDERS', 'NAME'],
  ])('of %j brings %s and not %s', async (select, there, absent) => {
    const [row = {}] = rows(await session.result('crm.contact.list', { select, filter: { ID: 2 } }))

    expect([Object.keys(row).includes(there), Object.keys(row).includes(absent)]).toEqual([true, false])
  })

  test('of phones brings the id along', async () => {
    const id = await add(session, 'contact', { NAME: 'With phone', PHONE: [{ VALUE: '1' }] })

    const found = await session.result('crm.contact.list', { select: ['NAME', 'PHONE', 'EMAIL'], filter: { ID: id } })

    expect(found).toEqual([
      { ID: String(id), NAME: 'With phone', PHONE: [expect.objectContaining({ VALUE: '1', VALUE_TYPE: 'WORK' })] },
    ])
  })
})

describe('a filter', () => {
  test.each([
    [{ NAME: 'filter a' }, ['a']],
    [{ '=POST': 'FILTER' }, ['a', 'b', 'c']],
    [{ POST: 'Filter', '!NAME': 'Filter A' }, ['b', 'c']],
    [{ POST: 'Filter', '!=NAME': 'Filter A' }, ['b', 'c']],
    [{ POST: 'Filter', '@NAME': ['Filter A', 'Filter C'] }, ['a', 'c']],
    [{ POST: 'Filter', NAME: ['Filter A', 'Filter C'] }, ['a', 'c']],
    [{ POST: 'Filter', '!@NAME': ['Filter A', 'Filter C'] }, ['b']],
    [{ POST: 'Filter', '%LAST_NAME': 'ЁЛ' }, ['b']],
    [{ POST: 'Filter', '!%LAST_NAME': 'ёл' }, ['a', 'c']],
    [{ POST: 'Filter', '=%LAST_NAME': 'Ко%' }, ['a']],
    [{ POST: 'Filter', '%=LAST_NAME': '%т' }, ['a']],
    [{ POST: 'Filter', '!=%LAST_NAME': 'Ко%' }, ['b', 'c']],
    [{ POST: 'Filter', '!%=LAST_NAME': 'Ко%' }, ['b', 'c']],
    [{ POST: 'Filter', LAST_NAME: '' }, ['c']],
    [{ POST: 'Filter', '!LAST_NAME': '' }, ['a', 'b']],
    [{ POST: 'Filter', PHONE: '+7 (1)' }, ['a']],
    [{ POST: 'Filter', PHONE: '+71' }, []],
    [{ POST: 'Filter', HAS_PHONE: 'N' }, ['b', 'c']],
    [{ POST: 'Filter', '>BIRTHDATE': '1990-01-01' }, ['b']],
    [{ POST: 'Filter', '<=BIRTHDATE': '1980-05-05' }, ['a']],
    [{ POST: 'Filter', '>=UF_CRM_ORDERS': 9 }, ['b']],
    [{ POST: 'Filter', UF_CRM_INTERESTS: 2 }, ['a', 'b']],
    [{ POST: 'Filter', '!UF_CRM_INTERESTS': 1 }, ['b', 'c']],
    [{ POST: 'Filter', UF_CRM_INTERESTS: '' }, ['c']],
    [{ POST: 'Filter', UF_CRM_NEWSLETTER: 1 }, ['a']],
    [{ POST: 'Filter', NOTHING: 'x', 0: '' }, ['a', 'b', 'c']],
  ])('of %j finds %j', async (filter, expected) => {
    const made = await makeThree()

    const found = await session.result('crm.contact.list', { filter: { ...filter, '>=ID': made }, select: ['NAME'] })

    expect(column(found, 'NAME')).toEqual(expected.map((letter) => `Filter ${letter.toUpperCase()}`))
  })

  test('takes moments in ISO and in the plain form, as the server lives them', async () => {
    const made = await makeThree()
    const of = (value: string): Promise<unknown[]> => ids({ filter: { '>=ID': made, '>=DATE_CREATE': value } })

    const lengths = [
      await of('2025-06-01T15:00:00+03:00'),
      await of('2025-06-01 15:00:00'),
      await of('2025-06-01T12:00:01Z'),
    ]

    expect(lengths.map((found) => found.length)).toEqual([3, 3, 0])
  })
})

let made: number | undefined
/** Three contacts, made once. */
async function makeThree(): Promise<number> {
  if (made !== undefined) return made
  const first = {
    LAST_NAME: 'Кот',
    BIRTHDATE: '1980-05-05',
    UF_CRM_ORDERS: 5,
    UF_CRM_INTERESTS: [1, 2],
    UF_CRM_NEWSLETTER: 'Y',
  }
  const second = { LAST_NAME: 'Новосёлов', BIRTHDATE: '1999-05-05', UF_CRM_ORDERS: 10, UF_CRM_INTERESTS: [2] }
  made = await add(session, 'contact', { NAME: 'Filter A', POST: 'Filter', ...first, PHONE: [{ VALUE: '+7 (1)' }] })
  await add(session, 'contact', { NAME: 'Filter B', POST: 'Filter', ...second })
  await add(session, 'contact', { NAME: 'Filter C', POST: 'Filter' })
  return made
}
