import { createApp, type App, type AppPorts } from '#core/app.ts'
import type { Network } from '#core/ports/network.ts'
import type { Random } from '#demo-crm/seed/random.ts'
import { redirectListener } from '#hosts/node/redirect-listener.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { createLife, type Life } from './life.ts'
import type { SimulatedDisk } from './simulated-disk.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What outlives a process of the app: the profile folder, and the machine's clock. */
export interface Profile {
  readonly documents: Map<string, string>
  readonly secrets: Map<string, string>
  readonly disk: SimulatedDisk
  /** How far the device's clock is off. */
  skewMs: number
}

export interface AppProcess {
  readonly life: Life
  /** `null` while it starts. */
  app(): App | null
}

export interface AppProcessOptions {
  readonly profile: Profile
  readonly network: Network
  readonly time: VirtualTime
  readonly random: Random
  readonly onReady: () => void
  /** It could not start, or was ended. */
  readonly onEnd: () => void
}

/** Starts the real core on simulated ports. */
export function startAppProcess(options: AppProcessOptions): AppProcess {
  const { profile } = options
  let app: App | null = null
  const life = createLife(() => {
    profile.disk.abandon()
    options.onEnd()
  })
  createApp(createPorts(life, options)).then(
    (started) => {
      if (life.isOver()) return
      app = started
      options.onReady()
    },
    () => life.end(),
  )
  return { life, app: () => app }
}

function createPorts(life: Life, { profile, network, time, random }: AppProcessOptions): AppPorts {
  const touch = <T>(value: () => T): Promise<T> => {
    life.touch()
    return life.share(Promise.resolve().then(value))
  }
  return {
    host: 'browser',
    version: '0.0.0',
    clock: {
      now: () => time.now() + profile.skewMs,
      sleep: async (ms, signal) => {
        life.touch()
        return life.share(time.sleep(ms, signal))
      },
    },
    random: { next: () => random.next(), uuid: () => toUuid(random) },
    network,
    logger: { info: () => undefined, warn: () => undefined },
    secrets: {
      protection: 'file',
      read: (key) => touch(() => profile.secrets.get(key) ?? null),
      write: (key, secret) => touch(() => void (life.isOver() || profile.secrets.set(key, secret))),
      remove: (key) => touch(() => void (life.isOver() || profile.secrets.delete(key))),
    },
    local: {
      read: (name) => touch(() => JSON.parse(profile.documents.get(name) ?? 'null') as unknown),
      write: (name, document) =>
        touch(() => void (life.isOver() || profile.documents.set(name, JSON.stringify(document)))),
    },
    redirects: redirectListener,
    demoCrm: { start: async () => Promise.reject(new AppError('state/refused', 'no demo CRM here')) },
    journalPath: profile.disk.journal,
    openDatabase: profile.disk.openFor(life),
    // A bulk edit of a few contacts is a large one here.
    targetsAtOnce: 1,
  }
}

/** A UUID by the simulation's own chance. */
export function toUuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.int(16).toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
