import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, failed, startPortal, START_TEXT, tokenOf, webhookOf, COLLEAGUE } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession
let hook: string

beforeAll(async () => {
  session = await startPortal()
  hook = new URL(session.crm.bitrix24.webhook).pathname
})
afterAll(() => session.crm.close())

const form = (body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
})

describe('a call', () => {
  test.each(['profile', 'profile.json', 'profile/', 'PROFILE', 'Profile.JSON'])(
    'may be written as %s',
    async (name) => {
      const answer = await session.ask(`${hook}${name}`)

      expect([answer.status, at(answer.body, 'result', 'ID')]).toEqual([200, '1'])
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    },
  )

  test('is answered as XML where its name asks for that', async () => {
    const answer = await session.ask(`${hook}profile.xml`)

    expect(answer.body).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><response><result><ID>1<\/ID>/)
  })

  // @source the public rest module: CRestServer::outputXml writes scalars as PHP casts them
  test('shows flags and marks in XML as PHP writes them', async () => {
    const id = await session.result('crm.contact.add', { fields: { NAME: `<Anna> & "Co" it's` } })

    const [profile, contact] = [
      await session.ask(`${hook}profile.xml`),
      await session.ask(`${hook}crm.contact.get.xml?id=${String(id)}`),
    ]

    expect(profile.body).toContain('<ADMIN>1</ADMIN>')
    expect(contact.body).toContain('<NAME>&lt;Anna&gt; &amp; &quot;Co&quot; it&apos;s</NAME>')
    await session.result('crm.contact.delete', { id })
  })

  // @source the public rest module: CRestEventHandlers::OnBeforeProlog, CRestUtil::sendHeaders; b24jssdk's oauth-refresh tests
  test('lets scripts of other sites in, who ask beforehand and run nothing by it', async () => {
    const before = await session.ask(`${hook}crm.contact.delete?id=1`, { method: 'OPTIONS' })
    const [good, bad] = [await session.call('profile'), await session.call('crm.nothing')]

    const headers = [before, good, bad].map((answer) => [
      answer.headers.get('access-control-allow-origin'),
      answer.headers.get('access-control-allow-headers'),
    ])
    expect([before.status, before.body]).toEqual([200, ''])
    expect(headers).toEqual([1, 2, 3].map(() => ['*', 'origin, content-type, accept']))
    expect((await session.call('crm.contact.get', { id: 1 })).status).toBe(200)
  })

  // @source the public rest module: OAuth\Auth::getAuthKey, APAuth\Auth::onRestCheckAuth
  test('may bring its credential in a header or under other names, and the log keeps none of them', async () => {
    const token = await tokenOf(session)
    const [, userId = '', secret = ''] = /rest\/(\d+)\/(\w+)\//.exec(session.crm.bitrix24.webhook) ?? []
    await session.control('DELETE', '/requests')

    const answers = [
      await session.ask('/rest/profile', { headers: { authorization: `Bearer ${token}` } }),
      await session.ask(`/rest/profile?access_token=${token}`),
      await session.ask('/rest/profile', form(`access_token=${token}`)),
      await session.ask('/rest/profile', form(`aplogin=${userId}&ap=${secret}`)),
    ]

    expect(answers.map(({ body }) => at(body, 'result', 'ID'))).toEqual(['1', '1', '1', '1'])
    const log = JSON.stringify((await session.control('GET', '/requests')).body)
    expect([log.includes(token), log.includes(secret)]).toEqual([false, false])
  })

  test('takes its parameters from a query, a form, a multipart body and JSON alike', async () => {
    const filter = 'filter[>ID]=3&filter[%3C%3DID]=5&select[]=ID&order[ID]=DESC'
    const parts = new FormData()
    for (const [key, value] of new URLSearchParams(filter)) parts.append(key, value)
    const json = { filter: { '>ID': 3, '<=ID': '5' }, select: ['ID'], order: { ID: 'desc' } }

    const answers = [
      await session.ask(`${hook}crm.contact.list?${filter}`),
      await session.ask(`${hook}crm.contact.list`, form(filter)),
      await session.ask(`${hook}crm.contact.list`, { method: 'POST', body: parts }),
      await session.call('crm.contact.list', json),
    ]

    const expected = [{ ID: '5' }, { ID: '4' }]
    expect(answers.map(({ body }) => at(body, 'result'))).toEqual([expected, expected, expected, expected])
  })

  test('reads no more than a thousand variables of a form, as PHP does', async () => {
    const ids = Array.from({ length: 1100 }, () => 'filter[@ID][]=1').join('&')

    const within = await session.ask(`${hook}crm.contact.list`, form(`select[]=NAME&${ids}`))
    const beyond = await session.ask(`${hook}crm.contact.list`, form(`${ids}&select[]=NAME`))

    expect(Object.keys(at(within.body, 'result', 0) as object)).toEqual(['NAME'])
    expect(Object.keys(at(beyond.body, 'result', 0) as object).length).toBeGreaterThan(20)
  })

  test.each(['id', 'ID'])('names the record by %s', async (name) => {
    expect(at(await session.result('crm.contact.get', { [name]: 5 }), 'ID')).toBe('5')
  })

  test.each(['fields', 'FIELDS', 'Fields', 'arFields'])('names the fields by %s', async (name) => {
    const id = await session.result('crm.company.add', { [name]: { TITLE: `By ${name}` } })

    expect(at(await session.result('crm.company.get', { id }), 'TITLE')).toBe(`By ${name}`)
  })
})

describe('an answer', () => {
  test('has its result and the time it took, told with the offset of the server', async () => {
    const { body } = await session.call('server.time')

    expect(body).toEqual({
      result: START_TEXT,
      time: {
        ...{ start: session.now(), finish: session.now(), duration: 0, processing: 0 },
        ...{ date_start: START_TEXT, date_finish: START_TEXT },
        ...{ operating_reset_at: expect.any(Number) as number, operating: expect.any(Number) as number },
      },
    })
  })

  test('has total and next beside the result of a list, and no next on the last page', async () => {
    const first = await session.call('crm.contact.list', { select: ['ID'] })
    const last = await session.call('crm.contact.list', { select: ['ID'], start: 50 })

    expect(Object.keys(first.body as object)).toEqual(['result', 'next', 'total', 'time'])
    expect([at(first.body, 'next'), at(first.body, 'total')]).toEqual([50, 60])
    expect([at(last.body, 'next'), at(last.body, 'total')]).toEqual([undefined, 60])
  })

  test('to what failed has no time', async () => {
    expect(await session.call('crm.contact.get', { id: 999_999 })).toMatchObject(failed('Not found') as object)
    const { body } = await session.call('crm.contact.get', { id: 999_999 })
    expect(Object.keys(body as object)).toEqual(['error', 'error_description'])
  })

  test('follows the offset that the server has', async () => {
    await session.turn({ serverOffsetMinutes: -330 })

    const time = await session.result('server.time')

    await session.turn({ serverOffsetMinutes: 180 })
    expect(time).toBe('2025-06-01T06:30:00-05:30')
  })
})

describe('what is refused', () => {
  const unknown = failed('Method not found!', 'ERROR_METHOD_NOT_FOUND', 404) as object

  test('is a method that there is not, before anybody asks who calls', async () => {
    expect(await session.ask('/rest/crm.nothing')).toMatchObject(unknown)
    expect(await session.ask('/rest/1/wrong/crm.nothing')).toMatchObject(unknown)
    expect(await session.ask('/rest/')).toMatchObject(unknown)
  })

  test('is a call without a credential, with a wrong webhook, or with a token that was never given out', async () => {
    expect(await session.ask('/rest/profile')).toMatchObject({ status: 401, body: { error: 'NO_AUTH_FOUND' } })
    expect(await session.ask('/rest/1/wrong/profile')).toMatchObject({
      status: 401,
      body: { error: 'INVALID_CREDENTIALS' },
    })
    await session.turn({ invalidCredentialsStatus: 403 })
    expect((await session.ask('/rest/1/wrong/profile')).status).toBe(403)
    await session.turn({ invalidCredentialsStatus: 401 })
    expect(await session.callWith('nonsense', 'profile')).toMatchObject({
      status: 401,
      body: { error: 'invalid_token' },
    })
  })

  test('is a method outside of the scopes of a webhook', async () => {
    const narrow = await webhookOf(session, COLLEAGUE, ['user_brief'])

    expect(await session.callBy(narrow, 'crm.contact.list')).toMatchObject({
      status: 401,
      body: { error: 'insufficient_scope' },
    })
    expect((await session.callBy(narrow, 'profile')).status).toBe(200)
    await session.turn({ insufficientScopeStatus: 403 })
    expect((await session.callBy(narrow, 'crm.contact.list')).status).toBe(403)
    await session.turn({ insufficientScopeStatus: 401 })
  })

  test('is the webhook of somebody who has left', async () => {
    const left = await webhookOf(session, 8)

    expect(await session.callBy(left, 'profile')).toMatchObject({ status: 401, body: { error: 'authorization_error' } })
  })

  test('is plain HTTP, where the portal insists', async () => {
    await session.turn({ httpsRequired: true })

    const plain = await session.call('profile')
    const behindFront = await session.ask(`${hook}profile`, { headers: { 'x-forwarded-proto': 'https' } })

    await session.turn({ httpsRequired: false })
    expect(plain).toMatchObject({ status: 400, body: { error: 'INVALID_REQUEST' } })
    expect(behindFront.status).toBe(200)
  })

  test.each(['tasks.task.get', 'crm.quote.list', 'crm.deal.recurring.add'])(
    'is %s, which the vendor has and this portal has not, in words and without the secret',
    async (name) => {
      const answer = await session.call(name)

      expect(answer).toMatchObject({ status: 501, body: { error: 'NOT_EMULATED' } })
      expect(JSON.stringify(answer.body)).not.toContain(session.crm.bitrix24.webhook.split('/').at(-2))
    },
  )

  test('is a method with a suffix, which is left out of the words', async () => {
    const answer = await session.call('tasks.task.get.json')

    expect(answer).toMatchObject({ status: 501, body: { error: 'NOT_EMULATED' } })
    expect(JSON.stringify(answer.body)).toContain('tasks.task.get. See')
  })

  test('is the third version of the API, in words', async () => {
    expect(await session.ask('/rest/api/1/x/tasks.task.get')).toMatchObject({
      status: 501,
      body: { error: 'NOT_EMULATED' },
    })
  })
})
