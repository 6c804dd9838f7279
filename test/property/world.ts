import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contactIdsOf, editsFor, type Mutation } from '#shared/domain/mutation.ts'
import { createDevice, wire, type Device } from './device.ts'
import { aimsOfEdit, Ledger } from './ledger.ts'
import { connect } from './session.ts'
import type { SimulatedCrm } from './crm.ts'
import { createSimulatedCrm } from './simulated-crm.ts'
import { createSimulatedPortal } from './simulated-portal.ts'
import type { Plan } from './steps.ts'
import { createTally, type Tally } from './tally.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

/** Devices, CRMs and users of one history. */
export interface World {
  readonly time: VirtualTime
  readonly crms: readonly SimulatedCrm[]
  readonly devices: readonly Device[]
  readonly ledger: Ledger
  readonly tally: Tally
  dispose(): void
}

const START = Date.UTC(2025, 4, 5, 9)
/** In memory where there is such a place: what is simulated here is the process's death, not the disk's. */
const folders = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const PATIENCE_MS = 120_000

/** All devices signed in and with the whole base; the first one also to a second account, of the other kind where there are both. */
export async function startWorld({
  seed,
  devices: count,
  crms: kinds,
  switches,
  isMarked = false,
}: Plan): Promise<World> {
  const folder = mkdtempSync(join(folders, 'kartoteka-'))
  const time = createVirtualTime(START)
  const ledger = new Ledger()
  const tally = createTally()
  const crms: readonly SimulatedCrm[] = [
    kinds === 'both' ? createSimulatedPortal(time, 1_001) : createSimulatedCrm(time, 1_001, switches),
    createSimulatedCrm(time, 1_002, switches),
  ]
  const devices = Array.from({ length: count }, (_, index) =>
    createDevice({
      ...{ index, seed, folder, time, tally },
      onAccept: (mutation, isAnswered) => note(ledger, index, mutation, isAnswered, time.now()),
    }),
  )
  const world: World = {
    ...{ time, crms, devices, ledger, tally },
    dispose() {
      for (const device of devices) device.dispose()
      for (const crm of crms) crm.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  const [main, second] = crms
  for (const device of devices) {
    await time.run(() => device.window()?.role() === 'store', PATIENCE_MS)
    for (const crm of device.index === 0 ? [main, second] : [main]) {
      if (crm === undefined) continue
      await signIn(world, device, wire(device, crm, crms, { time, tally }, seed), isMarked || crm.provider !== 'amocrm')
    }
  }
  await time.run(() => devices.every((device) => isAtRest(device, START)), PATIENCE_MS)
  return world
}

async function signIn(world: World, device: Device, wired: ReturnType<typeof wire>, isMarked: boolean): Promise<void> {
  const { main } = device.window() ?? {}
  if (main === undefined) throw new Error('no window to sign in with')
  let isDone = false
  let failure: unknown = null
  connect(main, { ...wired, isMarked }).then(
    (account) => {
      device.accounts.push({ ...wired, account, isMarked, ids: new Set([account.id]) })
      isDone = true
    },
    (error: unknown) => {
      failure = error
      isDone = true
    },
  )
  await world.time.run(() => isDone, PATIENCE_MS)
  if (failure !== null) throw failure as Error
}

/** Its last sync went through, after `since` by true time, and nothing is under way. */
export function isAtRest(device: Device, since: number): boolean {
  const window = device.window()
  if (window?.role() !== 'store' || (device.app()?.app() ?? null) === null) return false
  const statuses = window.statuses()
  return device.accounts.every(({ account }) => {
    const status = statuses.find(({ accountId }) => accountId === account.id)
    return status?.phase.kind === 'idle' && (status.syncedAt ?? 0) >= since + device.profile.skewMs
  })
}

/** What the simulator has not made is the undoing of something: it means what it says. */
function note(ledger: Ledger, device: number, mutation: Mutation, isAnswered: boolean, now: number): void {
  const { change } = mutation
  const known = ledger.find(mutation.id)
  const intent =
    known ??
    ledger.add(
      device,
      mutation,
      contactIdsOf(change).flatMap((id) =>
        editsFor(change, id).flatMap((edit) => aimsOfEdit(id, edit, ledger.companyNames)),
      ),
      now,
    )
  if (isAnswered) intent.state = 'accepted'
}
