import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '#demo-crm/seed/random.ts'
import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { Network } from '#core/ports/network.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { startAppProcess, type AppProcess, type Profile } from './app-process.ts'
import { createDeviceWindows } from './device-windows.ts'
import type { Life } from './life.ts'
import { createSimulatedDisk } from './simulated-disk.ts'
import { createLine, type LineEnd } from './simulated-line.ts'
import { createSimulatedNetwork, type SimulatedNetwork } from './simulated-network.ts'
import type { SimulatedCrm } from './crm.ts'
import type { Tally } from './tally.ts'
import type { VirtualTime } from './virtual-time.ts'
import { emptyStorage, type BrowserStorage, type WindowProcess, type WindowProcessOptions } from './window-process.ts'

/** One CRM as a device signs in to it. */
export interface SignedIn {
  readonly crm: SimulatedCrm
  readonly network: SimulatedNetwork
  readonly origin: string
  readonly token: string
  readonly userId: number
  account: Account
  /** New contacts of this account carry their key. */
  readonly isMarked: boolean
  /** Every id that the account has had here: a sign-out ends one. */
  readonly ids: Set<AccountId>
}

/** A laptop: profile, browser storage, an app, a window, and its way to each CRM. */
export interface Device {
  readonly index: number
  readonly profile: Profile
  readonly storage: BrowserStorage
  readonly accounts: SignedIn[]
  /** The way to each CRM, by its address. */
  readonly networks: Map<string, SimulatedNetwork>
  app(): AppProcess | null
  /** The window that keeps the cache. */
  window(): WindowProcess | null
  windows(): readonly WindowProcess[]
  /** A second window on the same profile opens, or is closed. */
  toggleSecondWindow(): void
  /** The power is gone, and comes back: what was not on the disk is lost. */
  cutPower(downMs: number): void
  /** Ends what is asked for; it comes back by itself after `downMs`. */
  kill(what: 'app' | 'window' | 'both', downMs: number): void
  /** As `kill`, but at the `touch`-th time that it touches the world. */
  trap(what: 'app' | 'window', touch: number): void
  /** The browser has cleared its site data. @param touch when the next window dies as well, `null` for not soon */
  wipe(touch: number | null): void
  fillDisk(forMs: number): void
  /** Main's requests arrive twice from here on, or no longer. */
  setDoubling(chance: number): void
  heal(): void
  dispose(): void
}

export interface DeviceOptions {
  readonly index: number
  readonly seed: number
  readonly folder: string
  readonly time: VirtualTime
  readonly tally: Tally
  readonly onAccept: WindowProcessOptions['onAccept']
}

const RESTART_MS = 500

export function createDevice({ index, seed, folder, time, tally, onAccept }: DeviceOptions): Device {
  const random = createRandom(seed, 100 + index)
  const home = join(folder, `device-${index}`)
  mkdirSync(home)
  const disk = createSimulatedDisk(home, createRandom(seed, 300 + index), tally)
  const profile: Profile = { documents: new Map(), secrets: new Map(), disk, skewMs: 0 }
  const storage = emptyStorage()
  const networks = new Map<string, SimulatedNetwork>()
  const network: Network = { openLine: (url) => wayTo(networks, new URL(url).origin).createLine() }
  let app: AppProcess | null = null
  let [appDownMs, doubling, isOver] = [RESTART_MS, 0, false]
  let freeDisk = () => undefined as void

  function startApp(): void {
    if (isOver) return
    app = startAppProcess({ profile, network, time, random, onReady: () => undefined, onEnd: onAppEnd })
  }
  function onAppEnd(): void {
    app = null
    windows.cutLines()
    time.after(appDownMs, startApp)
    appDownMs = RESTART_MS
  }
  function connect(life: Life): LineEnd {
    const running = app?.app()
    if (app === null || running === null || running === undefined) {
      throw new AppError('state/refused', 'the app is not there')
    }
    const isDoubled = (name: string) => doubling > 0 && /^(cache|outbox\/settle)/.test(name) && random.chance(doubling)
    const [here, there] = createLine({ time, lives: [life, app.life], delayMs: () => random.int(4), isDoubled })
    running.connectWindow(there)
    return here
  }

  startApp()
  const windows = createDeviceWindows({ storage, profile, time, random, connect, onAccept })
  const device: Device = {
    index,
    profile,
    storage,
    accounts: [],
    networks,
    app: () => app,
    window: () => windows.store(),
    windows: () => windows.all(),
    toggleSecondWindow: () => windows.toggleSecond(),
    kill(what, downMs) {
      tally.count(`kill: ${what}`)
      if (what !== 'window') {
        appDownMs = downMs
        app?.life.end()
      }
      if (what !== 'app') windows.end(what === 'both' ? 'all' : 'store', downMs)
    },
    cutPower(downMs) {
      tally.count('kill: power cut')
      appDownMs = downMs
      disk.cutPower()
      app?.life.end()
      windows.end('all', downMs)
    },
    trap: (what, touch) => (what === 'app' ? app : windows.store())?.life.trap(touch),
    wipe(touch) {
      windows.trapNext(touch ?? Infinity)
      windows.end('all', RESTART_MS)
      storage.factory = emptyStorage().factory
    },
    fillDisk(forMs) {
      freeDisk()
      freeDisk = disk.fill()
      time.after(forMs, () => freeDisk())
    },
    setDoubling: (chance) => {
      doubling = chance
    },
    heal() {
      freeDisk()
      disk.heal()
      storage.isFull = false
      windows.trapNext(Infinity)
      doubling = 0
      app?.life.trap(Infinity)
      for (const window of windows.all()) window.life.trap(Infinity)
      for (const { network } of device.accounts) network.mend()
    },
    dispose() {
      isOver = true
      freeDisk()
      windows.close()
      app?.life.end()
      disk.dispose()
      rmSync(home, { recursive: true, force: true })
    },
  }
  return device
}

function wayTo(networks: ReadonlyMap<string, SimulatedNetwork>, origin: string): SimulatedNetwork {
  const network = networks.get(origin)
  if (network === undefined) throw new Error(`nothing is at ${origin}`)
  return network
}

let ports = 20_000

/** The way of a device to a CRM, at an address of its own: so the network knows who is asking. */
export function wire(
  device: Device,
  crm: SimulatedCrm,
  others: readonly SimulatedCrm[],
  { time, tally }: Pick<DeviceOptions, 'time' | 'tally'>,
  seed: number,
): Omit<SignedIn, 'account' | 'ids' | 'isMarked'> {
  const userId = crm.users[device.index] ?? 0
  const network = createSimulatedNetwork(
    crm,
    userId,
    () => device.app()?.life ?? null,
    { time, tally },
    createRandom(seed, 200 + device.index),
  )
  const origin = `http://127.0.0.1:${(ports++ % 40_000) + 1}`
  device.networks.set(origin, network)
  const token = crm.token(userId)
  for (const other of others) other.trust(token, userId)
  return { crm, network, origin, token, userId }
}
