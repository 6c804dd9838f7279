import { describe, expect, test, vi } from 'vitest'
import type { HandlersOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { Channel, Envelope } from '#shared/ipc/envelope.ts'
import { createMainClient } from '#renderer/ipc/main-client.ts'
import { reconnectDelayMs } from '#renderer/ipc/reconnect-delay.ts'

/** One line whose other end the test holds. */
function someLine() {
  const sent: Envelope[] = []
  const listeners: ((message: unknown) => void)[] = []
  const closers: (() => void)[] = []
  const channel: Channel = {
    send: (message) => void sent.push(message),
    onMessage: (listener) => void listeners.push(listener),
    onClose: (listener) => void closers.push(listener),
  }
  return {
    channel,
    sent,
    say: (message: unknown) => listeners.forEach((listener) => listener(message)),
    cut: () => closers.forEach((closer) => closer()),
  }
}

type Line = ReturnType<typeof someLine>

/** A client whose every attempt to connect the test answers: with a line, or with `null` for nobody there. */
function someClient(attempts: readonly (Line | null)[]) {
  const left = [...attempts]
  const waits: number[] = []
  const done = vi.fn(async () => ({}))
  const handlers = { 'cache/read-checkpoints': done } as unknown as HandlersOf<StoreCommands>
  const client = createMainClient({
    connect: async () => {
      const next = left.shift()
      if (next === undefined) return new Promise<Channel>(() => undefined)
      if (next === null) throw new Error('nobody there')
      return next.channel
    },
    handlers,
    sleep: async (ms) => void waits.push(ms),
    chance: () => 0,
    onRefused: () => undefined,
  })
  const online = () => vi.waitFor(() => expect(client.connection).toBe('online'))
  return { client, waits, online, done }
}

const changed = { kind: 'event', name: 'accounts/changed', payload: { accounts: [] } }

describe('createMainClient', () => {
  test('refuses a call while there is no line, and says that main did not hear it', async () => {
    const { client } = someClient([])

    const attempt = client.call('sync/run', { accountId: null, reason: 'user' })

    await expect(attempt).rejects.toMatchObject({
      code: 'state/refused',
      details: { reason: 'disconnected', reached: false },
    })
  })

  test('rejects a call that the line was cut under: main may have heard it', async () => {
    const line = someLine()
    const { client, online } = someClient([line])
    await online()

    const attempt = client.call('sync/run', { accountId: null, reason: 'user' })
    line.cut()

    await expect(attempt).rejects.toMatchObject({ details: { reason: 'disconnected' } })
    await expect(attempt).rejects.not.toMatchObject({ details: { reached: false } })
  })

  test('opens the line again, waiting longer after every failure', async () => {
    const { waits, online } = someClient([null, null, null, someLine()])

    await online()

    expect(waits).toEqual([250, 500, 1000])
  })

  test('hears events over every line, each once, until it stops listening', async () => {
    const [first, second] = [someLine(), someLine()]
    const { client, online } = someClient([first, second])
    const heard = vi.fn()
    const stop = client.on('accounts/changed', heard)
    await online()

    first.say(changed)
    first.cut()
    await online()
    second.say(changed)
    stop()
    second.say(changed)

    expect(heard).toHaveBeenCalledTimes(2)
  })

  test('tells when the line is cut and when it is back', async () => {
    const line = someLine()
    const { client, online } = someClient([line, someLine()])
    await online()
    const told: string[] = []
    client.onConnection((connection) => told.push(connection))

    line.cut()
    await online()

    expect(told).toEqual(['lost', 'online'])
  })

  test('answers what main asks of this window', async () => {
    const line = someLine()
    const { online, done } = someClient([line])
    await online()

    line.say({ kind: 'request', id: 1, name: 'cache/read-checkpoints', payload: { accountId: 'amo1' } })

    await vi.waitFor(() => expect(line.sent).toEqual([{ kind: 'reply', id: 1, ok: true, value: {} }]))
    expect(done).toHaveBeenCalledWith({ accountId: 'amo1' }, undefined)
  })
})

describe('reconnectDelayMs', () => {
  test.each([
    [0, 0, 250],
    [3, 0, 2_000],
    [100, 0, 5_000],
    [100, 0.999, 3_751],
  ])('after %i failures with chance %d waits %i ms', (failures, chance, expected) => {
    expect(reconnectDelayMs(failures, chance)).toBe(expected)
  })
})
