import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { failureOf } from '#test/support/failure-of.ts'
import { settled } from '#test/support/fake-clock.ts'
import { json, schema, startClient } from '#test/support/http-world.ts'

describe('a request that takes too long', () => {
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
})
