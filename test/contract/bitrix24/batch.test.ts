import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, startPortal } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal()
})
afterEach(() => session.turn(defaultPortalSwitches))
afterAll(() => session.crm.close())

async function batch(cmd: unknown, halt: unknown = 0): Promise<unknown> {
  return session.result('batch', { halt, cmd })
}

describe('a batch', () => {
  test('runs commands in order, each under its key, with totals and pages of lists', async () => {
    const result = await batch({ one: 'crm.contact.get?id=5', many: 'crm.contact.list?select[]=ID' })

    expect(result).toEqual({
      result: {
        one: expect.objectContaining({ ID: '5' }) as object,
        many: expect.arrayContaining([{ ID: '5' }]) as object,
      },
      result_error: [],
      result_total: { many: 60 },
      result_next: { many: 50 },
      result_time: { one: expect.any(Object) as object, many: expect.any(Object) as object },
    })
  })

  test('takes results of earlier commands: of a record, and of a list', async () => {
    const company = await add(session, 'company', { TITLE: 'Referred' })
    const id = await add(session, 'contact', { NAME: 'Referring', COMPANY_ID: company })

    const result = await batch({
      list: `crm.contact.list?filter[NAME]=Referring&select[]=ID`,
      contact: 'crm.contact.get?id=$result[list][0][ID]',
      company: 'crm.company.get?id=$result[contact][COMPANY_ID]',
      text: 'crm.company.add?fields[TITLE]=Copy of $result[company][TITLE]',
      copy: 'crm.company.get?id=$result[text]',
    })

    expect(at(result, 'result', 'contact', 'ID')).toBe(String(id))
    expect(at(result, 'result', 'company', 'ID')).toBe(String(company))
    expect(at(result, 'result', 'copy', 'TITLE')).toBe('Copy of Referred')
  })

  test.each([
    ['JSON', 'application/json', '{"halt":0,"cmd":{"first":"crm.contact.get?id=5","2":"FIRST","1":"SECOND"}}'],
    [
      'a form',
      'application/x-www-form-urlencoded',
      'cmd[first]=crm.contact.get?id=5&cmd[2]=FIRST&cmd[1]=SECOND'.replaceAll('?', '%3F'),
    ],
    ['a query', '', 'cmd[first]=crm.contact.get%3Fid%3D5&cmd[2]=FIRST&cmd[1]=SECOND'],
  ])('keeps the order of %s, numbers for keys or not', async (_, type, text) => {
    const later = (key: string) => `crm.contact.list?filter[ID]=$result[${key}][ID]`
    const written = (key: string) => (type.includes('json') ? later(key) : encodeURIComponent(later(key)))
    const sent = text.replace('FIRST', written('first')).replace('SECOND', written('2][0'))
    const path = `${new URL(session.crm.bitrix24.webhook).pathname}batch`

    const { body } =
      type === ''
        ? await session.ask(`${path}?${sent}`)
        : await session.ask(path, { method: 'POST', headers: { 'content-type': type }, body: sent })

    expect(at(body, 'result', 'result_error')).toEqual([])
    expect(at(body, 'result', 'result', '1', 0, 'ID')).toBe('5')
  })

  test('tells each failure under its key and goes on', async () => {
    const result = await batch({ bad: 'crm.contact.get?id=999999', none: 'crm.nothing', good: 'profile' })

    expect(at(result, 'result_error')).toEqual({
      bad: { error: '', error_description: 'Not found' },
      none: { error: 'ERROR_METHOD_NOT_FOUND', error_description: 'Method not found!' },
    })
    expect(Object.keys(at(result, 'result') as object)).toEqual(['good'])
  })

  test.each([1, true, '1'])('stops at the first failure with halt %j', async (halt) => {
    const result = await batch({ good: 'profile', bad: 'crm.contact.get?id=0', later: 'profile' }, halt)

    expect(Object.keys(at(result, 'result') as object)).toEqual(['good'])
    expect(Object.keys(at(result, 'result_error') as object)).toEqual(['bad'])
  })

  test('is answered with lists for keys that count from 0, and with a map once one is missing', async () => {
    const whole = await batch(['server.time', 'server.time'])
    const broken = await batch(['crm.nothing', 'server.time'])

    expect(Array.isArray(at(whole, 'result'))).toBe(true)
    expect(Object.keys(at(broken, 'result') as object)).toEqual(['1'])
    expect(Array.isArray(at(broken, 'result'))).toBe(false)
    expect(at(broken, 'result_error', 0, 'error')).toBe('ERROR_METHOD_NOT_FOUND')
  })

  test('keeps the null that a command answers', async () => {
    const result = await batch({ card: 'crm.contact.details.configuration.get?scope=C' })

    expect(at(result, 'result')).toEqual({ card: null })
  })

  test('refuses commands beyond the fiftieth one by one, and a batch within', async () => {
    const many = await batch(Array.from({ length: 52 }, () => 'server.time'))
    const nested = await batch({ inner: 'batch?cmd[a]=profile' })

    expect(Object.keys(at(many, 'result') as object)).toHaveLength(50)
    expect(at(many, 'result_error')).toMatchObject({
      50: { error: 'ERROR_BATCH_LENGTH_EXCEEDED' },
      51: { error: 'ERROR_BATCH_LENGTH_EXCEEDED' },
    })
    expect(at(nested, 'result_error', 'inner', 'error')).toBe('ERROR_BATCH_METHOD_NOT_ALLOWED')
  })

  test('says where a reference leads nowhere, or takes it as empty where the switch says so', async () => {
    const strict = await batch({ a: 'crm.contact.get?id=$result[nobody][ID]' })
    await session.turn({ missingReference: 'empty' })
    const lenient = await batch({ a: 'crm.contact.get?id=$result[nobody][ID]' })

    expect(at(strict, 'result_error', 'a', 'error_description')).toContain('Could not find value for parameter')
    expect(at(lenient, 'result_error', 'a', 'error_description')).toBe('ID is not defined or invalid.')
  })

  test('may be a form, with commands encoded once more', async () => {
    const cmd = encodeURIComponent('crm.contact.list?filter[%3CID]=3&select[]=ID')
    const path = new URL(session.crm.bitrix24.webhook).pathname

    const { body } = await session.ask(`${path}batch?halt=0&cmd[list]=${cmd}`)

    expect(at(body, 'result', 'result', 'list')).toEqual([{ ID: '1' }, { ID: '2' }])
  })

  test('is refused without commands', async () => {
    expect((await session.call('batch', {})).status).toBe(400)
  })

  test('says of a method that is not emulated what it says outside', async () => {
    const found = await session.result('batch', { cmd: { a: 'tasks.task.list', b: 'crm.nothing' } })

    expect(at(found, 'result_error')).toMatchObject({
      a: { error: 'NOT_EMULATED' },
      b: { error: 'ERROR_METHOD_NOT_FOUND' },
    })
  })
})
