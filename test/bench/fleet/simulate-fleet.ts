import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Random } from '#core/ports/random.ts'
import type { SyncResult } from '#core/sync/engine.ts'
import { Scheduler } from '#core/sync/scheduler.ts'
import { createThrottle } from '#core/throttle/throttle.ts'
import { createRateLimits, type RateLimits } from '#demo-crm/amocrm/rate-limits.ts'
import { createRandom } from '#demo-crm/seed/random.ts'
import { createVirtualTime, type VirtualTime } from '#test/property/virtual-time.ts'

export interface FleetOptions {
  readonly laptops: number
  /** Whether all of them use one integration of the account, or each its own. */
  readonly integration: 'shared' | 'own'
  readonly minutes: number
  /** All of them start within this time: a morning, or the minute after a power cut. */
  readonly startWithinMs: number
  /** Times between two changes that some laptop makes; `null` when nobody edits. */
  readonly editEveryMs: number | null
  /** How many refusals within a minute end in a ban; 0 for a vendor that never bans. */
  readonly banAfter: number
}

/** How it went after the first minutes, in which everybody starts. */
export interface FleetFigures {
  /** How old what a laptop shows is, over all laptops and moments. */
  readonly staleMedianMs: number
  readonly staleP95Ms: number
  /** Answered by the vendor, of all that was sent. */
  readonly servedPerSecond: number
  readonly refusedPerMinute: number
  /** When the account was banned, milliseconds from the start; `null` if it was not. */
  readonly bannedAfterMs: number | null
  /** Laptops that wait for their user at the end. */
  readonly stopped: number
}

/** A push reads before it writes. */
const REQUESTS_PER_PUSH = 2
/** Contacts and removals. Companies come with contacts that have changed, else once a minute. */
const REQUESTS_PER_POLL = 2
const COMPANIES_EVERY_MS = 60_000
/** What has changed comes again for so long: pulls overlap. */
const OVERLAP_MS = 60_000
/** Users, fields, tags, and the account. */
const REQUESTS_PER_DIRECTORY = 4
const DIRECTORY_EVERY_MS = 15 * 60_000
const SETTLING_MS = 12 * 60_000
const SAMPLE_EVERY_MS = 5_000
const LATENCY_MS = { least: 60, spread: 140 }

interface Fleet {
  readonly time: VirtualTime
  readonly limits: RateLimits
  readonly options: FleetOptions
  readonly counted: { served: number; refused: number }
  bannedAt: number | null
  editedAt: number
}

interface Laptop {
  readonly scheduler: Scheduler
  readonly age: () => number
  readonly isStopped: () => boolean
  readonly edit: () => void
}

/** A whole fleet on virtual time: the engine's scheduler, backoff and throttle against the demo CRM's limits. */
export async function simulateFleet(options: FleetOptions): Promise<FleetFigures> {
  const time = createVirtualTime(1_700_000_000_000)
  const limits = createRateLimits(() => time.now(), true)
  const fleet: Fleet = {
    time,
    limits,
    options,
    counted: { served: 0, refused: 0 },
    bannedAt: null,
    editedAt: -Infinity,
  }
  const start = time.now()
  const laptops = Array.from({ length: options.laptops }, (_, at) => createLaptop(fleet, at))
  const ages: number[] = []
  const sample = () => {
    for (const { age } of laptops) ages.push(age())
    time.after(SAMPLE_EVERY_MS, sample)
  }
  editNow(fleet, laptops)
  await time.run(() => false, SETTLING_MS)
  const before = { ...fleet.counted }
  sample()
  const measuredMs = options.minutes * 60_000 - SETTLING_MS
  await time.run(() => false, measuredMs)
  ages.sort((a, b) => a - b)
  return {
    staleMedianMs: ages[Math.floor(ages.length / 2)] ?? 0,
    staleP95Ms: ages[Math.floor(ages.length * 0.95)] ?? 0,
    servedPerSecond: ((fleet.counted.served - before.served) * 1000) / measuredMs,
    refusedPerMinute: ((fleet.counted.refused - before.refused) * 60_000) / measuredMs,
    bannedAfterMs: fleet.bannedAt === null ? null : fleet.bannedAt - start,
    stopped: laptops.filter(({ isStopped }) => isStopped()).length,
  }
}

function createLaptop(fleet: Fleet, at: number): Laptop {
  const { time } = fleet
  const chance = createRandom(7, at)
  const random: Random = { next: () => chance.next(), uuid: () => `laptop-${at}` }
  const clock: Clock = { now: () => time.now(), sleep: (ms, signal) => time.sleep(ms, signal) }
  const throttle = createThrottle({ requests: 7, perMs: 1_000 }, clock)
  let [syncedAt, directoryAt, companiesAt] = [time.now(), -Infinity, -Infinity]
  let edits = 0
  let isStopped = false

  async function request(signal: AbortSignal): Promise<void> {
    await throttle.enter(signal)
    await clock.sleep(LATENCY_MS.least + chance.next() * LATENCY_MS.spread, signal)
    const { options, limits, counted } = fleet
    const verdict = limits.take(options.integration === 'shared' ? 'kartoteka' : `own-${at}`, options.banAfter)
    if (verdict === 'pass') return void counted.served++
    counted.refused++
    if (verdict === 'banned') {
      fleet.bannedAt ??= time.now()
      throttle.stop()
      throw new AppError('auth/blocked', 'all requests blocked')
    }
    throttle.slowDown(null)
    throw new AppError('rate-limited', 'too many requests')
  }

  async function poll(signal: AbortSignal): Promise<SyncResult> {
    const isDirectoryDue = time.now() - directoryAt >= DIRECTORY_EVERY_MS
    const hasMoved = edits > 0 || syncedAt - fleet.editedAt < OVERLAP_MS
    const areCompaniesDue = hasMoved || time.now() - companiesAt >= COMPANIES_EVERY_MS
    if (edits > 0) await inTurn(REQUESTS_PER_PUSH, signal)
    edits = 0
    await inTurn(REQUESTS_PER_POLL + (areCompaniesDue ? 1 : 0) + (isDirectoryDue ? REQUESTS_PER_DIRECTORY : 0), signal)
    if (isDirectoryDue) directoryAt = time.now()
    if (areCompaniesDue) companiesAt = time.now()
    syncedAt = time.now()
    return { lookAgainIn: null, hasMoved }
  }

  async function inTurn(count: number, signal: AbortSignal): Promise<void> {
    for (let sent = 0; sent < count; sent++) await request(signal)
  }

  const scheduler = new Scheduler({
    engine: { run: poll },
    clock,
    random,
    onPhase: ({ kind }) => (isStopped = kind === 'stopped'),
    onSynced: () => undefined,
    isUrgent: () => edits > 0,
  })
  // Nobody switches on at the same moment.
  time.after(chance.next() * fleet.options.startWithinMs, () => scheduler.setHeld(null))
  return {
    scheduler,
    age: () => time.now() - syncedAt,
    isStopped: () => isStopped,
    edit() {
      edits++
      fleet.editedAt = time.now()
      scheduler.wake('edit')
    },
  }
}

/** Somebody changes something, now here, now there. */
function editNow({ time, options }: Fleet, laptops: readonly Laptop[]): void {
  const { editEveryMs } = options
  if (editEveryMs === null) return
  const chance = createRandom(11, laptops.length)
  const next = () => {
    laptops[chance.int(laptops.length)]?.edit()
    time.after(editEveryMs * 2 * chance.next(), next)
  }
  time.after(SETTLING_MS / 2, next)
}
