import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { add, at, column, COLLEAGUE, rows, startPortal, tokenOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'
import { startDemoCrm } from '#demo-crm/server.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ page: true })
})
afterEach(() => session.control('DELETE', '/faults'))
afterAll(() => session.crm.close())

const fault = (body: Record<string, unknown>) => session.control('POST', '/faults', body)

describe('faults', () => {
  test.each([
    ['query-limit', 503, 'QUERY_LIMIT_EXCEEDED'],
    ['operation-limit', 429, 'OPERATION_TIME_LIMIT'],
    ['internal-error', 500, 'INTERNAL_SERVER_ERROR'],
  ])('%s answers %i %s for a method, whoever calls it', async (kind, status, error) => {
    await fault({ kind, path: 'crm.contact.list', times: 2 })
    const token = await tokenOf(session)

    const answers = [
      await session.call('crm.contact.list.json'),
      await session.call('profile'),
      await session.callWith(token, 'crm.contact.list'),
    ]

    expect(answers).toMatchObject([{ status, body: { error } }, { status: 200 }, { status, body: { error } }])
    expect((await session.call('crm.contact.list')).status).toBe(200)
  })

  test('expire-token ends an access token and no webhook, and a token got after it lives', async () => {
    const old = await tokenOf(session)
    await fault({ kind: 'expire-token', times: 1 })
    expect((await session.call('profile')).status).toBe(200)

    const expired = await session.callWith(old, 'profile')
    const fresh = await session.callWith(await tokenOf(session), 'profile')

    expect(expired).toMatchObject({ status: 401, body: { error: 'expired_token' } })
    expect(fresh.status).toBe(200)
  })

  test('portal-moved sends a call elsewhere, as it is', async () => {
    await fault({ kind: 'portal-moved', redirect: 'https://new.example/' })

    const answer = await session.call('crm.contact.list?start=0')

    const path = new URL(session.crm.bitrix24.webhook).pathname
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      `https://new.example${path}crm.contact.list?start=0`,
    ])
  })

  test.each(['reset-after-commit', 'timeout-after-commit'])('%s does the work and gives no answer', async (kind) => {
    await fault({ kind, path: 'crm.contact.add', ms: 5 })

    await expect(session.call('crm.contact.add', { fields: { NAME: `Lost by ${kind}` } })).rejects.toThrow()

    expect(rows(await session.result('crm.contact.list', { filter: { NAME: `Lost by ${kind}` } }))).toHaveLength(1)
  })
})

describe('control', () => {
  test('does what a colleague does, with the same events', async () => {
    const token = await tokenOf(session)
    await session.callWith(token, 'event.bind', { event: 'onCrmContactUpdate', event_type: 'offline' })
    const vendor = (body: Record<string, unknown>) =>
      session.control('POST', '/bitrix24/vendor', { entity: 'contact', userId: COLLEAGUE, ...body })

    const made = await vendor({ action: 'add', fields: { NAME: 'By hand', PHONE: [{ VALUE: '5' }], COMPANY_IDS: [1] } })
    const id = at(made.body, 0, 'id')
    await vendor({ action: 'edit', ids: [id], fields: { POST: 'Cook' } })

    const contact = await session.result('crm.contact.get', { id })
    const queue = at((await session.callWith(token, 'event.offline.get')).body, 'result', 'events', 0)
    expect(contact).toMatchObject({ NAME: 'By hand', POST: 'Cook', CREATED_BY_ID: '2', MODIFY_BY_ID: '2' })
    expect(queue).toMatchObject({ EVENT_DATA: { FIELDS: { ID: id } }, EVENT_ADDITIONAL: { user_id: '2' } })
    expect(at((await vendor({ action: 'delete', ids: [id] })).body, 0)).toEqual({ id, deleted: true })
    expect((await vendor({ action: 'edit', ids: [id] })).status).toBe(400)
  })

  test('shows the truth of records, and how much there is', async () => {
    const id = await add(session, 'contact', { NAME: 'Truth', PHONE: [{ VALUE: '6' }], COMPANY_IDS: [2] })

    const { body } = await session.control('GET', `/bitrix24/records/contact?ids=${id}`)
    const counts = (await session.control('GET', '/bitrix24/counts')).body

    expect(at(body, 0)).toMatchObject({
      id,
      fields: { NAME: 'Truth' },
      multifields: [{ value: '6' }],
      links: [{ childId: 2, isPrimary: true }],
    })
    expect(counts).toMatchObject({ company: 10, deal: 20, lead: 12 })
    expect(rows((await session.control('GET', '/bitrix24/records/company')).body)).toHaveLength(10)
  })

  test('gives users rights, takes credentials away, and refuses what makes no sense', async () => {
    const token = await tokenOf(session, COLLEAGUE)
    await session.control('POST', '/bitrix24/users', { userId: COLLEAGUE, rights: { read: 'none' } })
    const blind = await session.callWith(token, 'crm.contact.list')
    await session.control('POST', '/bitrix24/users', { userId: COLLEAGUE, rights: { read: 'all' } })
    const seeing = await session.callWith(token, 'crm.contact.list')
    await session.control('POST', '/bitrix24/revoke', { secret: token })

    expect([blind.status, Number(at(seeing.body, 'total')) > 0]).toEqual([400, true])
    expect((await session.callWith(token, 'profile')).status).toBe(401)
    expect((await session.control('POST', '/bitrix24/switches', { dateForm: 'never' })).status).toBe(400)
    expect((await session.control('POST', '/bitrix24/users', { userId: 99 })).status).toBe(400)
    expect(column((await session.control('GET', '/bitrix24/users')).body, 'id')).toHaveLength(8)
    expect((await session.control('GET', '/bitrix24/application')).body).toMatchObject({
      isInstalled: true,
      redirectUri: null,
    })
  })

  test('the page shows the portal: how to get in, what is there, its switches', async () => {
    const page = String((await session.ask('/')).body)

    expect(page).toContain(session.crm.bitrix24.webhook)
    expect(page).toContain(session.crm.bitrix24.clientId)
    expect(page).toContain('Set retryAfter of the portal')
  })

  test('the forms of the page turn its switches, make webhooks and empty its bucket', async () => {
    const send = (fields: Record<string, string>): Promise<Response> =>
      fetch(`${session.crm.control}/page`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

    const turned = await send({ do: 'portal-switch', plan: 'enterprise' })
    const made = await send({ do: 'portal-webhook', userId: '2 Дмитрий Орлов' })
    const emptied = await send({ do: 'portal-limits' })
    const wrong = await send({ do: 'portal-switch', plan: 'none' })

    expect([turned.status, made.status, emptied.status, wrong.status]).toEqual([303, 303, 303, 400])
    expect((await session.control('GET', '/bitrix24/switches')).body).toMatchObject({ plan: 'enterprise' })
  })
})

describe('a data file', () => {
  test('keeps the portal: records, webhook, application, switches', async () => {
    const dataFile = `${await temporaryDirectory()}/portal.sqlite`
    const first = await startDemoCrm({ contacts: 10, limits: 'off', dataFile })
    const made = await fetch(`${first.bitrix24.webhook}crm.contact.add?fields[NAME]=Kept`)
    const id = at(await made.json(), 'result')
    await fetch(`${first.control}/bitrix24/switches`, { method: 'POST', body: JSON.stringify({ plan: 'enterprise' }) })
    await first.close()

    const second = await startDemoCrm({ limits: 'off', dataFile })
    const path = (crm: typeof first): string => new URL(crm.bitrix24.webhook).pathname
    const read = await fetch(`${second.bitrix24.webhook}crm.contact.get?id=${String(id)}`)
    const switches = await fetch(`${second.control}/bitrix24/switches`)

    expect(path(second)).toBe(path(first))
    expect([second.bitrix24.clientId, second.bitrix24.memberId]).toEqual([
      first.bitrix24.clientId,
      first.bitrix24.memberId,
    ])
    expect(at(await read.json(), 'result', 'NAME')).toBe('Kept')
    expect(await switches.json()).toMatchObject({ plan: 'enterprise' })
    await second.close()
  })

  test('whose seeding was killed is filled anew', async () => {
    const dataFile = `${await temporaryDirectory()}/killed.sqlite`
    const first = await startDemoCrm({ contacts: 10, limits: 'off', dataFile })
    await fetch(`${first.bitrix24.webhook}profile`)
    await first.close()
    const file = new DatabaseSync(dataFile)
    file.exec("DELETE FROM meta WHERE key = 'bitrix24.seeded'; DELETE FROM b24_items WHERE id > 3")
    file.close()

    const second = await startDemoCrm({ limits: 'off', dataFile })
    const counts: unknown = await (await fetch(`${second.control}/bitrix24/counts`)).json()

    await second.close()
    expect(counts).toMatchObject({ contact: 10, company: 2, deal: 4, lead: 2 })
  })
})

describe('a second account', () => {
  test('has a portal of its own', async () => {
    const both = await startDemoCrm({ contacts: 3, limits: 'off', second: { contacts: 4 } })
    const path = new URL(both.bitrix24.webhook).pathname

    const own = await fetch(`${both.second?.bitrix24.webhook ?? ''}crm.contact.list`)
    const foreign = await fetch(`${both.second?.bitrix24.url ?? ''}${path}profile`)

    expect(at(await own.json(), 'total')).toBe(4)
    expect(foreign.status).toBe(401)
    expect(both.second?.bitrix24.memberId).not.toBe(both.bitrix24.memberId)
    await both.close()
  })
})

describe('the seeded portal', () => {
  test('has the people, companies and phones of the other account', async () => {
    const there = await session.ask('/api/v4/contacts?limit=250&order[id]=asc', {
      headers: { authorization: `Bearer ${session.crm.amocrm.token}` },
    })
    const [amo] = rows(there.body, '_embedded', 'contacts')

    const own = await session.result('crm.contact.get', { id: 1 })

    expect(`${String(at(own, 'NAME'))} ${String(at(own, 'LAST_NAME'))}`).toBe(amo?.['name'])
  })

  test('has an administrator, ordinary users, one with few rights, and one who has left', async () => {
    const users = rows((await session.control('GET', '/bitrix24/users')).body)

    expect(users.filter((user) => user['isAdmin'] === true)).toHaveLength(1)
    expect(users.filter((user) => user['isActive'] === false)).toHaveLength(1)
    expect(users.filter((user) => at(user, 'rights', 'read') === 'own')).toHaveLength(1)
  })
})
