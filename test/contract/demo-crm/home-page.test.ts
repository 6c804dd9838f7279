import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SwitchesSchema } from '#demo-crm/amocrm/switches.ts'
import { PortalSwitchesSchema } from '#demo-crm/bitrix24/switches.ts'
import { worded } from '#demo-crm/page/html.ts'
import { at, createContact, listAt, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 30, page: true, second: { contacts: 3 } })
})
afterAll(() => session.crm.close())

async function page(url = session.crm.amocrm.url): Promise<{ readonly response: Response; readonly html: string }> {
  const response = await fetch(`${url}/`)
  return { response, html: await response.text() }
}

function submit(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams(fields)
  return fetch(`${session.crm.control}/page`, { method: 'POST', body, headers, redirect: 'manual' })
}

describe('the page at the root', () => {
  test('shows how to get in, what there is, and where the other account is', async () => {
    const { html } = await page()

    const { amocrm, control, second } = session.crm
    for (const text of [`${amocrm.url}/api/v4`, amocrm.token, amocrm.clientId, amocrm.clientSecret, control]) {
      expect(html).toContain(`<code>${text}</code>`)
    }
    expect(html).toContain(`<a href="${second?.amocrm.url ?? ''}/">`)
    expect(html).toContain('<td>contacts</td><td>30</td><td>0</td>')
    expect(html).toContain('<td>leads</td><td>6</td><td>0</td>')
  })

  test('runs no script, loads nothing, and cannot be framed', async () => {
    const { response, html } = await page()

    const [, style = ''] = /<style>([^]*)<\/style>/.exec(html) ?? []
    const digest = createHash('sha256').update(style).digest('base64')
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(html).not.toMatch(/<script|<link|<img|\son\w+=|style="/)
  })

  test('can be used by keyboard and ear: every field has its label, every table its caption', async () => {
    const { html } = await page()

    const fields = [...html.matchAll(/<(?:select|input)(?![^>]*type="hidden")/g)].length
    expect(fields).toBeGreaterThan(60)
    expect([...html.matchAll(/<label>[^<]+<(?:select|input)/g)]).toHaveLength(fields)
    expect([...html.matchAll(/<caption>/g)]).toHaveLength([...html.matchAll(/<table>/g)].length)
    expect(html).toMatch(/<html lang="en">[^]*<main>[^]*<h1>/)
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('takes names and addresses for what they are: text', async () => {
    await createContact(session, { name: `<script>alert('x')</script>"` })
    await session.get('/api/v4/contacts?query=<b>bold</b>')

    const { html } = await page()

    expect(html).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;')
    expect(html).not.toContain('<b>bold')
  })

  test('shows requests with their answer and forgets them', async () => {
    await session.get('/api/v4/contacts/1?with=leads')
    const before = (await page()).html

    const answer = await submit({ do: 'forget-requests' })

    expect(before).toMatch(/<td>GET<\/td><td>\/api\/v4\/contacts\/1\?with=leads<\/td><td>204<\/td><td>long:1<\/td>/)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/#requests'])
    expect((await page()).html).toContain('The last ones: none.')
    expect((await session.control('GET', '/requests')).body).toEqual([])
  })

  test('adds faults to those in force, and clears them', async () => {
    await submit({ do: 'fault', kind: 'status', status: '503', path: 'contacts', times: '2', method: '', ms: '' })
    await submit({ do: 'fault', kind: 'rate-ban', path: '/api/v4/leads', times: '', method: 'GET', ms: '' })
    const first = await session.get('/api/v4/contacts')
    await submit({ do: 'fault', kind: 'status', status: '422', body: '{"title":"No"}', path: 'tasks', times: '1' })
    const worded = await session.get('/api/v4/tasks')
    const { body } = await session.control('GET', '/faults')
    const { html } = await page()
    await submit({ do: 'no-faults' })

    expect(first.status).toBe(503)
    expect(worded).toEqual({ status: 422, type: 'application/problem+json', body: { title: 'No' } })
    expect(listAt(body).map(({ kind, remaining }) => [kind, remaining])).toEqual([
      ['status', 1],
      ['rate-ban', null],
      ['status', 0],
    ])
    expect(html).toContain('<td>rate-ban</td><td>GET</td><td>/api/v4/leads</td><td>always</td><td>0</td>')
    expect((await session.get('/api/v4/contacts')).status).toBe(200)
  })

  test('turns switches of every kind', async () => {
    await submit({ do: 'switch', apiFilter: 'false' })
    await submit({ do: 'switch', missingStatus: '404' })
    await submit({ do: 'switch', defaultLimit: '7' })
    await submit({ do: 'switch', staleUpdatedAt: 'reject' })
    await submit({ do: 'switch', timeZone: 'Asia/Omsk' })

    const { body } = await session.control('GET', '/switches')

    expect(body).toMatchObject({ apiFilter: false, missingStatus: 404, defaultLimit: 7, staleUpdatedAt: 'reject' })
    expect(body).toMatchObject({ timeZone: 'Asia/Omsk' })
    expect((await page()).html).toContain('<label>defaultLimit <input name="defaultLimit" value="7"></label>')
  })

  test('says of every switch what it means, and which are not as at the start', async () => {
    const before = (await page()).html
    await submit({ do: 'switch', eventsOrder: 'asc' })
    const { html } = await page()
    await submit({ do: 'switch', eventsOrder: 'desc' })

    const entries: readonly v.GenericSchema[] = [
      ...Object.values(SwitchesSchema.entries),
      ...Object.values(PortalSwitchesSchema.entries),
    ]
    const meanings = entries.map((entry) => v.getDescription(entry) ?? '')
    expect(meanings.filter((text) => text === '' || !before.includes(`<td>${worded(text)}</td>`))).toEqual([])
    expect(before).not.toContain('not desc')
    expect(html).toContain('<b class="changed">not desc</b>')
  })

  test('gives out tokens and takes them back', async () => {
    await submit({ do: 'token', userId: '10420116 Дмитрий Орлов' })
    const { html } = await page()
    const secrets = [...html.matchAll(/<summary>Show (\d+)<\/summary><code>([^<]+)<\/code>/g)]
    const [, id = '', token = ''] = secrets.at(-1) ?? []

    const before = await session.get('/api/v4/account', token)
    await submit({ do: 'revoke', id })

    expect(at(before.body, 'current_user_id')).toBe(10420116)
    expect((await session.get('/api/v4/account', token)).status).toBe(401)
  })

  test('sets the redirect address of the integration, and takes it away', async () => {
    const answer = await submit({ do: 'integration', redirectUri: 'https://app.example/cb' })
    const { html } = await page()
    const { body } = await session.control('GET', '/integration')
    await submit({ do: 'integration', redirectUri: '' })

    expect(answer.headers.get('location')).toBe('/#account')
    expect(html).toContain('name="redirectUri" value="https://app.example/cb"')
    expect(at(body, 'redirectUri')).toBe('https://app.example/cb')
    expect(at((await session.control('GET', '/integration')).body, 'redirectUri')).toBeNull()
  })

  test.each([
    [{ do: 'fault', kind: 'status', status: 'many' }, 'status:'],
    [{ do: 'integration', redirectUri: 'javascript:x' }, 'The redirect address'],
    [{ do: 'fault', kind: 'nothing' }, 'kind:'],
    [{ do: 'switch', defaultLimit: '900' }, 'defaultLimit:'],
    [{ do: 'switch', staleUpdatedAt: '<b>' }, 'staleUpdatedAt:'],
    [{ do: 'switch', timeZone: 'Mars/Olympus' }, 'timeZone:'],
    [{ do: 'token', userId: 'x' }, 'There is no such user.'],
    [{ do: 'revoke', id: '999' }, 'There is no such token.'],
    [{ do: 'toString' }, 'There is no such form.'],
  ])('says why %j cannot be done', async (fields, words) => {
    const answer = await submit(fields)

    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(new RegExp(`<p role="alert">${words}`))
  })

  test('takes no form from elsewhere', async () => {
    const foreign = await submit({ do: 'no-faults' }, { origin: 'http://evil.example' })
    const guessed = await fetch(`${session.crm.amocrm.url}/_control/guess/page`, {
      method: 'POST',
      body: 'do=no-faults',
    })

    expect([foreign.status, guessed.status]).toEqual([400, 404])
  })

  test('is there only where it was asked for, as it shows tokens to whoever asks on this machine', async () => {
    const plain = await startSession({ contacts: 1 })

    const { status } = await plain.get('/')
    const form = await plain.control('POST', '/page', {})
    await plain.crm.close()

    expect([status, form.status]).toEqual([404, 404])
  })
})
