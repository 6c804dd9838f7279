import { describe, expect, test } from 'vitest'
import { failureOf } from '#test/support/failure-of.ts'
import { json, schema, startClient, underPauses, type Answer } from '#test/support/http-world.ts'

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

  test('reads again after a moment’s pause that the server asks for, not after a long one', async () => {
    const { client, told, signal } = await startClient([
      json(429, {}),
      json(200, { id: 1 }),
      json(429, {}, { 'retry-after': '60' }),
    ])
    const read = () => client.getJson('/things', { schema, signal })

    expect(await read()).toEqual({ id: 1 })
    expect(await failureOf(read())).toMatchObject({ code: 'rate-limited', details: { retryAfterMs: 60_000 } })
    expect(told).toEqual([null, 60_000])
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
