import { describe, expect, onTestFinished, test } from 'vitest'
import type { Random } from '#core/ports/random.ts'
import type { Engine } from '#core/sync/engine.ts'
import { Scheduler } from '#core/sync/scheduler.ts'
import { AppError, type ErrorCode } from '#shared/errors/app-error.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import { createFakeClock, settled } from '#test/support/fake-clock.ts'

const random: Random = { next: () => 0.5, uuid: () => '' }
const hour = 3_600_000

function start(run: Engine['run']) {
  const clock = createFakeClock()
  const phases: SyncPhase[] = []
  let runs = 0
  const engine: Pick<Engine, 'run'> = {
    run: async (signal) => {
      runs += 1
      return run(signal)
    },
  }
  const scheduler = new Scheduler({
    engine,
    clock,
    random,
    onPhase: (phase) => phases.push(phase),
    onSynced: () => undefined,
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
    const { clock, runs } = start(async () => null)

    await clock.advance(hour)

    expect(runs()).toBe(0)
  })

  test('syncs at once when it is let go, then polls', async () => {
    const { clock, scheduler, runs } = start(async () => null)

    scheduler.setHeld(null)
    await clock.advance(0)
    const atOnce = runs()
    await clock.advance(30_000)

    expect([atOnce, runs()]).toEqual([1, 2])
  })

  test('runs once more for an edit that was made during a sync', async () => {
    const gate = Promise.withResolvers<null>()
    const { clock, scheduler, runs } = start(async () => gate.promise)
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.wake('edit')
    gate.resolve(null)
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

  test('asks again when the user did so while a sync was being refused', async () => {
    const gate = Promise.withResolvers<null>()
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
    const { clock, scheduler, runs } = start(async () => null)
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
    const gate = Promise.withResolvers<null>()
    const { clock, scheduler, phases } = start(async () => gate.promise)
    scheduler.setHeld(null)
    await clock.advance(0)

    scheduler.setHeld({ kind: 'offline' })
    gate.resolve(null)
    await clock.advance(0)

    expect(phases.at(-1)).toEqual({ kind: 'offline' })
  })

  test('looks again soon when the engine left a doubt', async () => {
    const { clock, scheduler } = start(async () => 5_000)

    scheduler.setHeld(null)
    await clock.advance(0)

    expect(clock.nextWakeIn()).toBe(5_000)
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
    const { clock, scheduler } = start(async () => null)
    scheduler.setHeld(null)
    await clock.advance(0)

    await scheduler.close()
    await settled()

    expect(clock.nextWakeIn()).toBeNull()
  })

  test('breaks off a sync that hangs and begins another when it is told to start anew', async () => {
    let isFirst = true
    const { clock, scheduler, runs } = start(async (signal) => {
      if (!isFirst) return null
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
