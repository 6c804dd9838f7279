import { describe, expect, onTestFinished, test } from 'vitest'
import { FAILING_MS, SILENT_MS, TURNING_MS } from '#core/sync/find-stall.ts'
import { Watchdog } from '#core/sync/watchdog.ts'
import type { SyncPhase, SyncStep } from '#shared/ipc/sync-status.ts'
import { createFakeClock } from '#test/support/fake-clock.ts'

const minute = 60_000
/** It looks twice a minute. */
const look = 30_000
const error = { code: 'timeout' as const, message: '', details: {} }
const waiting: SyncPhase = { kind: 'waiting', error, retryInMs: 20_000 }

function start({ isHeld = false } = {}) {
  const clock = createFakeClock()
  const world = { step: null as SyncStep | null, answeredAt: null as number | null, hasPending: false }
  let changes = 0
  const watchdog = new Watchdog({
    clock,
    step: () => world.step,
    answeredAt: () => world.answeredAt,
    hasPending: () => world.hasPending,
    onChanged: () => (changes += 1),
  })
  onTestFinished(() => watchdog.close())
  watchdog.setHeld(isHeld)
  const begunAt = clock.now()
  /** Fails over and over, as the scheduler tells of it. */
  async function failFor(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += minute) {
      watchdog.runBegan()
      await clock.advance(40_000)
      watchdog.runEnded()
      watchdog.phaseChanged(waiting)
      await clock.advance(20_000)
    }
  }
  return { clock, world, watchdog, begunAt, failFor, changes: () => changes }
}

describe('Watchdog', () => {
  test.each<SyncStep>([
    { kind: 'request', method: 'GET', path: '/api/v4/contacts', since: 1_700_000_000_000 },
    { kind: 'window', command: 'cache/apply-contacts', since: 1_700_000_000_000 },
    { kind: 'budget', until: 1_700_000_900_000 },
  ])('says what a sync that stands still waits for: $kind', async (step) => {
    const { clock, world, watchdog, begunAt } = start()

    watchdog.runBegan()
    world.step = step
    await clock.advance(SILENT_MS - look)
    const before = watchdog.stall
    await clock.advance(look)

    expect([before, watchdog.stall]).toEqual([null, { since: begunAt, why: step }])
  })

  test('says that the fault is our own when a sync hangs and waits for nothing', async () => {
    const { clock, watchdog } = start()

    watchdog.runBegan()
    await clock.advance(SILENT_MS + look)

    expect(watchdog.stall?.why).toEqual({ kind: 'silent' })
  })

  test('bears with a sync that gets answers and no page for some minutes, then says that it turns in circles', async () => {
    const { clock, world, watchdog } = start()
    watchdog.runBegan()

    const seen: unknown[] = []
    for (let passed = 0; passed < TURNING_MS; passed += minute) {
      world.answeredAt = clock.now()
      seen.push(watchdog.stall?.why.kind ?? null)
      await clock.advance(minute)
    }

    expect([new Set(seen), watchdog.stall?.why.kind]).toEqual([new Set([null]), 'turning'])
  })

  test('is content while pages come in', async () => {
    const { clock, watchdog } = start()
    watchdog.runBegan()

    for (let page = 0; page < 30; page++) {
      await clock.advance(minute)
      watchdog.moved()
    }

    expect(watchdog.stall).toBeNull()
  })

  test('says after ten minutes of failures what fails, and how often in a row', async () => {
    const { watchdog, failFor, begunAt } = start()

    await failFor(FAILING_MS - minute)
    const before = watchdog.stall
    await failFor(minute)

    expect([before, watchdog.stall]).toEqual([null, { since: begunAt, why: { kind: 'failing', error, failures: 10 } }])
  })

  test('counts failures from the last sync that went through', async () => {
    const { watchdog, failFor } = start()

    await failFor(FAILING_MS - minute)
    watchdog.synced()
    await failFor(FAILING_MS - minute)

    expect([watchdog.stall, watchdog.describe().failures]).toEqual([null, 9])
  })

  test('names the hour that the CRM has set rather than its refusal', async () => {
    const { clock, world, watchdog } = start()
    const until = clock.now() + 60 * minute

    watchdog.phaseChanged({ kind: 'waiting', error: { ...error, code: 'rate-limited' }, retryInMs: 60 * minute })
    world.step = { kind: 'budget', until }
    await clock.advance(FAILING_MS)

    expect(watchdog.stall?.why).toEqual({ kind: 'budget', until })
  })

  test('does not call an account that is not paid for stuck: the reason is shown', async () => {
    const { clock, watchdog } = start()

    for (let passed = 0; passed < 2 * FAILING_MS; passed += 5 * minute) {
      watchdog.phaseChanged({ kind: 'waiting', error: { ...error, code: 'auth/unpaid' }, retryInMs: 5 * minute })
      await clock.advance(5 * minute)
    }

    expect(watchdog.stall).toBeNull()
  })

  test('notices a pause after which nothing begins', async () => {
    const { clock, watchdog } = start()

    watchdog.phaseChanged(waiting)
    await clock.advance(20_000 + SILENT_MS + look)

    expect(watchdog.stall?.why).toEqual({ kind: 'silent' })
  })

  test('notices an edit that nobody begins to send', async () => {
    const { clock, world, watchdog } = start()

    world.hasPending = true
    await clock.advance(SILENT_MS)

    expect(watchdog.stall?.why).toEqual({ kind: 'silent' })
  })

  test('gives the poll of an idle account more time, and notices when it never comes', async () => {
    const { clock, watchdog } = start()

    await clock.advance(FAILING_MS - look)
    const before = watchdog.stall
    await clock.advance(look)

    expect([before, watchdog.stall?.why.kind]).toEqual([null, 'silent'])
  })

  test('has nothing to say while the user works offline or no window is there', async () => {
    const { clock, world, watchdog } = start({ isHeld: true })

    world.hasPending = true
    watchdog.runBegan()
    await clock.advance(60 * minute)

    expect(watchdog.stall).toBeNull()
  })

  test('counts from the moment in which a hold ends', async () => {
    const { clock, world, watchdog } = start({ isHeld: true })
    world.hasPending = true
    await clock.advance(60 * minute)

    watchdog.setHeld(false)
    await clock.advance(SILENT_MS - look)
    const before = watchdog.stall
    await clock.advance(look)

    expect([before, watchdog.stall?.since]).toEqual([null, clock.now() - SILENT_MS])
  })

  test('has nothing to say of a sync that is stopped for the user, until the user lets it go on and it hangs', async () => {
    const { clock, world, watchdog } = start()
    world.hasPending = true

    watchdog.phaseChanged({ kind: 'stopped', error: { ...error, code: 'auth/expired' } })
    await clock.advance(60 * minute)
    const stopped = watchdog.stall
    watchdog.runBegan()
    await clock.advance(SILENT_MS + look)

    expect([stopped, watchdog.stall?.why.kind]).toEqual([null, 'silent'])
  })

  test('takes it back by itself, at once, when something moves', async () => {
    const { clock, watchdog, changes } = start()
    watchdog.runBegan()
    await clock.advance(SILENT_MS)
    const stuck = watchdog.stall !== null

    watchdog.moved()

    expect([stuck, watchdog.stall, changes()]).toEqual([true, null, 2])
  })

  test('tells each stall once', async () => {
    const { clock, watchdog, changes } = start()

    watchdog.runBegan()
    await clock.advance(60 * minute)

    expect(changes()).toBe(1)
  })

  test('does not count the time in which the computer slept', async () => {
    const clock = createFakeClock()
    let slept = 0
    const watchdog = new Watchdog({
      clock: { now: () => clock.now() + slept, sleep: async (ms, signal) => clock.sleep(ms, signal) },
      step: () => null,
      answeredAt: () => null,
      hasPending: () => true,
      onChanged: () => undefined,
    })
    onTestFinished(() => watchdog.close())
    watchdog.setHeld(false)
    watchdog.runBegan()
    await clock.advance(minute)

    slept = 8 * 60 * minute
    await clock.advance(look)
    const atWaking = watchdog.stall
    await clock.advance(SILENT_MS)

    expect([atWaking, watchdog.stall?.why.kind]).toEqual([null, 'silent'])
  })

  test.each([-1, 1])('is not confused by a clock that is set by a day (%i)', async (days) => {
    const clock = createFakeClock()
    let setBy = 0
    const watchdog = new Watchdog({
      clock: { now: () => clock.now() + setBy, sleep: async (ms, signal) => clock.sleep(ms, signal) },
      step: () => null,
      answeredAt: () => null,
      hasPending: () => false,
      onChanged: () => undefined,
    })
    onTestFinished(() => watchdog.close())
    watchdog.setHeld(false)
    watchdog.runBegan()

    setBy = days * 24 * 60 * minute
    await clock.advance(look)
    const atOnce = watchdog.stall
    await clock.advance(SILENT_MS)

    expect([atOnce, watchdog.stall?.why.kind]).toEqual([null, 'silent'])
  })
})
