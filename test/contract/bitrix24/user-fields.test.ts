import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, column, COLLEAGUE, failed, rows, startPortal, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession
let count = 0

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
afterEach(() => session.turn(defaultPortalSwitches))
afterAll(() => session.crm.close())

describe.each(['contact', 'lead', 'deal', 'company'])('crm.%s.userfield', (kind) => {
  const method = (name: string): string => `crm.${kind}.userfield.${name}`
  const make = (fields: Record<string, unknown>): Promise<unknown> => {
    count += 1
    return session.result(method('add'), { fields: { FIELD_NAME: `T${count}`, USER_TYPE_ID: 'string', ...fields } })
  }

  test('adds a field with the usual settings, under the full name', async () => {
    const id = await make({ FIELD_NAME: `my_${kind}`, LABEL: 'My' })

    const field = await session.result(method('get'), { id })

    expect(field).toEqual({
      ...{ ID: String(id), ENTITY_ID: `CRM_${kind.toUpperCase()}`, FIELD_NAME: `UF_CRM_MY_${kind.toUpperCase()}` },
      ...{ USER_TYPE_ID: 'string', XML_ID: null, SORT: '100', MULTIPLE: 'N', MANDATORY: 'N', SHOW_FILTER: 'N' },
      ...{ SHOW_IN_LIST: 'N', EDIT_IN_LIST: 'Y', IS_SEARCHABLE: 'N' },
      SETTINGS: { SIZE: 20, ROWS: 1, REGEXP: '', MIN_LENGTH: 0, MAX_LENGTH: 0, DEFAULT_VALUE: '' },
      EDIT_FORM_LABEL: { ru: 'My', en: 'My' },
      LIST_COLUMN_LABEL: { ru: 'My', en: 'My' },
      LIST_FILTER_LABEL: { ru: 'My', en: 'My' },
      ERROR_MESSAGE: { ru: 'My', en: 'My' },
      HELP_MESSAGE: { ru: 'My', en: 'My' },
    })
  })

  test.each([
    ['X1', 'UF_CRM_X1'],
    ['UF_X2', 'UF_CRM_X2'],
    ['uf_crm_x3', 'UF_CRM_X3'],
  ])('makes of the name %s %s', async (name, full) => {
    const id = await make({ FIELD_NAME: name })

    expect(at(await session.result(method('get'), { id }), 'FIELD_NAME')).toBe(full)
  })

  test('changes what is named; labels lose the languages that are not', async () => {
    const id = await make({ LABEL: 'Old', SETTINGS: { ROWS: 3, DEFAULT_VALUE: 'd' } })

    const fields = {
      EDIT_FORM_LABEL: { en: 'New' },
      SORT: 5,
      MANDATORY: 'Y',
      USER_TYPE_ID: 'integer',
      SETTINGS: { ROWS: 99 },
    }
    const answer = await session.result(method('update'), { id, fields })

    expect(answer).toBe(true)
    expect(await session.result(method('get'), { id })).toMatchObject({
      ...{
        SORT: '5',
        MANDATORY: 'Y',
        USER_TYPE_ID: 'string',
        EDIT_FORM_LABEL: { ru: '', en: 'New' },
        LIST_COLUMN_LABEL: { ru: 'Old' },
      },
      SETTINGS: { ROWS: 50, DEFAULT_VALUE: 'd' },
    })
  })

  test('lists by filter and order, with labels of one language when that is asked for', async () => {
    const id = await make({ LABEL: 'Listed', XML_ID: `x-${kind}`, SORT: 7 })

    const plain = await session.call(method('list'), { filter: { XML_ID: `x-${kind}` } })
    const labelled = await session.result(method('list'), { filter: { XML_ID: `x-${kind}`, LANG: 'en' } })
    const sorted = column(await session.result(method('list'), { order: { ID: 'DESC' } }), 'ID').map(Number)

    expect(rows(plain.body, 'result')).toMatchObject([{ ID: String(id), SORT: '7' }])
    expect([at(plain.body, 'total'), at(plain.body, 'result', 0, 'EDIT_FORM_LABEL')]).toEqual([1, undefined])
    expect(at(labelled, 0, 'EDIT_FORM_LABEL')).toBe('Listed')
    expect(sorted).toEqual(sorted.toSorted((a, b) => b - a))
  })

  test('keeps options by their numbers: changes, removes, adds', async () => {
    const LIST = [{ VALUE: 'One', DEF: 'Y' }, { VALUE: 'Two', DEF: 'Y', XML_ID: 'two' }, { VALUE: '' }]
    const id = await make({ USER_TYPE_ID: 'enumeration', LIST })
    const [one, two] = rows(await session.result(method('get'), { id }), 'LIST')

    await session.result(method('update'), {
      ...{
        id,
        fields: {
          LIST: [
            { ID: one?.['ID'], VALUE: 'First' },
            { ID: two?.['ID'], DEL: 'Y' },
            { VALUE: 'Three', SORT: 600 },
          ],
        },
      },
    })

    expect([one?.['DEF'], two?.['DEF'], two?.['XML_ID']]).toEqual(['Y', 'N', 'two'])
    const after = rows(await session.result(method('get'), { id }), 'LIST')
    expect(after.map(({ ID, VALUE }) => [ID === one?.['ID'], VALUE])).toEqual([
      [true, 'First'],
      [false, 'Three'],
    ])
  })

  test('deletes a field with its values', async () => {
    const id = await make({ FIELD_NAME: `gone_${kind}` })
    const name = `UF_CRM_GONE_${kind.toUpperCase()}`
    const record = await add(session, kind, { NAME: 'V', TITLE: 'V', [name]: 'value' })

    const answer = await session.result(method('delete'), { id })
    await make({ FIELD_NAME: `gone_${kind}` })

    expect(answer).toBe(true)
    expect(at(await session.result(`crm.${kind}.get`, { id: record }), name)).toBeNull()
  })

  test.each([
    [{ USER_TYPE_ID: 'string' }, "The 'FIELD_NAME' field is not found.", ''],
    [{ FIELD_NAME: 'A' }, "The 'USER_TYPE_ID' field is not found.", ''],
    [{ FIELD_NAME: 'A', USER_TYPE_ID: 'nothing' }, 'Invalid user type specified.<br>', 'ERROR_CORE'],
    [{ FIELD_NAME: 'Ж', USER_TYPE_ID: 'string' }, /invalid characters/, 'ERROR_CORE'],
    [{ FIELD_NAME: 'A'.repeat(60), USER_TYPE_ID: 'string' }, /50 characters/, 'ERROR_CORE'],
    [
      {
        FIELD_NAME: 'E',
        USER_TYPE_ID: 'enumeration',
        LIST: [
          { VALUE: 'a', XML_ID: 'x' },
          { VALUE: 'b', XML_ID: 'x' },
        ],
      },
      /unique/,
      'ERROR_CORE',
    ],
  ])('refuses %j', async (fields, text, error) => {
    const { status, body } = await session.call(method('add'), { fields })

    expect([status, at(body, 'error')]).toEqual([400, error])
    expect(at(body, 'error_description')).toMatch(text)
  })

  test('joins several complaints by a line end', async () => {
    const { body } = await session.call(method('add'), { fields: { FIELD_NAME: 'Ж', USER_TYPE_ID: 'nothing' } })

    expect(String(at(body, 'error_description')).split('\n')).toHaveLength(2)
  })

  test('is changed by administrators alone, and not through another kind', async () => {
    const id = await make({})
    const hook = await webhookOf(session, COLLEAGUE)
    const other = kind === 'contact' ? 'lead' : 'contact'

    expect(await session.callBy(hook, method('add'), { fields: {} })).toMatchObject(failed('Access denied.') as object)
    expect((await session.callBy(hook, method('get'), { id })).status).toBe(200)
    expect(await session.call(`crm.${other}.userfield.get`, { id })).toMatchObject(failed('Access denied.') as object)
    const missing = failed("The entity with ID '999999' is not found.", 'ERROR_NOT_FOUND') as object
    expect(await session.call(method('get'), { id: 999_999 })).toMatchObject(missing)
    expect(await session.call(method('delete'), {})).toMatchObject(failed('ID is not defined or invalid.') as object)
  })
})

describe('the database', () => {
  test('holds 1016 fields of a kind, and falls over at one more', async () => {
    const own = rows(await session.result('crm.company.userfield.list')).length
    const names = Array.from(
      { length: 1016 - own },
      (_, index) => `crm.company.userfield.add?fields[FIELD_NAME]=N${index}&fields[USER_TYPE_ID]=integer`,
    )
    for (let start = 0; start < names.length; start += 50)
      await session.result('batch', { cmd: names.slice(start, start + 50) })

    const { status, body } = await session.call('crm.company.userfield.add', {
      fields: { FIELD_NAME: 'MORE', USER_TYPE_ID: 'string' },
    })

    expect([status, at(body, 'error')]).toEqual([500, 'INTERNAL_SERVER_ERROR'])
  })
})

describe('values of user fields', () => {
  test.each([
    ['string', { UF_CRM_V: 'text' }, 'text'],
    ['integer', { UF_CRM_V: '42' }, '42'],
    ['double', { UF_CRM_V: 3.14159 }, '3.14'],
    ['boolean', { UF_CRM_V: 'Y' }, '1'],
    ['date', { UF_CRM_V: '2024-02-29' }, '2024-02-29T03:00:00+03:00'],
    ['datetime', { UF_CRM_V: '2024-02-29 10:20:30' }, '2024-02-29T10:20:30+03:00'],
    ['url', { UF_CRM_V: 'https://example.com' }, 'https://example.com'],
    ['money', { UF_CRM_V: '300|USD' }, '300|USD'],
    ['employee', { UF_CRM_V: 2 }, '2'],
    ['crm', { UF_CRM_V: 'CO_3' }, 'CO_3'],
    ['string', { UF_CRM_V: '' }, null],
  ])('of type %s are kept: %j is read as %j', async (type, value, read) => {
    const id = await session.result('crm.contact.userfield.add', { fields: { FIELD_NAME: 'V', USER_TYPE_ID: type } })
    const contact = await add(session, 'contact', { NAME: 'V', ...value })

    const found = at(await session.result('crm.contact.get', { id: contact }), 'UF_CRM_V')

    await session.result('crm.contact.userfield.delete', { id })
    expect(found).toEqual(read)
  })

  test('of several texts are lists, and false when there are none', async () => {
    const id = await add(session, 'contact', { NAME: 'N', UF_CRM_NICKNAMES: ['one', 'two'] })
    const filled = at(await session.result('crm.contact.get', { id }), 'UF_CRM_NICKNAMES')
    await session.result('crm.contact.update', { id, fields: { UF_CRM_NICKNAMES: '' } })

    expect([filled, at(await session.result('crm.contact.get', { id }), 'UF_CRM_NICKNAMES')]).toEqual([
      ['one', 'two'],
      false,
    ])
  })

  test('of lists are numbers of options that there are', async () => {
    const [first] = rows(
      await session.result('crm.contact.userfield.list', { filter: { FIELD_NAME: 'UF_CRM_LOYALTY' } }),
      0,
      'LIST',
    )
    const good = await add(session, 'contact', { NAME: 'L', UF_CRM_LOYALTY: first?.['ID'] })
    const bad = await add(session, 'contact', { NAME: 'L', UF_CRM_LOYALTY: 999_999 })

    const read = async (id: number) => at(await session.result('crm.contact.get', { id }), 'UF_CRM_LOYALTY')

    expect([await read(good), await read(bad)]).toEqual([first?.['ID'], null])
  })

  test('may be shown otherwise: flags as letters, nothing as an empty text', async () => {
    const id = await add(session, 'contact', { NAME: 'S', UF_CRM_NEWSLETTER: 1 })
    await session.turn({ booleanUserField: 'letters', emptyUserField: 'text' })

    expect(await session.result('crm.contact.get', { id })).toMatchObject({ UF_CRM_NEWSLETTER: 'Y', UF_CRM_SITE: '' })
  })
})

describe('what user fields can be', () => {
  test('types, descriptions and settings have methods of their own', async () => {
    expect(column(await session.result('crm.userfield.types'), 'ID')).toEqual(
      expect.arrayContaining(['string', 'enumeration', 'money', 'iblock_element']),
    )
    expect(await session.result('crm.userfield.fields')).toMatchObject({ FIELD_NAME: { isImmutable: true } })
    expect(await session.result('crm.userfield.enumeration.fields')).toMatchObject({ DEL: { type: 'string' } })
    expect(
      Object.keys((await session.result('crm.userfield.settings.fields', { type: 'string' })) as object),
    ).toContain('ROWS')
    expect(await session.call('crm.userfield.settings.fields')).toMatchObject(
      failed("Parameter 'type' is not specified or empty.") as object,
    )
  })
})
