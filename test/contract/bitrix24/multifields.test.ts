import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, rows, startPortal } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
afterEach(() => session.turn(defaultPortalSwitches))
afterAll(() => session.crm.close())

async function phones(id: number): Promise<unknown[]> {
  return rows(await session.result('crm.contact.get', { id }), 'PHONE').map(({ VALUE, VALUE_TYPE }) => [
    VALUE,
    VALUE_TYPE,
  ])
}

async function withPhones(): Promise<{ id: number; first: string; second: string }> {
  const id = await add(session, 'contact', {
    NAME: 'P',
    PHONE: [
      { VALUE: '+7 1', VALUE_TYPE: 'WORK' },
      { VALUE: '2', VALUE_TYPE: 'MOBILE' },
    ],
  })
  const [first, second] = rows(await session.result('crm.contact.get', { id }), 'PHONE').map((row) => String(row['ID']))
  return { id, first: first ?? '', second: second ?? '' }
}

const update = (id: number, PHONE: unknown): Promise<unknown> =>
  session.result('crm.contact.update', { id, fields: { PHONE } })

describe('phones and the like', () => {
  test('are kept as typed, with numbers of their own as texts', async () => {
    const { id, first } = await withPhones()

    const contact = await session.result('crm.contact.get', { id })

    expect(at(contact, 'PHONE', 0)).toEqual({ ID: first, VALUE_TYPE: 'WORK', VALUE: '+7 1', TYPE_ID: 'PHONE' })
    expect(at(contact, 'HAS_PHONE')).toBe('Y')
    expect(Object.keys(contact as object)).not.toContain('EMAIL')
  })

  test('come from one counter for all records of all kinds', async () => {
    const { second } = await withPhones()
    const company = await add(session, 'company', { TITLE: 'C', PHONE: [{ VALUE: '3', VALUE_TYPE: 'WORK' }] })

    expect(at(await session.result('crm.company.get', { id: company }), 'PHONE', 0, 'ID')).toBe(
      String(Number(second) + 1),
    )
  })

  test('without a number are added once more, however often they are sent', async () => {
    const { id } = await withPhones()

    await update(id, [{ VALUE: '+7 1', VALUE_TYPE: 'WORK' }])

    expect(await phones(id)).toEqual([
      ['+7 1', 'WORK'],
      ['2', 'MOBILE'],
      ['+7 1', 'WORK'],
    ])
  })

  test('change by their number, and what is not mentioned stays', async () => {
    const { id, second } = await withPhones()

    await update(id, [{ ID: second, VALUE: '22' }])

    expect(await phones(id)).toEqual([
      ['+7 1', 'WORK'],
      ['22', 'MOBILE'],
    ])
  })

  test.each([{ DELETE: 'Y', VALUE: '+7 1' }, { VALUE: '' }, { VALUE_TYPE: 'HOME' }])(
    'go by their number with %j',
    async (how) => {
      const { id, first } = await withPhones()

      await update(id, [{ ID: first, ...how }])

      expect(await phones(id)).toEqual([['2', 'MOBILE']])
    },
  )

  test('are not cleared by an empty list', async () => {
    const { id } = await withPhones()

    await update(id, [])

    expect(await phones(id)).toHaveLength(2)
  })

  test('of another contact cannot be reached by their number', async () => {
    const [mine, other] = [await withPhones(), await withPhones()]

    await update(mine.id, [{ ID: other.first, VALUE: 'stolen' }])

    expect(await phones(other.id)).toEqual([
      ['+7 1', 'WORK'],
      ['2', 'MOBILE'],
    ])
  })

  test('may come in a form, with brackets', async () => {
    const path = new URL(session.crm.bitrix24.webhook).pathname
    const form =
      'fields[NAME]=F&fields[PHONE][0][VALUE]=%2B1&fields[PHONE][0][VALUE_TYPE]=HOME&fields[PHONE][n1][VALUE]=2'
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }

    const { body } = await session.ask(`${path}crm.contact.add`, { method: 'POST', headers, body: form })

    expect(await phones(Number(at(body, 'result')))).toEqual([
      ['+1', 'HOME'],
      ['2', 'WORK'],
    ])
  })

  test('move the time of the change, or not, as the switch says', async () => {
    const { id } = await withPhones()
    session.advance(1000)
    await session.turn({ multifieldsBumpModified: false })
    await update(id, [{ VALUE: '3' }])
    const kept = at(await session.result('crm.contact.get', { id }), 'DATE_MODIFY')
    await session.turn({ multifieldsBumpModified: true })
    await update(id, [{ VALUE: '4' }])

    const moved = at(await session.result('crm.contact.get', { id }), 'DATE_MODIFY')

    expect(Date.parse(String(moved)) - Date.parse(String(kept))).toBe(1000)
  })

  test('that are no e-mail are refused, naming the field', async () => {
    const fields = { NAME: 'E', EMAIL: [{ VALUE: 'not an address', VALUE_TYPE: 'WORK' }] }

    const answer = await session.call('crm.contact.add', { fields })

    expect(answer).toMatchObject({ status: 400, body: { error: 'ERROR_CORE' } })
    expect(at(answer.body, 'error_description')).toContain('Work e-mail')
  })

  test('of an open line are kept as they are, and make HAS_IMOL', async () => {
    const VALUE = 'imol|livechat|1|67|21'
    const id = await add(session, 'contact', { NAME: 'Chat', IM: [{ VALUE, VALUE_TYPE: 'OPENLINE' }] })

    const contact = await session.result('crm.contact.get', { id })

    expect([at(contact, 'IM', 0, 'VALUE'), at(contact, 'IM', 0, 'VALUE_TYPE'), at(contact, 'HAS_IMOL')]).toEqual([
      VALUE,
      'OPENLINE',
      'Y',
    ])
  })
})

describe('crm.duplicate.findbycomm', () => {
  test('finds by phone, however it is written, and by e-mail in any case', async () => {
    const contact = await add(session, 'contact', {
      NAME: 'D',
      PHONE: [{ VALUE: '8 (916) 123-45-67 доб. 12' }],
      EMAIL: [{ VALUE: 'Dup@Example.com' }],
    })
    const company = await add(session, 'company', { TITLE: 'D', PHONE: [{ VALUE: '+79161234567' }] })

    const byPhone = await session.result('crm.duplicate.findbycomm', { type: 'PHONE', values: ['+7 916 123 45 67'] })
    const ofContacts = await session.result('crm.duplicate.findbycomm', {
      type: 'EMAIL',
      values: ['dup@example.com'],
      entity_type: 'CONTACT',
    })

    expect(byPhone).toEqual({ CONTACT: [contact], COMPANY: [company] })
    expect(ofContacts).toEqual({ CONTACT: [contact] })
  })

  test('answers a list where it finds nothing, as PHP does', async () => {
    expect(await session.result('crm.duplicate.findbycomm', { type: 'EMAIL', values: ['nobody@example.com'] })).toEqual(
      [],
    )
  })

  test('does not look at later kinds once it has found enough', async () => {
    const PHONE = [{ VALUE: '+7 777 777 77 77' }]
    for (let index = 0; index < 20; index += 1) await add(session, 'contact', { NAME: 'Many', PHONE })
    await add(session, 'company', { TITLE: 'Hidden', PHONE })

    const found = await session.result('crm.duplicate.findbycomm', { type: 'PHONE', values: ['77777777777'] })

    expect(Object.keys(found as object)).toEqual(['CONTACT'])
    expect(at(found, 'CONTACT')).toHaveLength(20)
  })

  test.each([
    [{ values: ['1'] }, 'Communication type is not defined'],
    [{ type: 'FAX', values: ['1'] }, "Communication type 'FAX' is not supported in current context"],
    [{ type: 'PHONE' }, 'Communication values is not defined'],
    [{ type: 'PHONE', values: '1' }, 'Communication values is not defined'],
  ])('with %j says %s', async (params, error_description) => {
    expect(await session.call('crm.duplicate.findbycomm', params)).toMatchObject({
      status: 400,
      body: { error: '', error_description },
    })
  })
})

describe('crm.entity.mergeBatch', () => {
  test('keeps the first with what the others had, and leaves what differs to people', async () => {
    const first = await add(session, 'contact', { NAME: 'Same' })
    const second = await add(session, 'contact', { NAME: 'Same', POST: 'Cook', PHONE: [{ VALUE: '9' }] })
    const other = await add(session, 'contact', { NAME: 'Other' })
    const merge = (ids: number[]) =>
      session.result('crm.entity.mergeBatch', { params: { entityTypeId: 3, entityIds: ids } })

    expect(await merge([first, other])).toEqual({ STATUS: 'CONFLICT', ENTITY_IDS: [] })
    expect(await merge([first, second])).toEqual({ STATUS: 'SUCCESS', ENTITY_IDS: [second] })
    expect(await session.result('crm.contact.get', { id: first })).toMatchObject({
      POST: 'Cook',
      PHONE: [{ VALUE: '9' }],
    })
    expect(await merge([first, second])).toEqual({ STATUS: 'ERROR', ENTITY_IDS: [] })
  })
})
