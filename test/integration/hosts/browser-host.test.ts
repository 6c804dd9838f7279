import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Channel } from '#shared/ipc/envelope.ts'
import { openSocket, rawRequest, signIn, someKey, startTestHost } from '#test/support/browser-host.ts'

describe('browser host: who is let in', () => {
  test('exchanges a launch token for a cookie and a clean address', async () => {
    const { port, token } = await startTestHost()

    const reply = await rawRequest(port, `/?token=${token()}`)

    expect(reply.status).toBe(303)
    expect(reply.headers.location).toBe('/')
    expect(reply.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^kartoteka-${port}=[0-9a-f]+\\.[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=/$`),
    )
  })

  test('shows the app to the browser that has the cookie', async () => {
    const { port, token } = await startTestHost()
    const cookie = await signIn(port, token())

    const reply = await rawRequest(port, '/', { Cookie: `theme=dark; ${cookie}` })

    expect(reply).toMatchObject({ status: 200, body: '<!doctype html><title>the app</title>' })
  })

  test('lets a browser that comes from a page elsewhere start anew from here, so that it shows its strict cookie', async () => {
    const { port, token } = await startTestHost()

    const reply = await rawRequest(port, `/?token=${token()}`, { 'Sec-Fetch-Site': 'cross-site' })

    expect(reply.status).toBe(200)
    expect(reply.headers['set-cookie']?.[0]).toContain('SameSite=Strict')
    expect(reply.body).toContain('<meta http-equiv="refresh" content="0; url=/">')
  })

  test('explains in both languages that a link has been used', async () => {
    const { port, token } = await startTestHost()
    const link = `/?token=${token()}`
    await rawRequest(port, link)

    const again = await rawRequest(port, link)

    expect(again.status).toBe(401)
    expect(again.headers['set-cookie']).toBeUndefined()
    expect(again.body).toContain('This link has been used')
    expect(again.body).toContain('Эта ссылка уже использована')
    expect(again.body).toContain('npm start')
  })

  test('takes a window that is already in to the app when it follows a used link', async () => {
    const { port, token } = await startTestHost()
    const used = token()
    const cookie = await signIn(port, used)

    const reply = await rawRequest(port, `/?token=${used}`, { Cookie: cookie })

    expect(reply).toMatchObject({ status: 303, headers: { location: '/' } })
  })

  test.each([
    ['a made-up token', 'abc.def'],
    ['an empty token', ''],
    ['a token without a signature', 'abc'],
  ])('refuses %s', async (_what, token) => {
    const { port } = await startTestHost()

    const reply = await rawRequest(port, `/?token=${token}`)

    expect(reply.status).toBe(401)
    expect(reply.headers['set-cookie']).toBeUndefined()
  })

  test('refuses an unused link of an earlier run', async () => {
    const earlier = await startTestHost({ runId: 'run-1' })
    const link = `/?token=${earlier.token()}`
    const later = await startTestHost({ runId: 'run-2' })

    const reply = await rawRequest(later.port, link)

    expect(reply.status).toBe(401)
  })

  test('does not spend a token on a preview that only asks for the head', async () => {
    const { port, token } = await startTestHost()
    const link = `/?token=${token()}`

    await rawRequest(port, link, {}, 'HEAD')
    const opened = await rawRequest(port, link)

    expect(opened.status).toBe(303)
  })

  test.each([
    ['no cookie', {}],
    ['a made-up cookie', { Cookie: 'kartoteka=1.2' }],
  ])('shows a page in words, and nothing of the app, to %s', async (_what, headers) => {
    const { port } = await startTestHost()

    const reply = await rawRequest(port, '/', headers)

    expect(reply.status).toBe(401)
    expect(reply.body).toContain('Open Kartoteka by its link')
    expect(reply.body).toContain('Откройте Картотеку по ссылке')
    expect(reply.body).not.toContain('the app')
  })

  test('refuses a cookie that another profile signed', async () => {
    const { port } = await startTestHost({ key: Buffer.alloc(32, 1) })
    const other = await startTestHost({ key: Buffer.alloc(32, 2) })
    const foreign = (await signIn(other.port, other.token())).replace(`kartoteka-${other.port}`, `kartoteka-${port}`)

    const reply = await rawRequest(port, '/', { Cookie: foreign })

    expect(reply.status).toBe(401)
  })

  test('knows the cookie again after a restart with the same key', async () => {
    const before = await startTestHost({ key: someKey, runId: 'run-1' })
    const cookie = await signIn(before.port, before.token())
    const after = await startTestHost({ key: someKey, runId: 'run-2' })

    const kept = cookie.replace(`kartoteka-${before.port}`, `kartoteka-${after.port}`)
    const reply = await rawRequest(after.port, '/', { Cookie: kept })

    expect(reply.status).toBe(200)
  })
})

describe('browser host: what it answers', () => {
  test.each([
    ['a name that a hostile page made resolve to this computer', 'evil.example'],
    ['another port', '127.0.0.1:1'],
    ['no port', '127.0.0.1'],
    ['a name that only begins like ours', '127.0.0.1.evil.example'],
  ])('refuses a Host header with %s', async (_what, host) => {
    const { port, token } = await startTestHost()
    const cookie = await signIn(port, token())

    const reply = await rawRequest(port, '/', { Cookie: cookie, Host: host })

    expect(reply.status).toBe(403)
    expect(reply.body).not.toContain('the app')
  })

  test('leads localhost to the one address whose database the app uses', async () => {
    const { port, origin, token } = await startTestHost()
    const target = `/?token=${token()}`

    const reply = await rawRequest(port, target, { Host: `localhost:${port}` })

    expect(reply).toMatchObject({ status: 303, headers: { location: `${origin}${target}` } })
  })

  test('sends the content policy with the nonce of the page, and the other protections', async () => {
    const { port, token } = await startTestHost()
    const cookie = await signIn(port, token())

    const { headers } = await rawRequest(port, '/', { Cookie: cookie })

    expect(headers).toMatchObject({
      'content-security-policy': [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'nonce-fresh'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        `connect-src 'self' ws://127.0.0.1:${port}`,
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })

  test('protects its plain pages as well', async () => {
    const { port } = await startTestHost()

    const { headers } = await rawRequest(port, '/')

    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })

  test('refuses to be written to', async () => {
    const { port, token } = await startTestHost()
    const cookie = await signIn(port, token())

    const reply = await rawRequest(port, '/', { Cookie: cookie }, 'POST')

    expect(reply.status).toBe(405)
  })

  test('answers in words where the build has no file', async () => {
    const { port, token } = await startTestHost()
    const cookie = await signIn(port, token())

    const reply = await rawRequest(port, '/nowhere.js', { Cookie: cookie })

    expect(reply).toMatchObject({ status: 404, body: expect.stringContaining('There is no such page.') as string })
  })
})

describe('browser host: the socket', () => {
  test('carries messages both ways for a page of ours', async () => {
    const { port, origin, token } = await startTestHost()
    const Cookie = await signIn(port, token())
    const { socket } = await openSocket(port, { Cookie, Origin: origin })

    socket?.send(JSON.stringify({ kind: 'request', id: 1, name: 'сказать', payload: { text: 'Привет, 👋' } }))
    const [data] = socket === null ? [] : ((await once(socket, 'message')) as [Buffer])

    expect(JSON.parse(String(data))).toEqual({
      kind: 'request',
      id: 1,
      name: 'сказать',
      payload: { text: 'Привет, 👋' },
    })
  })

  test.each([
    ['no origin', {}],
    ['a hostile origin', { Origin: 'https://evil.example' }],
    ['the opaque origin of a file', { Origin: 'null' }],
    ['an origin on another port', { Origin: 'http://127.0.0.1:1' }],
  ])('refuses a page with %s although it has the cookie', async (_what, headers) => {
    const { port, token } = await startTestHost()
    const Cookie = await signIn(port, token())

    const { status } = await openSocket(port, { Cookie, ...headers })

    expect(status).toBe(403)
  })

  test('refuses a page of ours that has no cookie', async () => {
    const { port, origin } = await startTestHost()

    const { status } = await openSocket(port, { Origin: origin })

    expect(status).toBe(401)
  })

  test('refuses a foreign Host', async () => {
    const { port, origin, token } = await startTestHost()
    const Cookie = await signIn(port, token())

    const { status } = await openSocket(port, { Cookie, Origin: origin, Host: 'evil.example' })

    expect(status).toBe(403)
  })

  test.each([
    ['text that is not JSON', 'not json', 1007],
    ['bytes', Buffer.from([1, 2, 3]), 1003],
  ])('ends a line that carries %s, without showing it to core', async (_what, frame, code) => {
    const heard: unknown[] = []
    const connectWindow = (channel: Channel) => channel.onMessage((message) => heard.push(message))
    const { port, origin, token } = await startTestHost({ app: { connectWindow } })
    const { socket } = await openSocket(port, { Cookie: await signIn(port, token()), Origin: origin })

    socket?.send(frame)
    const [closeCode] = socket === null ? [] : ((await once(socket, 'close')) as [number])

    expect(closeCode).toBe(code)
    expect(heard).toEqual([])
  })

  test('tells core once when the window goes away', async () => {
    const closed = Promise.withResolvers<string>()
    const connectWindow = (channel: Channel) => channel.onClose(() => closed.resolve('closed'))
    const { port, origin, token } = await startTestHost({ app: { connectWindow } })
    const { socket } = await openSocket(port, { Cookie: await signIn(port, token()), Origin: origin })

    socket?.terminate()

    await expect(closed.promise).resolves.toBe('closed')
  })

  test('cuts every line when the host closes', async () => {
    const { host, port, origin, token } = await startTestHost()
    const { socket } = await openSocket(port, { Cookie: await signIn(port, token()), Origin: origin })
    const closed = socket === null ? Promise.reject(new Error('refused')) : once(socket, 'close')

    await host.close()

    await expect(closed).resolves.toBeDefined()
  })
})
