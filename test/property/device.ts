import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '#demo-crm/seed/random.ts'
import type { Account } from '#shared/domain/account.ts'
import type { Network } from '#core/ports/network.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { fillDisk, startAppProcess, type AppProcess, type Profile } from './app-process.ts'
import { createLine, type LineEnd } from './simulated-line.ts'
import { createSimulatedNetwork, type SimulatedNetwork } from './simulated-network.ts'
import type { SimulatedCrm } from './simulated-crm.ts'
import type { VirtualTime } from './virtual-time.ts'
import {
  emptyStorage,
  openWindowProcess,
  type BrowserStorage,
  type WindowProcess,
  type WindowProcessOptions,
} from './window-process.ts'

/** One CRM as a device signs in to it. */
export interface SignedIn {
  readonly crm: SimulatedCrm
  readonly network: SimulatedNetwork
  readonly origin: string
  readonly token: string
  readonly userId: number
  account: Account
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
  window(): WindowProcess | null
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
  readonly onAccept: WindowProcessOptions['onAccept']
}

const RESTART_MS = 500

export function createDevice({ index, seed, folder, time, onAccept }: DeviceOptions): Device {
  const random = createRandom(seed, 100 + index)
  const home = join(folder, `device-${index}`)
  mkdirSync(home)
  let journals = 0
  const nextJournal = () => join(home, `journal-${journals++}.sqlite`)
  const profile: Profile = { documents: new Map(), secrets: new Map(), journal: nextJournal(), nextJournal, skewMs: 0 }
  const storage = emptyStorage()
  const networks = new Map<string, SimulatedNetwork>()
  const network: Network = { openLine: (url) => wayTo(networks, new URL(url).origin).createLine() }
  let app: AppProcess | null = null
  let window: WindowProcess | null = null
  let line: LineEnd | null = null
  let [appDownMs, windowDownMs, doubling] = [RESTART_MS, RESTART_MS, 0]
  let isOver = false
  let nextTrap = Infinity
  let freeDisk = () => undefined as void

  function startApp(): void {
    if (isOver) return
    app = startAppProcess({ profile, network, time, random, onReady: () => undefined, onEnd: onAppEnd })
  }
  function onAppEnd(): void {
    app = null
    line?.cut()
    time.after(appDownMs, startApp)
    appDownMs = RESTART_MS
  }
  function startWindow(): void {
    if (isOver) return
    window = openWindowProcess({ storage, profile, time, random, connect, onEnd: onWindowEnd, onAccept })
    window.life.trap(nextTrap)
    nextTrap = Infinity
  }
  function onWindowEnd(): void {
    window = null
    line?.cut()
    time.after(windowDownMs, startWindow)
    windowDownMs = RESTART_MS
  }
  async function connect(life: WindowProcess['life']) {
    const running = app?.app()
    if (app === null || running === null || running === undefined) {
      throw new AppError('state/refused', 'the app is not there')
    }
    const isDoubled = (name: string) => doubling > 0 && /^(cache|outbox\/settle)/.test(name) && random.chance(doubling)
    const [here, there] = createLine({ time, lives: [life, app.life], delayMs: () => random.int(4), isDoubled })
    line = here
    running.connectWindow(there)
    return here
  }

  startApp()
  startWindow()
  const device: Device = {
    index,
    profile,
    storage,
    accounts: [],
    networks,
    app: () => app,
    window: () => window,
    kill(what, downMs) {
      if (what !== 'window') {
        appDownMs = downMs
        app?.life.end()
      }
      if (what !== 'app') {
        windowDownMs = downMs
        window?.life.end()
      }
    },
    trap: (what, touch) => (what === 'app' ? app : window)?.life.trap(touch),
    wipe(touch) {
      nextTrap = touch ?? Infinity
      device.kill('window', RESTART_MS)
      storage.factory = emptyStorage().factory
    },
    fillDisk(forMs) {
      freeDisk()
      freeDisk = fillDisk(profile)
      time.after(forMs, () => freeDisk())
    },
    setDoubling: (chance) => {
      doubling = chance
    },
    heal() {
      freeDisk()
      storage.isFull = false
      nextTrap = Infinity
      doubling = 0
      app?.life.trap(Infinity)
      window?.life.trap(Infinity)
      for (const { network } of device.accounts) network.mend()
    },
    dispose() {
      isOver = true
      freeDisk()
      window?.life.end()
      app?.life.end()
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
  time: VirtualTime,
  seed: number,
): Omit<SignedIn, 'account'> {
  const userId = crm.users[device.index] ?? 0
  const network = createSimulatedNetwork(
    crm,
    userId,
    () => device.app()?.life ?? null,
    time,
    createRandom(seed, 200 + device.index),
  )
  const origin = `http://127.0.0.1:${(ports++ % 40_000) + 1}`
  device.networks.set(origin, network)
  const token = crm.token(userId)
  for (const other of others) other.trust(token, userId)
  return { crm, network, origin, token, userId }
}
