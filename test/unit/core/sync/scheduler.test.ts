import { describe, expect, onTestFinished, test } from 'vitest'
import type { Random } from '#core/ports/random.ts'
import type { Engine, SyncResult } from '#core/sync/engine.ts'
import { Scheduler } from '#core/sync/scheduler.ts'
import { AppError, type ErrorCode } from '#shared/errors/app-error.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import { createFakeClock, settled } from '#test/support/fake-clock.ts'

const random: Random = { next: () => 0.5, uuid: () => '' }
const hour = 3_600_000
const moved: SyncResult = { lookAgainIn: null, hasMoved: true }
const idle: SyncResult = { lookAgainIn: null, hasMoved: false }

function start(run: Engine['run'], isUrgent = false) {
  const clock = createFakeClock()
  const phases: SyncPhase[] = []
  let runs = 0
  const engine: Pick<Engine, 'run'> = {
    run: async (signal, isAsked) => {
      runs += 1
      return run(signal, isAsked)
    },
  }
  const scheduler = new Scheduler({
    engine,
    clock,
    random,
    onPhase: (phase) => phases.push(phase),
    onSynced: () => undefined,
    isUrgent: () => isUrgent,
  })
  onTestFinished(async () => scheduler.close())
  return { clock, phases, scheduler, runs: () => runs }
}

const failing =
  (code: ErrorCode, details = {}) =>
  async () =>
    Promise.reject(new AppError(code, 'no', { details }))

describe('Scheduler', () => {
  test('does nothing until it is let go', async () => {
    const { clock, runs } = start(async () => moved)

    await clock.advance(hour)

    expect(runs()).toBe(0)
  })

  test('syncs at once when it is let go, then polls', async () => {
    const { clock, scheduler, runs } = start(async () => moved)

    scheduler.setHeld(null)
    await clock.advance(0)
    const atOnce = runs()
    await clock.advance(30_000)

    expect([atOnce, runs()]).toEqual([1, 2])
  })

  test('runs once more for an edit that was made during a sync', async () => {
    const gate = Promise.withResolvers<SyncResult>()
    const { clock, scheduler, runs } = start(async () => gate.promise)
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.wake('edit')
    gate.resolve(moved)
    await clock.advance(0)

    expect(runs()).toBe(2)
  })

  test('waits longer after each failure, up to half a minute', async () => {
    const { clock, scheduler, phases } = start(failing('offline'))

    scheduler.setHeld(null)
    await clock.advance(hour)

    const waits = phases.flatMap((phase) => (phase.kind === 'waiting' ? [phase.retryInMs] : []))
    expect(waits.slice(0, 7)).toEqual([750, 1500, 3000, 6000, 12000, 22500, 22500])
  })

  test('asks ever more seldom while nothing moves, and as often as at first once something does', async () => {
    let result = idle
    const pauses: (number | null)[] = []
    const { clock, scheduler } = start(async () => result)
    scheduler.setHeld(null)
    for (let polls = 0; polls < 20; polls++) {
      await clock.advance(clock.nextWakeIn() ?? 0)
      pauses.push(clock.nextWakeIn())
    }

    result = moved
    await clock.advance(clock.nextWakeIn() ?? 0)

    expect([pauses.slice(0, 3), pauses.at(-1), clock.nextWakeIn()]).toEqual([[22_500, 27_000, 32_400], 135_000, 22_500])
  })

  test('asks as often as at first when the user is back', async () => {
    const { clock, scheduler } = start(async () => idle)
    scheduler.setHeld(null)
    for (let polls = 0; polls < 20; polls++) await clock.advance(clock.nextWakeIn() ?? 0)

    scheduler.wake('return')
    await clock.advance(0)

    expect(clock.nextWakeIn()).toBe(22_500)
  })

  test('takes the refusal of a poll for news of others, and makes room', async () => {
    const { clock, scheduler, phases } = start(failing('rate-limited'))
    scheduler.setHeld(null)
    await clock.advance(3 * hour)

    const waits = phases.flatMap((phase) => (phase.kind === 'waiting' ? [phase.retryInMs] : []))
    expect([waits.slice(0, 3), waits.at(-1)]).toEqual([[45_000, 90_000, 180_000], 1_012_500])
  })

  test('does not make room while edits wait, or the first pull', async () => {
    const { clock, scheduler, phases } = start(failing('rate-limited'), true)
    scheduler.setHeld(null)
    await clock.advance(10_000)

    const waits = phases.flatMap((phase) => (phase.kind === 'waiting' ? [phase.retryInMs] : []))
    expect(waits.slice(0, 3)).toEqual([750, 1_500, 3_000])
  })

  test('comes back step by step after refusals', async () => {
    let refusals = 3
    const { clock, scheduler } = start(async () => {
      if (refusals-- > 0) throw new AppError('rate-limited', 'no')
      return moved
    })
    const pauses: (number | null)[] = []
    scheduler.setHeld(null)
    for (let polls = 0; polls < 30; polls++) {
      await clock.advance(clock.nextWakeIn() ?? 0)
      pauses.push(clock.nextWakeIn())
    }

    expect([pauses.slice(0, 5), pauses.at(-1)]).toEqual([[45_000, 90_000, 180_000, 180_000, 162_000], 22_500])
  })

  test('says when the user has asked', async () => {
    const asked: (boolean | undefined)[] = []
    const { clock, scheduler } = start(async (_signal, isAsked) => (asked.push(isAsked), moved))
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.wake('user')
    await clock.advance(30_000)

    expect(asked).toEqual([false, true, false])
  })

  test('waits as long as the CRM asked', async () => {
    const { clock, scheduler } = start(failing('rate-limited', { retryAfterMs: 40_000 }))

    scheduler.setHeld(null)
    await clock.advance(0)

    expect(clock.nextWakeIn()).toBe(40_000)
  })

  test('stops at a refused token, whatever is edited, until the user asks', async () => {
    const { clock, scheduler, phases, runs } = start(failing('auth/expired'))
    scheduler.setHeld(null)
    await clock.advance(hour)

    scheduler.wake('edit')
    await clock.advance(hour)
    const before = runs()
    scheduler.wake('user')
    await clock.advance(0)

    expect([before, runs(), phases.at(-1)?.kind]).toEqual([1, 2, 'stopped'])
  })

  test('goes on by itself, minutes after an account was paid for', async () => {
    let isPaid = false
    const { clock, scheduler, phases, runs } = start(async () => (isPaid ? idle : failing('auth/unpaid')()))
    scheduler.setHeld(null)
    await clock.advance(0)
    const [refused] = phases

    isPaid = true
    await clock.advance(4 * 60_000)
    const before = runs()
    await clock.advance(60_000)

    expect([refused?.kind, before, runs(), phases.at(-1)?.kind]).toEqual(['waiting', 1, 2, 'idle'])
  })

  test('asks again when the user did so while a sync was being refused', async () => {
    const gate = Promise.withResolvers<SyncResult>()
    const { clock, scheduler, runs } = start(async () => gate.promise)
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.wake('user')
    gate.reject(new AppError('auth/expired', 'no'))
    await clock.advance(0)

    expect(runs()).toBe(2)
  })

  test('does not take a glance at the window for the word of the user', async () => {
    const { clock, scheduler, runs } = start(failing('auth/blocked'))
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.wake('return')
    await clock.advance(hour)

    expect(runs()).toBe(1)
  })

  test('syncs at once when the user is back', async () => {
    const { clock, scheduler, runs } = start(async () => moved)
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.wake('return')
    await clock.advance(0)

    expect(runs()).toBe(2)
  })

  test('breaks off the running sync when the user goes offline', async () => {
    const { clock, scheduler, phases } = start(
      async (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    )
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.setHeld({ kind: 'offline' })
    await clock.advance(hour)

    expect(phases.at(-1)).toEqual({ kind: 'offline' })
  })

  test('shows that it is held, even when the sync got through all the same', async () => {
    const gate = Promise.withResolvers<SyncResult>()
    const { clock, scheduler, phases } = start(async () => gate.promise)
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.setHeld({ kind: 'offline' })
    gate.resolve(moved)
    await clock.advance(0)

    expect(phases.at(-1)).toEqual({ kind: 'offline' })
  })

  test('looks again soon when the engine left a doubt', async () => {
    const { clock, scheduler } = start(async () => ({ lookAgainIn: 5_000, hasMoved: false }))

    scheduler.setHeld(null)
    await clock.advance(0)

    expect(clock.nextWakeIn()).toBe(5_000)
  })

  test('does not wait for what is to be looked at again long after the usual time', async () => {
    const usual = start(async () => idle)
    const resting = start(async () => ({ ...idle, lookAgainIn: hour }))

    for (const { scheduler, clock } of [usual, resting]) {
      scheduler.setHeld(null)
      await clock.advance(0)
    }

    expect(resting.clock.nextWakeIn()).toBe(usual.clock.nextWakeIn())
  })

  test('ends in the middle of a sync', async () => {
    const { clock, scheduler, runs } = start(
      async (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    )
    scheduler.setHeld(null)
    await clock.advance(0)

    await scheduler.close()

    expect(runs()).toBe(1)
  })

  test('ends while it sleeps', async () => {
    const { clock, scheduler } = start(async () => moved)
    scheduler.setHeld(null)
    await clock.advance(0)

    await scheduler.close()
    await settled()

    expect(clock.nextWakeIn()).toBeNull()
  })

  test('breaks off a sync that hangs and begins another when it is told to start anew', async () => {
    let isFirst = true
    const { clock, scheduler, runs } = start(async (signal) => {
      if (!isFirst) return moved
      isFirst = false
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    })
    scheduler.setHeld(null)
    await clock.advance(hour)
    const hanging = runs()

    scheduler.renew()
    await clock.advance(0)

    expect([hanging, runs()]).toEqual([1, 2])
  })
})
