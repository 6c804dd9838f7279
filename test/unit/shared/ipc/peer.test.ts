import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/errors/app-error.ts'
import type { Channel } from '#shared/ipc/envelope.ts'
import { createPeer } from '#shared/ipc/peer.ts'
import { accountId } from '#test/support/contacts.ts'
import { channelPair } from '#test/support/channel-pair.ts'

const table = { 'number/double': { input: v.object({ n: v.number() }), output: v.object({ n: v.number() }) } } as const

const serving = (channel: Channel, double: (input: { n: number }) => Promise<{ n: number }>) =>
  createPeer({
    channel,
    serves: { table, handlers: { 'number/double': double }, context: undefined },
    asks: {},
    onRefused: () => undefined,
  })

function asking(channel: Channel) {
  const refused: AppError[] = []
  const peer = createPeer({
    channel,
    serves: { table: {}, handlers: {}, context: undefined },
    asks: table,
    onRefused: (error) => refused.push(error),
  })
  return { peer, refused }
}

describe('createPeer', () => {
  test('brings a request to its handler and the answer back', async () => {
    const [here, there] = channelPair()
    serving(there, async ({ n }) => ({ n: n * 2 }))

    expect(await asking(here).peer.call('number/double', { n: 21 })).toEqual({ n: 42 })
  })

  test('brings a failure back with its code and details, without a stack', async () => {
    const [here, there] = channelPair()
    const details = { reason: 'full' }
    serving(there, async () => Promise.reject(new AppError('storage/failed', 'disk full', { details })))

    const failure = asking(here).peer.call('number/double', { n: 1 })

    await expect(failure).rejects.toMatchObject({ code: 'storage/failed', message: 'disk full', details })
  })

  test('refuses an input that the table does not allow, and names the field', async () => {
    const [here, there] = channelPair()
    serving(there, async ({ n }) => ({ n }))

    const failure = asking(here).peer.call('number/double', { n: 'two' as unknown as number })

    await expect(failure).rejects.toMatchObject({ code: 'contract/invalid-message', details: { path: 'n' } })
  })

  test('refuses an answer that the table does not allow', async () => {
    const [here, there] = channelPair()
    serving(there, async () => ({ n: 'two' as unknown as number }))

    await expect(asking(here).peer.call('number/double', { n: 1 })).rejects.toMatchObject({
      code: 'contract/invalid-message',
    })
  })

  test('answers a request that it does not know with a refusal, even one named like a method of objects', async () => {
    const [here, there] = channelPair()
    serving(there, async ({ n }) => ({ n }))
    const heard: unknown[] = []
    here.onMessage((message) => heard.push(message))

    here.send({ kind: 'request', id: 7, name: 'toString', payload: {} })
    await new Promise((resolve) => setImmediate(resolve))

    expect(heard).toMatchObject([{ kind: 'failure', id: 7, error: { code: 'contract/invalid-message' } }])
  })

  test('gives up what is asked when the line is cut', async () => {
    const [here, there] = channelPair()
    serving(there, async () => new Promise(() => undefined))
    const failure = asking(here).peer.call('number/double', { n: 1 })

    here.cut()

    await expect(failure).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'disconnected' } })
  })

  test('tells an event to those who listen, and reports one that makes no sense', async () => {
    const [here, there] = channelPair()
    const { peer, refused } = asking(here)
    const heard: unknown[] = []
    peer.on('sync/changed', (payload) => heard.push(payload))
    const statuses = [{ accountId, phase: { kind: 'idle' }, syncedAt: null, stalled: null, timeLeftMs: null }]

    there.send({ kind: 'event', name: 'sync/changed', payload: { isOffline: true, statuses } })
    there.send({ kind: 'event', name: 'sync/changed', payload: { isOffline: 'yes' } })
    await new Promise((resolve) => setImmediate(resolve))

    expect({ heard, refused: refused.map(({ code }) => code) }).toEqual({
      heard: [{ isOffline: true, statuses }],
      refused: ['contract/invalid-message'],
    })
  })
})
