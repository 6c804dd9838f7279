import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { at, column, COLLEAGUE, rows, startPortal, START_TEXT, tokenOf, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
afterAll(() => session.crm.close())

describe('small methods', () => {
  test('profile tells who calls', async () => {
    const colleague = await webhookOf(session, COLLEAGUE)

    const profiles = [await session.call('profile'), await session.callBy(colleague, 'profile')]

    expect(profiles.map(({ body }) => at(body, 'result'))).toEqual([
      { ID: '1', ADMIN: true, NAME: 'Мария', LAST_NAME: 'Соколова', PERSONAL_GENDER: 'F', TIME_ZONE: '' },
      { ID: '2', ADMIN: false, NAME: 'Дмитрий', LAST_NAME: 'Орлов', PERSONAL_GENDER: 'M', TIME_ZONE: '' },
    ])
    expect(at((await session.callBy(colleague, 'user.admin')).body, 'result')).toBe(false)
  })

  // @source b24pysdk tests/integration/scopes/app/test_app.py, schemas AppInfoWebhook; b24phpsdk CoreTest: by a webhook it works
  test('app.info tells an application about itself, and a webhook its scopes', async () => {
    const byHook = await session.call('app.info')
    const byApp = await session.callWith(await tokenOf(session), 'app.info')

    expect(at(byHook.body, 'result')).toEqual({ SCOPE: ['crm', 'user', 'imopenlines'], LICENSE: 'ru_pro100' })
    expect(at(byApp.body, 'result')).toMatchObject({ STATUS: 'L', INSTALLED: true, LANGUAGE_ID: 'en', DAYS: null })
  })

  // @source https://apidocs.bitrix24.com/api-reference/common/system/app-info.html prints this error with 400
  test('app.info refuses webhooks where the manual is right', async () => {
    await session.turn({ webhookAppInfo: 'denied' })
    const refused = await session.call('app.info')
    await session.turn({ accessDeniedStatus: 400 })
    const otherwise = await session.call('app.info')
    await session.turn({ accessDeniedStatus: 403, webhookAppInfo: 'scope' })

    const body = { error: 'ACCESS_DENIED', error_description: 'Access denied! Application context required' }
    expect([refused, otherwise]).toMatchObject([
      { status: 403, body },
      { status: 400, body },
    ])
  })

  // @source https://apidocs.bitrix24.com/api-reference/common/system/access-name.html, users/user-access.html
  test('access.name names codes that there are, and user.access tells whether the caller has one', async () => {
    const colleague = await webhookOf(session, COLLEAGUE)
    const has = async (codes: unknown) =>
      at((await session.callBy(colleague, 'user.access', { ACCESS: codes })).body, 'result')

    expect(await session.result('access.name', { ACCESS: ['G2', 'AU', 'U1', 'G99'] })).toEqual({
      G2: { provider: '', name: 'All visitors', provider_id: 'other' },
      AU: { provider: '', name: 'All authorized users', provider_id: 'other' },
      U1: { provider: '', name: 'Мария Соколова', provider_id: 'user' },
    })
    expect(await session.result('access.name')).toBe(false)
    expect([await has(['G1']), await has([`U${COLLEAGUE}`]), await has('AU')]).toEqual([false, true, true])
    expect(await session.result('user.access', { ACCESS: ['U2'] })).toBe(true)
  })

  // @source https://apidocs.bitrix24.com/api-reference/common/settings/app-option-set.html and its neighbours
  test('options are kept for all users of an application, or for one', async () => {
    const [chief, colleague] = [await tokenOf(session), await tokenOf(session, COLLEAGUE)]
    const ask = async (token: string, method: string, params = {}) =>
      (await session.callWith(token, method, params)).body

    expect(at(await ask(chief, 'app.option.get'), 'result')).toEqual([])
    expect(at(await ask(chief, 'app.option.set', { options: { a: 'one', b: 2 } }), 'result')).toBe(true)
    expect(at(await ask(chief, 'app.option.set', { options: { b: 3 } }), 'result')).toBe(true)
    expect(at(await ask(colleague, 'app.option.get'), 'result')).toEqual({ a: 'one', b: 3 })
    expect(at(await ask(colleague, 'app.option.get', { option: 'a' }), 'result')).toBe('one')
    expect(at(await ask(colleague, 'app.option.get', { option: 'z' }), 'result')).toBe(null)
    expect(at(await ask(colleague, 'user.option.set', { options: { mine: 'y' } }), 'result')).toBe(true)
    expect(at(await ask(chief, 'user.option.get'), 'result')).toEqual([])
    expect(at(await ask(colleague, 'user.option.get', { option: 'mine' }), 'result')).toBe('y')
    expect(await session.callWith(colleague, 'app.option.set', { options: { a: 1 } })).toMatchObject({
      ...{ status: 403, body: { error: 'ACCESS_DENIED' } },
    })
    expect(await session.callWith(chief, 'app.option.set', { options: [] })).toMatchObject({
      ...{ status: 400, body: { error: 'ERROR_ARGUMENT', argument: 'options' } },
    })
    expect(await session.call('user.option.get')).toMatchObject({ status: 403, body: { error: 'ACCESS_DENIED' } })
  })

  test('scope names what the caller has, or all there is', async () => {
    expect(await session.result('scope')).toEqual(['crm', 'user', 'imopenlines'])
    expect(await session.result('scope', { full: true })).toEqual(
      expect.arrayContaining(['user_brief', 'tasks', 'sign.b2e']),
    )
  })

  // The vendor's newest client looks for these; its older one does not know them, and reads no list that has them.
  test.each(['booking', 'main', 'rest', 'vote'])('scope names %s among all there is', async (name) => {
    expect(await session.result('scope', { full: true })).toContain(name)
  })

  test('method.get and methods tell what there is, and what the caller may do', async () => {
    const narrow = await webhookOf(session, COLLEAGUE, [])

    const known = await session.callBy(narrow, 'method.get', { name: 'crm.contact.list' })
    const unknown = await session.callBy(narrow, 'method.get', { name: 'crm.nothing' })

    expect(at(known.body, 'result')).toEqual({ isExisting: true, isAvailable: false })
    expect(at(unknown.body, 'result')).toEqual({ isExisting: false, isAvailable: false })
    expect(await session.result('methods')).toContain('crm.contact.list')
    expect(at((await session.callBy(narrow, 'methods')).body, 'result')).not.toContain('crm.contact.list')
  })

  test('feature.get tells what the plan has', async () => {
    const codes = ['rest_offline_extended', 'rest_auth_connector', 'nothing']
    const found = await Promise.all(codes.map((CODE) => session.result('feature.get', { CODE })))
    await session.turn({ extendedOffline: false })
    const less = await session.result('feature.get', { CODE: 'rest_offline_extended' })
    await session.turn({ extendedOffline: true })

    expect(found).toEqual([{ value: 'Y' }, { value: 'Y' }, { value: 'N' }])
    expect(less).toEqual({ value: 'N' })
    expect(await session.call('feature.get')).toMatchObject({ status: 400, body: { error: 'CODE_EMPTY' } })
  })

  test('server.time has the offset of the server', async () => {
    expect(await session.result('server.time')).toBe(START_TEXT)
  })
})

describe('users', () => {
  test('user.current shows as much as the scope allows', async () => {
    const brief = await webhookOf(session, COLLEAGUE, ['user_brief'])

    expect(await session.result('user.current')).toMatchObject({
      ...{ ID: '1', ACTIVE: true, NAME: 'Мария', EMAIL: 'm.sokolova@example.com', LAST_LOGIN: START_TEXT },
      ...{ DATE_REGISTER: '2020-01-01T00:00:00+03:00', TIMESTAMP_X: '2020-01-01T00:00:00+03:00' },
    })
    expect(at((await session.callBy(brief, 'user.current')).body, 'result', 'EMAIL')).toBeUndefined()
    expect((await session.callBy(await webhookOf(session, 2, ['crm']), 'user.current')).status).toBe(401)
  })

  test('user.get filters and sorts, and counts', async () => {
    const all = await session.call('user.get', { sort: 'ID', order: 'DESC' })
    const active = await session.call('user.get', { FILTER: { ACTIVE: 'Y' } })
    const one = await session.call('user.get', { ID: 5 })
    const searched = await session.call('user.search', { FILTER: { '%NAME': 'joh' } })

    expect(at(all.body, 'total')).toBe(8)
    expect(column(at(all.body, 'result'), 'ID').slice(0, 2)).toEqual(['8', '7'])
    expect(rows(active.body, 'result')).toHaveLength(7)
    expect(column(at(searched.body, 'result'), 'ID')).toEqual(['5'])
    expect(rows(one.body, 'result')).toMatchObject([{ ID: '5', NAME: 'John', LAST_NAME: 'Carter', ACTIVE: true }])
  })

  test('moments of users are empty objects where the switch says so', async () => {
    await session.turn({ userMoments: 'object' })
    const user = await session.result('user.current')
    await session.turn({ userMoments: 'text' })

    expect(at(user, 'LAST_LOGIN')).toEqual({})
  })

  // @source fast_bitrix24 tests/real_responses/user_fields.py: some fields have no title but their names
  test('user.fields describes them', async () => {
    expect(await session.result('user.fields')).toMatchObject({
      EMAIL: 'E-mail',
      TIMESTAMP_X: 'TIMESTAMP_X',
      WORK_CITY: 'Work city',
    })
  })
})

describe('settings of the CRM', () => {
  test('deals have pipelines', async () => {
    const { categories } = (await session.result('crm.category.list', { entityTypeId: 2 })) as { categories: unknown }

    expect(categories).toMatchObject([
      { id: 0, isDefault: 'Y' },
      { id: 1, isDefault: 'N', entityTypeId: 2 },
    ])
    expect((await session.call('crm.category.list', { entityTypeId: 3 })).status).toBe(400)
  })

  test('the mode is classic, or simple where there are no leads', async () => {
    const classic = await session.result('crm.settings.mode.get')
    await session.turn({ crmMode: 'simple' })
    const simple = await session.result('crm.settings.mode.get')
    await session.turn({ crmMode: 'classic' })

    expect([classic, simple]).toEqual([1, 2])
    expect(await session.result('crm.enum.settings.mode')).toEqual([
      { ID: 1, NAME: 'Classic CRM', SYMBOL_CODE: null, SYMBOL_CODE_SHORT: null },
      { ID: 2, NAME: 'Simple CRM', SYMBOL_CODE: null, SYMBOL_CODE_SHORT: null },
    ])
  })

  test('numbers of kinds, activities and addresses have names', async () => {
    expect(await session.result('crm.enum.ownertype')).toContainEqual({
      ...{ ID: 3, NAME: 'Contact', SYMBOL_CODE: 'CONTACT', SYMBOL_CODE_SHORT: 'C' },
    })
    expect(await session.result('crm.enum.activitytype')).toContainEqual(
      expect.objectContaining({ ID: 2, NAME: 'Call' }),
    )
    expect(await session.result('crm.enum.addresstype')).toContainEqual(expect.objectContaining({ ID: 6 }))
    await session.turn({ language: 'ru' })
    expect(await session.result('crm.enum.addresstype')).toContainEqual(
      expect.objectContaining({ ID: 6, NAME: 'Юридический адрес' }),
    )
    await session.turn(defaultPortalSwitches)
    const lists = ['activitystatus', 'activitypriority', 'activitydirection', 'activitynotifytype', 'contenttype']
    for (const name of lists) {
      expect(rows(await session.result(`crm.enum.${name}`)).length).toBeGreaterThan(1)
    }
    expect(await session.result('crm.enum.fields')).toMatchObject({ SYMBOL_CODE: { type: 'string' } })
    expect(await session.result('crm.multifield.fields')).toMatchObject({ VALUE_TYPE: { type: 'string' } })
  })

  // @source https://apidocs.bitrix24.com/api-reference/user/user-add.html, user-update.html; b24phpsdk UserTest
  test('an administrator invites users and changes them', async () => {
    const colleague = await webhookOf(session, COLLEAGUE)
    const id = await session.result('user.add', { NAME: 'Test', EMAIL: 'new@example.com', UF_DEPARTMENT: [7] })

    expect(await session.result('user.update', { ID: id, NAME: 'Other', UF_PHONE_INNER: '555' })).toBe(true)
    expect(await session.result('user.get', { FILTER: { ID: id } })).toMatchObject([
      { ID: String(id), NAME: 'Other', EMAIL: 'new@example.com', UF_DEPARTMENT: [7], UF_PHONE_INNER: '555' },
    ])
    expect(column(await session.result('user.get', { filter: { '!UF_PHONE_INNER': null } }), 'ID')).toContain(
      String(id),
    )
    const wrong = { status: 400, body: { error: 'ERROR_ARGUMENT', error_description: 'wrong_email', argument: '' } }
    expect([
      await session.call('user.add', { NAME: 'x' }),
      await session.call('user.add', { EMAIL: 'x' }),
    ]).toMatchObject([wrong, wrong])
    expect(await session.call('user.add', { EMAIL: 'new@example.com' })).toMatchObject({
      body: { error: 'ERROR_ARGUMENT', error_description: 'A user with this email already exists' },
    })
    const denied = { status: 400, body: { error: 'ERROR_CORE', error_description: 'access_denied' } }
    expect(await session.callBy(colleague, 'user.update', { ID: 1, NAME: 'x' })).toMatchObject(denied)
    expect(await session.call('user.update', { ID: 999, NAME: 'x' })).toMatchObject(denied)
  })

  // @source https://apidocs.bitrix24.com/api-reference/user/user-search.html, user-get.html; b24pysdk test_user_search
  test('user.search finds by a part of a name or position, or by FIND in all of them', async () => {
    const found = async (method: string, filter: unknown) =>
      column(await session.result(method, { FILTER: filter }), 'ID')

    expect(await found('user.search', { NAME: 'ари' })).toEqual(['1'])
    expect(await found('user.search', { FIND: 'соколова дирек' })).toEqual(['1'])
    expect(await found('user.get', { NAME: 'мария' })).toEqual(['1'])
    expect(await found('user.get', { NAME: 'ари' })).toEqual([])
    expect(await found('user.get', { NAME_SEARCH: 'sokolova' })).toEqual(['1'])
    expect(await found('user.get', { '=%LAST_NAME': 'сокол%' })).toEqual(['1'])
    expect(await found('user.get', { '@ID': [1, 5], UF_DEPARTMENT: 1, '>=ID': 2 })).toEqual(['5'])
    expect(await found('user.get', { '>LAST_LOGIN': '2030-01-01T00:00:00+03:00' })).toEqual([])
    expect(
      Object.keys(
        ((await session.result('user.get', { ID: 1, select: ['NAME', 'UF_*', 'NOTHING'] })) as object[])[0] ?? {},
      ),
    ).toEqual([...['ID', 'NAME', 'UF_DEPARTMENT', 'UF_PHONE_INNER', 'UF_EMPLOYMENT_DATE']])
  })
})
