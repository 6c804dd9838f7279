import { createRandom } from '#demo-crm/seed/random.ts'
import { readImports } from '#renderer/db/read-imports.ts'
import { readOutbox, type OutboxEntry } from '#renderer/db/read-outbox.ts'
import { findDifferences } from './compare.ts'
import { decisionsAt } from './decisions.ts'
import type { Device } from './device.ts'
import { importerAt } from './importer.ts'
import { needsSignIn, sessionAt } from './session.ts'
import { soon } from './soon.ts'
import { userAt } from './user.ts'
import { isAtRest, type World } from './world.ts'

/** How a history ended. */
export interface Rest {
  /** Syncs of all devices until they and the CRM were equal; `null` when they never were. */
  readonly rounds: number | null
  readonly setAside: number
  readonly problems: readonly string[]
}

const MAX_ROUNDS = 12
/** Long enough for the longest backoff and a doubt to be looked at twice. */
const ROUND_MS = 180_000
const SWEEP_MS = 16 * 60_000
const RELOAD_AFTER_MS = 20_000
/** A wish that was cut in half is finished at the next start: after these rounds everybody starts their window anew. */
const PATIENT_ROUNDS = 4
const MAX_DECISIONS = 4

/** The faults stop: everything is back and the network is sound. Then syncs until nothing changes, decides, syncs again. */
export async function comeToRest(world: World, seed: number): Promise<Rest> {
  const random = createRandom(seed, 1)
  for (const device of world.devices) device.heal()
  for (const device of world.devices) for (const account of device.accounts) account.network.crm = account.crm
  let setAside = 0
  let rounds: number | null = null
  for (let decision = 0; decision <= MAX_DECISIONS; decision++) {
    rounds = await syncUntilEqual(world)
    const open = await decide(world, random, seed, decision)
    if (decision === 0) setAside = open
    if (open === 0) break
  }
  return { rounds, setAside, problems: await findLeftovers(world) }
}

async function syncUntilEqual(world: World): Promise<number | null> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    // What the second kind of CRM has lost is noticed when ids are compared.
    if (round > 1 && world.crms.some(({ provider }) => provider === 'bitrix24'))
      await world.time.run(() => false, SWEEP_MS)
    const since = world.time.now()
    await openWindows(world, round > PATIENT_ROUNDS)
    for (const device of world.devices) await pressSync(world, device)
    const isQuiet = await world.time.run(() => world.devices.every((device) => isAtRest(device, since)), ROUND_MS)
    if (isQuiet && (await findDifferences(world)).length === 0 && !(await isAnythingOpen(world))) return round
  }
  return null
}

async function pressSync(world: World, device: Device): Promise<void> {
  const window = device.window()
  if (window === null) return
  const session = sessionAt(device, window)
  await soon(world, async () => {
    await session.setOffline(false)
    // What stands in the way of signing in may go with the next press.
    if (needsSignIn(device)) await session['sign-in']().catch(() => undefined)
    // Nobody presses two buttons in one millisecond.
    await world.time.sleep(1_000)
    await session.sync()
  })
}

/** A window that could not make itself the store says so and offers to be opened anew: somebody does. */
async function openWindows({ time, devices }: World, isImpatient: boolean): Promise<void> {
  if (isImpatient) for (const device of devices) device.kill('window', 0)
  await time.run(() => devices.every((device) => device.window()?.role() === 'store'), RELOAD_AFTER_MS)
  for (const device of devices) if (device.window()?.role() === 'failed') device.kill('window', 0)
  await time.run(() => devices.every((device) => device.window()?.role() === 'store'), ROUND_MS)
}

async function isAnythingOpen(world: World): Promise<boolean> {
  for (const device of world.devices) {
    const entries = await outboxOf(world, device)
    if (entries === null || entries.some((one) => one.state !== 'set-aside' && !isOrphan(device, one))) return true
  }
  return false
}

/** Was on its way to main when its account was signed out: it stays in sight, and there is nobody to send it. */
const isOrphan = ({ accounts }: Device, { mutation }: OutboxEntry): boolean =>
  accounts.every(({ account }) => account.id !== mutation.accountId)

const outboxOf = async (world: World, device: Device) => {
  const db = device.window()?.context.db
  return db === undefined ? null : soon(world, async () => readOutbox(db))
}

/** Answers every question, as chance has it; the last time by giving up. @returns how many there were */
async function decide(
  world: World,
  random: ReturnType<typeof createRandom>,
  seed: number,
  round: number,
): Promise<number> {
  const isLast = round === MAX_DECISIONS - 1
  let count = 0
  let decided = round * 20
  for (const device of world.devices) {
    const window = device.window()
    if (window === null) continue
    const user = userAt({ ...world, device, window })
    // What waits for a create that is set aside is no question of its own.
    const entries = (await outboxOf(world, device)) ?? []
    const open = entries.filter(({ failed }) => failed.length > 0).length
    // By chance of its own: the answers to everything else stay what they were.
    const doubts = entries.flatMap(({ failed }) => failed).filter(({ problem }) => problem.kind === 'doubtful')
    for (const [n] of isLast ? [] : doubts.entries()) {
      const answer = seed + round + n
      if (answer % 3 > 0)
        await soon(world, async () => decisionsAt({ ...world, device, window })['answer-doubt'](answer))
    }
    // A table that was cut off half way: the rest of it is taken in.
    const cutOff = (await soon(world, async () => readImports(window.context.db)))?.length ?? 0
    count += cutOff
    if (cutOff > 0) await soon(world, async () => importerAt({ ...world, device, window })['go-on-import'](1))
    const orphans = entries.filter((one) => isOrphan(device, one)).length
    count += open + orphans
    for (let left = orphans; left > 0; left--) await soon(world, async () => user.discardOrphan())
    for (let left = open; left > 0; left--) {
      const isKept = !isLast && random.chance(0.5)
      const isAnswered = isKept && random.chance(0.5)
      // No step of a history has numbers like these.
      const n = 1_000 + device.index * 100 + decided++
      await soon(world, async () => {
        if (isAnswered) await decisionsAt({ ...world, device, window }).answer(0, n)
        else await (isKept ? user.retry(0) : user.discard(0))
      })
    }
  }
  return count
}

async function findLeftovers(world: World): Promise<readonly string[]> {
  const left: string[] = []
  for (const device of world.devices) {
    const entries = await outboxOf(world, device)
    if (entries === null) left.push(`device ${device.index}: its outbox cannot be read`)
    for (const { mutation, state } of entries ?? [])
      left.push(`device ${device.index}: ${state} for ever: ${mutation.id}`)
    const own = new Set(device.accounts.map(({ account }) => account.id))
    for (const { accountId, phase } of device.window()?.statuses() ?? []) {
      if (own.has(accountId) && phase.kind !== 'idle') left.push(`device ${device.index}: ${JSON.stringify(phase)}`)
    }
  }
  return left
}
