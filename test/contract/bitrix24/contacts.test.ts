import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, failed, rows, startPortal, TRAINEE, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal()
})
afterEach(() => session.turn(defaultPortalSwitches))
afterAll(() => session.crm.close())

const get = (id: unknown): Promise<unknown> => session.result('crm.contact.get', { id })

describe('crm.contact.add', () => {
  test('answers a number, and fills in what nobody said', async () => {
    const id = await session.result('crm.contact.add', { fields: { NAME: 'Anna' } })

    expect(id).toEqual(expect.any(Number))
    expect(await get(id)).toMatchObject({
      ...{
        ID: String(id),
        NAME: 'Anna',
        LAST_NAME: null,
        TYPE_ID: 'CLIENT',
        SOURCE_ID: 'CALL',
        OPENED: 'Y',
        EXPORT: 'Y',
      },
      ...{ HAS_PHONE: 'N', HAS_EMAIL: 'N', HAS_IMOL: 'N', ASSIGNED_BY_ID: '1', CREATED_BY_ID: '1', MODIFY_BY_ID: '1' },
      ...{ DATE_CREATE: '2025-06-01T15:00:00+03:00', DATE_MODIFY: '2025-06-01T15:00:00+03:00', COMPANY_ID: null },
      ...{ BIRTHDATE: '', PHOTO: null, ORIGINATOR_ID: null, ORIGIN_ID: null, LEAD_ID: null },
    })
  })

  test('drops names that nobody knows and fields that are read-only, in silence', async () => {
    const id = await add(session, 'contact', {
      NAME: 'A',
      NOTHING: 'x',
      post: 'small letters',
      DATE_CREATE: '2001-01-01',
      CREATED_BY_ID: 3,
      HAS_PHONE: 'Y',
    })

    const contact = await get(id)

    expect(contact).toMatchObject({ CREATED_BY_ID: '1', HAS_PHONE: 'N', DATE_CREATE: '2025-06-01T15:00:00+03:00' })
    expect([at(contact, 'NOTHING'), at(contact, 'POST')]).toEqual([undefined, null])
  })

  test('lets an import say who made the contact, and when', async () => {
    // Older than the contact made last: a portal may mind, see open-readings.
    await session.turn({ earlierImport: 'accept' })
    const fields = {
      NAME: 'Old',
      DATE_CREATE: '2020-01-02T03:04:05+03:00',
      DATE_MODIFY: '2021-01-02 03:04:05',
      CREATED_BY_ID: 3,
    }
    const id = await session.result('crm.contact.add', { fields, params: { IMPORT: 'Y' } })

    expect(await get(id)).toMatchObject({
      ...{ DATE_CREATE: '2020-01-02T03:04:05+03:00', DATE_MODIFY: '2021-01-02T03:04:05+03:00', CREATED_BY_ID: '3' },
    })
  })

  test('keeps days as days, told as midnight in UTC with the offset of the server', async () => {
    const id = await add(session, 'contact', { NAME: 'Born', BIRTHDATE: '2001-11-11' })

    const shifted = at(await get(id), 'BIRTHDATE')
    await session.turn({ dateForm: 'midnight' })
    const midnight = at(await get(id), 'BIRTHDATE')

    expect([shifted, midnight]).toEqual(['2001-11-11T03:00:00+03:00', '2001-11-11T00:00:00+03:00'])
  })

  test('wants a name or a last name, if the switch says so', async () => {
    const refused = await session.call('crm.contact.add', { fields: { POST: 'x', NAME: '  ' } })
    await session.turn({ namelessContact: 'accept' })
    const taken = await session.call('crm.contact.add', { fields: { POST: 'x' } })

    expect([refused.status, at(refused.body, 'error'), taken.status]).toEqual([400, 'ERROR_CORE', 200])
    expect((await session.call('crm.contact.add', { fields: { LAST_NAME: 'B' } })).status).toBe(200)
  })

  test('keeps the marks of another system, and finds by them', async () => {
    const id = await add(session, 'contact', {
      NAME: 'M',
      ORIGINATOR_ID: 'kartoteka',
      ORIGIN_ID: 'k-1',
      ORIGIN_VERSION: '7',
    })

    const found = await session.result('crm.contact.list', {
      filter: { '=ORIGINATOR_ID': 'kartoteka', '=ORIGIN_ID': 'k-1' },
      select: ['ID', 'ORIGIN_VERSION'],
    })

    expect(found).toEqual([{ ID: String(id), ORIGIN_VERSION: '7' }])
  })
})

describe('crm.contact.update', () => {
  test('changes what is named, and the time of the change', async () => {
    const id = await add(session, 'contact', { NAME: 'Before', POST: 'Cook' })
    session.advance(5000)

    const answer = await session.result('crm.contact.update', { id, fields: { NAME: 'After' } })

    expect(answer).toBe(true)
    expect(await get(id)).toMatchObject({ NAME: 'After', POST: 'Cook', DATE_MODIFY: '2025-06-01T15:00:05+03:00' })
  })

  test('empties a field by an empty text', async () => {
    const id = await add(session, 'contact', { NAME: 'A', POST: 'Cook', BIRTHDATE: '2001-11-11' })

    await session.result('crm.contact.update', { id, fields: { POST: '', BIRTHDATE: '' } })

    expect(await get(id)).toMatchObject({ POST: '', BIRTHDATE: '' })
  })
})

describe('a photo', () => {
  test('is kept by its name, stays when it is sent back as it was read, and goes when that is asked for', async () => {
    const id = await add(session, 'contact', { NAME: 'P', PHOTO: { fileData: ['face.png', 'AAAA'] } })
    const PHOTO = at(await get(id), 'PHOTO')
    await session.result('crm.contact.update', { id, fields: { PHOTO } })
    const kept = at(await get(id), 'PHOTO')
    await session.result('crm.contact.update', { id, fields: { PHOTO: { remove: 'Y' } } })

    expect(PHOTO).toMatchObject({ downloadUrl: expect.stringContaining('face.png') as string })
    expect([kept, at(await get(id), 'PHOTO')]).toEqual([PHOTO, null])
  })
})

describe('crm.contact.delete', () => {
  test('takes the contact away, with its links and what hangs on it', async () => {
    const company = await add(session, 'company', { TITLE: 'Left' })
    const id = await add(session, 'contact', { NAME: 'Gone', COMPANY_IDS: [company] })
    const comment = { ENTITY_ID: id, ENTITY_TYPE: 'contact', COMMENT: 'x' }
    const commentId = await session.result('crm.timeline.comment.add', { fields: comment })

    const answer = await session.result('crm.contact.delete', { id })

    expect(answer).toBe(true)
    expect(await session.call('crm.contact.get', { id })).toMatchObject(failed('Not found') as object)
    expect((await session.call('crm.timeline.comment.get', { id: commentId })).status).toBe(400)
    expect(await session.result('crm.contact.company.items.get', { id })).toEqual([])
  })

  test('never gives a number out again', async () => {
    const first = await add(session, 'contact', { NAME: 'A' })
    await session.result('crm.contact.delete', { id: first })

    expect(await add(session, 'contact', { NAME: 'B' })).toBe(first + 1)
  })
})

describe('crm.contact.fields', () => {
  test('describes plain fields, directories, multifields and those of the portal', async () => {
    const fields = await session.result('crm.contact.fields')

    expect(at(fields, 'TYPE_ID')).toEqual({
      ...{
        type: 'crm_status',
        isRequired: false,
        isReadOnly: false,
        isImmutable: false,
        isMultiple: false,
        isDynamic: false,
      },
      ...{ statusType: 'CONTACT_TYPE', title: 'Contact type' },
    })
    expect(at(fields, 'COMPANY_ID')).toMatchObject({ type: 'crm_company', isDeprecated: true })
    expect(at(fields, 'PHONE')).toMatchObject({ type: 'crm_multifield', isMultiple: true })
    expect(at(fields, 'UF_CRM_INTERESTS')).toMatchObject({
      type: 'enumeration',
      isDynamic: true,
      isMultiple: true,
      formLabel: 'Интересы',
    })
    expect(at(fields, 'UF_CRM_INTERESTS', 'items', 0)).toEqual({ ID: '1', VALUE: 'Опт' })
    expect(Object.keys(fields as object)).not.toContain('')
  })

  test('names its plain fields in the language of the portal', async () => {
    await session.turn({ language: 'ru' })

    const fields = await session.result('crm.contact.fields')
    await session.turn({ language: 'en' })

    expect(['POST', 'UTM_MEDIUM', 'ID'].map((name) => at(fields, name, 'title'))).toEqual([
      'Должность',
      'Тип трафика',
      'ID',
    ])
  })
})

describe('errors of contacts', () => {
  test.each([
    ['add', { fields: 'x' }, "Parameter 'fields' must be array."],
    ['add', { fields: { NAME: 'x' }, params: 'y' }, "Parameter 'params' must be array."],
    ['update', { id: 999_999, fields: {} }, 'Contact is not found'],
    ['update', { fields: {} }, 'ID is not defined or invalid.'],
    ['get', { id: 999_999 }, 'Not found'],
    ['get', { id: 'abc' }, 'ID is not defined or invalid.'],
    ['delete', { id: -1 }, 'ID is not defined or invalid.'],
    ['list', { order: 'ID' }, "Parameter 'order' must be array."],
    ['list', { filter: 5 }, "Parameter 'filter' must be array."],
  ])('crm.contact.%s with %j is 400 without a code', async (method, params, text) => {
    expect(await session.call(`crm.contact.${method}`, params)).toMatchObject(failed(text) as object)
  })

  test('what is not there cannot be deleted, which the product says in the language of the portal', async () => {
    const english = await session.call('crm.contact.delete', { id: 999_999 })
    await session.turn({ language: 'ru' })
    const russian = await session.call('crm.contact.delete', { id: 999_999 })

    expect(english).toMatchObject(failed('Element not found', 'ERROR_CORE') as object)
    expect(russian).toMatchObject(failed('Элемент не найден', 'ERROR_CORE') as object)
  })
})

describe('a user with few rights', () => {
  test('sees and changes own contacts alone, and deletes none', async () => {
    const hook = await webhookOf(session, TRAINEE)
    const own = await add(session, 'contact', { NAME: 'Own', ASSIGNED_BY_ID: TRAINEE })
    const foreign = await add(session, 'contact', { NAME: 'Foreign' })
    const by = async (method: string, params: object) =>
      (await session.callBy(hook, `crm.contact.${method}`, { ...params })).body

    const listed = await session.callBy(hook, 'crm.contact.list', { select: ['ASSIGNED_BY_ID'] })

    const owners = new Set(rows(listed.body, 'result').map((row) => row['ASSIGNED_BY_ID']))
    expect([...owners]).toEqual([String(TRAINEE)])
    expect(at(await by('get', { id: own }), 'result', 'NAME')).toBe('Own')
    expect(at(await by('update', { id: own, fields: { POST: 'x' } }), 'result')).toBe(true)
    const denied = { error: '', error_description: 'Access denied.' }
    expect(await by('get', { id: foreign })).toEqual(denied)
    expect(await by('update', { id: foreign, fields: {} })).toEqual(denied)
    expect(await by('delete', { id: own })).toEqual(denied)
  })
})
