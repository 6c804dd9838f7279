import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, at, COLLEAGUE, create, createContact, fieldMissing, listAt } from './demo-session.ts'
import { notSupportedChoice, startSession, tokenOf, validationBody } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

const PATH = '/api/v4/webhooks'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 20 })
})
afterEach(async () => {
  for (const { destination } of listAt((await session.get(PATH)).body, '_embedded', 'webhooks')) {
    await session.send('DELETE', PATH, { destination })
  }
})
afterAll(() => session.crm.close())

const put = (destination: string, settings: readonly string[], sort = 10): Promise<Answer> =>
  session.send('POST', PATH, { destination, settings, sort })

describe('webhooks', () => {
  test('are put, listed, found by their address and taken away', async () => {
    const none = await session.get(PATH)
    const made = await put('https://one.example/hook', ['update_contact', 'add_contact'])
    await put('https://two.example/hook', ['add_task'])

    const all = await session.get(PATH)
    const found = await session.get(`${PATH}?filter[destination]=${encodeURIComponent('https://two.example/hook')}`)
    const gone = await session.send('DELETE', PATH, { destination: 'https://one.example/hook' })
    const again = await session.send('DELETE', PATH, { destination: 'https://one.example/hook' })

    expect([none.status, gone.status, again.status]).toEqual([204, 204, 404])
    expect(made.body).toEqual({
      id: expect.any(Number) as number,
      destination: 'https://one.example/hook',
      ...{ created_at: session.now(), updated_at: session.now(), account_id: 31540218, created_by: ADMIN, sort: 10 },
      ...{ disabled: false, settings: ['update_contact', 'add_contact'] },
    })
    expect(all.body).toMatchObject({
      _total_items: 2,
      _embedded: { webhooks: [made.body, { settings: ['add_task'] }] },
    })
    expect(listAt(found.body, '_embedded', 'webhooks').map(({ destination }) => destination)).toEqual([
      'https://two.example/hook',
    ])
  })

  test('keep their number when the same address comes again, and are told what is wanted now', async () => {
    const first = await put('https://one.example/hook', ['update_contact'])
    session.advance(5000)

    const second = await put('https://one.example/hook', ['delete_contact'], 3)

    expect(at(second.body, 'id')).toBe(at(first.body, 'id'))
    expect(second.body).toMatchObject({ settings: ['delete_contact'], sort: 3, updated_at: session.now() })
    expect(listAt((await session.get(PATH)).body, '_embedded', 'webhooks')).toHaveLength(1)
  })

  test.each([
    [{}, ['destination', 'settings'].map(fieldMissing)],
    [{ destination: 'nowhere', settings: ['add_contact'] }, [notSupportedChoice('destination')]],
    [{ destination: 'https://x.example', settings: ['add_contact', 'x'] }, [notSupportedChoice('settings.1')]],
  ])('refuse %j at the key that is wrong', async (item, errors) => {
    expect(await session.send('POST', PATH, item)).toMatchObject({
      status: 400,
      body: validationBody([{ request_id: '0', errors }]),
    })
  })

  test('are for administrators, and at most a hundred', async () => {
    const token = await tokenOf(session, COLLEAGUE)
    const denied = await session.get(PATH, token)
    const statuses: number[] = []
    for (let number = 0; number <= 100; number += 1) {
      statuses.push((await put(`https://x.example/${number}`, ['add_contact'])).status)
    }

    expect(denied.status).toBe(403)
    expect(statuses.slice(-2)).toEqual([201, 422])
  })
})

/** What came in at an address of this machine, read as PHP would. */
async function listen(status: () => number = () => 200) {
  const posts: URLSearchParams[] = []
  let wake = (): void => undefined
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      response.writeHead(status()).end()
      posts.push(new URLSearchParams(text))
      wake()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    posts,
    /** Waits until so many have come. */
    async until(count: number): Promise<void> {
      while (posts.length < count) await new Promise<void>((resolve) => (wake = resolve))
    },
    close: () => new Promise<void>((closed) => void server.close(() => closed())),
  }
}

const plain = (post: URLSearchParams | undefined) => Object.fromEntries(post ?? [])

describe('a webhook on this machine', () => {
  test('is told of what an integration and what a colleague did, as a form, once for each record', async () => {
    const hook = await listen()
    await put(hook.url, ['add_contact', 'update_contact', 'responsible_contact', 'delete_contact'])
    const phone = { field_code: 'PHONE', values: [{ value: '+7 900', enum_code: 'MOB' }] }

    const id = await createContact(session, {
      name: 'Told',
      custom_fields_values: [phone],
      tags_to_add: [{ name: 'vip' }],
    })
    await hook.until(1)
    await session.send('PATCH', `/api/v4/contacts/${id}`, { name: 'Renamed', responsible_user_id: COLLEAGUE })
    await hook.until(3)
    await session.control('POST', '/vendor', { action: 'delete', entity: 'contacts', ids: [id] })
    await hook.until(4)
    await hook.close()

    const [added, ...rest] = hook.posts.map(plain)
    expect(added).toMatchObject({
      'contacts[add][0][id]': String(id),
      'contacts[add][0][name]': 'Told',
      'contacts[add][0][type]': 'contact',
      'contacts[add][0][responsible_user_id]': String(ADMIN),
      'contacts[add][0][tags][0][name]': 'vip',
      'contacts[add][0][custom_fields][0][code]': 'PHONE',
      'contacts[add][0][custom_fields][0][values][0][value]': '+7 900',
      'contacts[add][0][custom_fields][0][values][0][enum]': expect.stringMatching(/^\d+$/) as string,
      'account[subdomain]': 'kartotekademo',
    })
    const told = rest.map((post) => Object.keys(post)[0])
    expect(told.toSorted()).toEqual(['delete', 'responsible', 'update'].map((deed) => `contacts[${deed}][0][id]`))
    expect(rest.find((post) => 'contacts[update][0][id]' in post)).toMatchObject({
      'contacts[update][0][name]': 'Renamed',
    })
    expect(rest.find((post) => 'contacts[delete][0][id]' in post)).not.toHaveProperty('contacts[delete][0][name]')
  })

  test('is told of companies among contacts, with their type, and of the stage of a lead', async () => {
    const hook = await listen()
    await put(hook.url, ['add_company', 'status_lead'])

    const company = await create(session, 'companies', { name: 'Told Ltd' })
    const lead = await create(session, 'leads', { name: 'Moves' })
    await session.send('PATCH', `/api/v4/leads/${lead}`, { status_id: 142 })
    await hook.until(2)
    await hook.close()

    const posts = hook.posts.map(plain)
    expect(posts.find((post) => 'contacts[add][0][id]' in post)).toMatchObject({
      'contacts[add][0][id]': String(company),
      'contacts[add][0][type]': 'company',
    })
    expect(posts.find((post) => 'leads[status][0][id]' in post)).toMatchObject({
      'leads[status][0][id]': String(lead),
      'leads[status][0][status_id]': '142',
    })
  })

  test('is switched off after more than a hundred bad answers within two hours', async () => {
    const hook = await listen(() => 500)
    await put(hook.url, ['add_contact'])

    await session.send(
      'POST',
      '/api/v4/contacts',
      Array.from({ length: 101 }, () => ({ name: 'Unheard' })),
    )
    await hook.until(101)
    await expect.poll(async () => at((await session.get(PATH)).body, '_embedded', 'webhooks', 0, 'disabled')).toBe(true)
    await createContact(session, { name: 'Nobody is told' })
    await hook.close()

    expect(hook.posts).toHaveLength(101)
  })

  test('that answers badly is told again after five and fifteen minutes, and no more once it has heard', async () => {
    let status = 500
    const hook = await listen(() => status)
    await put(hook.url, ['add_contact'])
    const noted = async (count: number) =>
      expect
        .poll(async () => {
          const told = listAt((await session.control('GET', '/deliveries')).body)
          return told.filter((one) => one['destination'] === hook.url && one['status'] !== null).length
        })
        .toBe(count)

    await createContact(session, { name: 'Told again' })
    await noted(1)
    session.advance(5 * 60_000 - 1)
    await session.get('/api/v4/account')
    session.advance(1)
    await session.get('/api/v4/account')
    await noted(2)
    status = 200
    session.advance(15 * 60_000)
    await session.get('/api/v4/account')
    await noted(3)
    session.advance(24 * 60 * 60_000)
    await session.get('/api/v4/account')
    await hook.close()

    expect(new Set(hook.posts.map(String)).size).toBe(1)
    expect(hook.posts).toHaveLength(3)
  })

  test('is the only one: nothing of a demo is sent anywhere else', async () => {
    const hook = await listen()
    await put('https://far.example/hook', ['add_contact'])
    await put(hook.url, ['add_contact'])

    await createContact(session, { name: 'Stays here' })
    await hook.until(1)
    await hook.close()

    const deliveries = listAt((await session.control('GET', '/deliveries')).body)
    const told = deliveries.filter(({ body }) => String(body).includes('Stays+here'))
    expect(told).toMatchObject([{ destination: hook.url, code: 'add_contact' }])
  })
})
