import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import * as v from 'valibot'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fixedAccess, type Access } from '#core/http/access.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import { createHttpClient, type RequestGate } from '#core/http/http-client.ts'
import type { LogFields } from '#core/ports/logger.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { createFakeClock, settled } from '#test/support/fake-clock.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const schema = v.object({ id: v.number() })
const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }

/** A client against a server on loopback that gives these answers in turn, the last one for ever. */
async function startClient(
  answers: readonly Answer[],
  origin?: string,
  access: (origin: string) => Access = (to) => fixedAccess({ origin: to, token: 'top-secret-token' }),
) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.push(request), answers.length) - 1]
    request.resume().on('end', () => answer?.(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const clock = createFakeClock()
  const logged: [string, LogFields | undefined][] = []
  const told: (string | number | null)[] = []
  const gate: RequestGate = {
    enter: async (signal) => signal.throwIfAborted(),
    slowDown: (ms) => void told.push(ms),
    stop: () => void told.push('stop'),
  }
  const client = createHttpClient({
    access: access(origin ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    gate,
    network: socketNetwork,
    clock,
    random: { next: () => 0, uuid: () => '' },
    logger: {
      info: (...entry) => void logged.push(entry as never),
      warn: (...entry) => void logged.push(entry as never),
    },
  })
  return { client, clock, requests, logged, told, signal: new AbortController().signal }
}

const failureOf = async (work: Promise<unknown>): Promise<AppError> => {
  const failure = await work.then(
    () => null,
    (error: AppError) => error,
  )
  if (failure === null) throw new Error('did not fail')
  return failure
}

/** Answers come in real time, pauses in ours: moves time on until the work is done. */
async function underPauses<T>(clock: { advance(ms: number): Promise<void> }, work: Promise<T>): Promise<T> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  work.then(done, done)
  while (!isDone) {
    await clock.advance(1)
    await settled()
  }
  return work
}

describe('the HTTP client', () => {
  test('sends token and query, and gives what the schema understands', async () => {
    const { client, requests, signal } = await startClient([json(200, { id: 7, more: 'ignored' })])

    const answer = await client.getJson('/things', { query: { page: 2 }, schema, signal })

    expect(answer).toEqual({ id: 7 })
    expect(requests[0]).toMatchObject({ url: '/things?page=2', method: 'GET' })
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer top-secret-token' })
  })

  test('takes 204 for nothing', async () => {
    const { client, signal } = await startClient([(_, response) => response.writeHead(204).end()])

    expect(await client.getJson('/things', { schema, signal })).toBeNull()
  })

  test('names the first fault of an answer that its schema refuses, and not its value', async () => {
    const { client, signal } = await startClient([json(200, { id: 'Анна' })])

    const failure = await failureOf(client.getJson('/things', { schema, signal }))

    expect(failure).toMatchObject({ code: 'remote/invalid-response', details: { path: 'id' } })
    expect(JSON.stringify([failure, failure.message])).not.toContain('Анна')
  })

  test('takes broken JSON for an answer that was cut off', async () => {
    const { client, signal } = await startClient([(_, response) => response.end('{"id":')])

    const failure = await failureOf(client.postJson('/things', { body: {}, schema, signal }))

    expect(failure).toMatchObject({ code: 'remote/unavailable', details: { reason: 'truncated', reached: true } })
  })

  test('tries a read three times, and a write once', async () => {
    const { client, clock, requests, signal } = await startClient([json(500, {})])

    const read = await underPauses(clock, failureOf(client.getJson('/things', { schema, signal })))
    const reads = requests.length
    const write = await failureOf(client.patchJson('/things', { body: {}, schema, signal }))

    expect([read.code, reads, write.code, requests.length]).toEqual(['remote/unavailable', 3, 'remote/unavailable', 4])
  })

  test('gives each write a connection of its own, and lets reads share theirs', async () => {
    const { client, requests, signal } = await startClient([json(200, { id: 1 })])

    for (let times = 0; times < 2; times++) await client.getJson('/things', { schema, signal })
    for (let times = 0; times < 2; times++) await client.postJson('/things', { body: {}, schema, signal })

    const [read, again, write, another] = requests.map(({ socket }) => socket)
    expect([read === again, write === another, write === read]).toEqual([true, false, false])
  })

  test('gives what a later try brought', async () => {
    const { client, clock, signal } = await startClient([json(502, {}), json(200, { id: 1 })])

    expect(await underPauses(clock, client.getJson('/things', { schema, signal }))).toEqual({ id: 1 })
  })

  test('gives up at the deadline, and supposes that the server may have carried it out', async () => {
    const { client, clock, requests, signal } = await startClient([() => undefined])
    const failing = failureOf(client.postJson('/things', { body: {}, schema, signal }))
    while (requests.length === 0) await settled()

    await clock.advance(20_000)

    expect(await failing).toMatchObject({ code: 'timeout', details: { reached: true } })
  })

  test('knows that nothing was sent when the deadline came before the connection', async () => {
    // Takes the connection, and never shakes hands.
    const silent = createTcpServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { client, clock, signal } = await startClient(
      [],
      `https://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    )
    const connected = new Promise<Socket>((resolve) => silent.once('connection', resolve))
    const failing = failureOf(client.postJson('/things', { body: {}, schema, signal }))
    const socket = await connected

    await clock.advance(20_000)

    expect(await failing).toMatchObject({ code: 'timeout', details: { reached: false } })
    socket.destroy()
    silent.close()
  })

  test('gives a big write a minute', async () => {
    const { client, clock, requests, signal } = await startClient([() => undefined])
    const body = ['x'.repeat(10_000)]
    const failing = failureOf(client.postJson('/things', { body, schema, signal }))
    while (requests.length === 0) await settled()

    await clock.advance(59_999)
    const left = clock.nextWakeIn()
    await clock.advance(1)

    expect(left).toBe(1)
    expect(await failing).toMatchObject({ code: 'timeout' })
  })

  test('leaves no timer behind after an answer', async () => {
    const { client, clock, signal } = await startClient([json(200, { id: 1 })])

    await client.getJson('/things', { schema, signal })

    expect(clock.nextWakeIn()).toBeNull()
  })

  test('stops with the reason of the signal, which is not a failure', async () => {
    const { client, requests } = await startClient([() => undefined])
    const controller = new AbortController()
    const reason = new Error('the user signed out')
    const failing = failureOf(client.postJson('/things', { body: {}, schema, signal: controller.signal }))
    while (requests.length === 0) await settled()

    controller.abort(reason)

    expect(await failing).toBe(reason)
  })

  test('follows no redirect: the token stays with its origin', async () => {
    const elsewhere = await startClient([json(200, { id: 1 })])
    const { client, signal } = await startClient([
      (_, response) => response.writeHead(307, { location: 'http://localhost:1/' }).end(),
    ])

    const failure = await failureOf(client.postJson('/things', { body: {}, schema, signal }))

    expect(failure).toMatchObject({ code: 'remote/unavailable', details: { reason: 'captive-portal', reached: true } })
    expect(elsewhere.requests).toEqual([])
  })

  test('takes JSON 404 for an absent record only where it is asked for one', async () => {
    const { client, signal } = await startClient([json(404, { detail: 'no' })])

    const one = await client.getJson('/things/1', { schema, signal, absentOn404: true })
    const list = await failureOf(client.getJson('/things', { schema, signal }))

    expect(one).toBeNull()
    expect(list).toMatchObject({ code: 'remote/invalid-response', details: { status: 404 } })
  })

  test('tells the gate of 429, 503 and a ban', async () => {
    const page: Answer = (_, response) => response.writeHead(403, { 'content-type': 'text/html' }).end('<html>')
    const { client, told, signal } = await startClient([
      json(429, {}, { 'retry-after': '3' }),
      json(429, {}),
      json(503, {}),
      page,
    ])
    const write = () => failureOf(client.postJson('/things', { body: {}, schema, signal }))

    for (let times = 0; times < 4; times++) await write()

    expect(told).toEqual([3_000, null, null, 'stop'])
  })

  test('knows the server’s time from its answers', async () => {
    const date = 'Fri, 02 Jan 2026 03:04:05 GMT'
    const { client, clock, signal } = await startClient([json(200, { id: 1 }, { date })])
    const before = client.serverNow()

    await client.getJson('/things', { schema, signal })

    expect(before).toBe(clock.now())
    expect(client.serverNow()).toBe(Date.parse(date))
  })

  test('logs neither token, query, body nor ids', async () => {
    const { client, logged, signal } = await startClient([json(400, { detail: 'Анна' })])
    const query = { query: 'Анна' }

    await failureOf(client.getJson('/things/17', { query, schema, signal }))
    const failure = await failureOf(client.postJson('/things/17', { body: { name: 'Анна' }, schema, signal }))

    const text = JSON.stringify([logged, failure, failure.stack])
    expect(logged).toHaveLength(2)
    expect(text).toContain('/things/{id}')
    expect(text).not.toMatch(/Анна|%D0|secret|\/17/)
  })
})

describe('a token that is refused', () => {
  const refusal = json(401, { title: 'Unauthorized' })
  /** Hands out one token after the other, as often as it is told that one was refused. */
  const renewing =
    (refused: string[], failure: AppError | null = null) =>
    (origin: string): Access => ({
      authorize: async () => Promise.resolve({ origin, token: `token-${refused.length + 1}` }),
      refused: async (token) => {
        refused.push(token)
        if (failure !== null) throw failure
        return Promise.resolve(true)
      },
    })
  const tokensOf = (requests: readonly IncomingMessage[]) => requests.map(({ headers }) => headers.authorization)

  test.each(['getJson', 'postJson', 'patchJson'] as const)('is replaced, and %s sent once more', async (method) => {
    const refused: string[] = []
    const { client, requests, signal } = await startClient(
      [refusal, json(200, { id: 7 })],
      undefined,
      renewing(refused),
    )

    const answer = await client[method]('/things', { schema, signal, body: { name: 'x' } })

    expect([answer, refused, tokensOf(requests)]).toEqual([
      { id: 7 },
      ['token-1'],
      ['Bearer token-1', 'Bearer token-2'],
    ])
  })

  test('twice in a row ends the request', async () => {
    const refused: string[] = []
    const { client, requests, signal } = await startClient([refusal], undefined, renewing(refused))

    const failure = await failureOf(client.postJson('/things', { schema, signal, body: {} }))

    expect(failure).toMatchObject({ code: 'auth/expired', details: { reached: false } })
    expect([refused.length, requests.length]).toEqual([1, 2])
  })

  test('and cannot be replaced leaves the request without effect, whatever kept us from a new one', async () => {
    const lost = new AppError('timeout', 'no answer in time', { details: { reached: true } })
    const { client, requests, signal } = await startClient([refusal], undefined, renewing([], lost))

    const failure = await failureOf(client.getJson('/things', { schema, signal }))

    expect(failure).toMatchObject({ code: 'timeout', details: { reached: false, step: 'access' } })
    expect(requests, 'the used-up refresh token is not asked with again at once').toHaveLength(1)
  })
})
