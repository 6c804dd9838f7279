import { loadInstallation } from './account-secrets.ts'
import type { AccountPlace, Credentials } from './account-secrets.ts'
import { createCrmHandler } from './crm-handler.ts'
import type { CrmParts } from './crm-handler.ts'
import { openPortal } from './bitrix24/open-portal.ts'
import type { OpenedPortal } from './bitrix24/open-portal.ts'
import type { PartialPortalSwitches } from './bitrix24/switches.ts'
import { keepRedirect, readRedirect } from './amocrm/integration.ts'
import { createRateLimits } from './amocrm/rate-limits.ts'
import { defaultSwitches } from './amocrm/switches.ts'
import type { PartialSwitches, Switches } from './amocrm/switches.ts'
import { mintLongLived } from './amocrm/tokens.ts'
import { createRequestLog } from './control/request-log.ts'
import { createFaultList } from './faults/fault-list.ts'
import type { Fault } from './faults/fault-schema.ts'
import { listen } from './http/listener.ts'
import { completeStore, seedStore, seedTrainee } from './seed/seed-store.ts'
import { openStore } from './store/store.ts'
import type { Store } from './store/store.ts'

/** All of it may be left out: the server then forgets everything at its end. */
export type DemoCrmOptions = {
  /** 0, the default, lets the system choose. */
  readonly port?: number
  /** How many contacts a new data file gets; an existing one keeps its own. */
  readonly contacts?: number
  readonly seed?: number
  /** A path; `:memory:` (the default) forgets everything at the end. */
  readonly dataFile?: string
  /** `real` keeps the vendor's request budget. */
  readonly limits?: 'real' | 'off'
  readonly faults?: readonly Fault[]
  readonly switches?: PartialSwitches
  /** Those of the other dialect. */
  readonly portalSwitches?: PartialPortalSwitches
  /**
   * `full`: what a portal in use has beside its records, such as activities, comments and goods. `bare`, the default: records
   * and requisites alone, so that a test finds what it has made.
   */
  readonly portalData?: 'full' | 'bare'
  /** A second account, with a base, a port and an integration of its own. Its file is that of the first with `-second`. */
  readonly second?: {
    readonly port?: number
    readonly contacts?: number
    /** Both accounts have the integration of the first: a code of one is then 400 `Invalid account` in the other. */
    readonly sharesIntegration?: boolean
  }
  /** The redirect address in the settings of the integration; without it clients have to send one. */
  readonly redirectUri?: string
  /** Serves a page at `/` that shows everything, tokens included, to whoever asks on this machine. */
  readonly page?: boolean
  /** Milliseconds since the epoch. */
  readonly clock?: () => number
  /** Told about failures of this server's own making. */
  readonly log?: (message: string) => void
}

/** How a client gets in. */
export type DemoAccount = {
  readonly amocrm: {
    readonly url: string
    readonly token: string
    readonly clientId: string
    readonly clientSecret: string
  }
  readonly bitrix24: {
    /** Scheme and host of the portal. */
    readonly url: string
    /** Address of an inbound webhook of the administrator; names of methods go behind it. */
    readonly webhook: string
    readonly clientId: string
    readonly clientSecret: string
    readonly memberId: string
  }
  /** Address of the control routes. It holds an unguessable segment. */
  readonly control: string
  readonly port: number
}

/** A running demo CRM. */
export type DemoCrm = DemoAccount & {
  /** There when it was asked for. */
  readonly second?: DemoAccount
  close(): Promise<void>
}

const DEFAULT_CONTACTS = 2000
const DEFAULT_SEED = 1

/**
 * Starts the demo CRM on loopback. A data file that exists is used as it is, with its token, client ids and control address:
 * to a client the restart looks like the vendor coming back.
 * @throws when the port is taken or the data file cannot be used, in words
 */
export async function startDemoCrm(options: DemoCrmOptions = {}): Promise<DemoCrm> {
  const running: RunningAccount[] = []
  // Each account shows where the others are, which start after it.
  const all = (): readonly RunningAccount[] => running
  const close = async (): Promise<void> => {
    for (const { stop } of running) await stop()
  }
  try {
    const first = await startAccount('first', options, all)
    running.push(first)
    const { second: asked } = options
    if (asked === undefined) return { ...first.account, close }
    const { dataFile = ':memory:', seed = DEFAULT_SEED } = options
    // Faults are turned on for one account at a time.
    const own = {
      faults: [],
      contacts: asked.contacts ?? DEFAULT_CONTACTS,
      seed: seed + 1,
      port: asked.port ?? 0,
      dataFile: dataFile === ':memory:' ? dataFile : `${dataFile}-second`,
    }
    const shared = asked.sharesIntegration === true ? first.account.amocrm : undefined
    const second = await startAccount('second', { ...options, ...own }, all, shared)
    if (shared !== undefined) keepRedirect([second.store], readRedirect(first.store))
    running.push(second)
    return { ...first.account, second: second.account, close }
  } catch (error) {
    await close()
    throw error
  }
}

type RunningAccount = {
  readonly account: DemoAccount
  readonly store: Store
  readonly stop: () => Promise<void>
}

async function startAccount(
  place: AccountPlace,
  options: DemoCrmOptions,
  all: () => readonly RunningAccount[],
  shared?: Credentials,
): Promise<RunningAccount> {
  const clock = options.clock ?? Date.now
  const now = Math.floor(clock() / 1000)
  const store = openStore(options.dataFile ?? ':memory:')
  try {
    if (store.isNew) {
      seedStore(store, { contacts: options.contacts ?? DEFAULT_CONTACTS, seed: options.seed ?? DEFAULT_SEED, now })
      if (place === 'second') seedTrainee(store)
    } else completeStore(store)
    const { account, controlSegment } = loadInstallation(store, now, place, shared)
    if (options.redirectUri !== undefined && place === 'first') keepRedirect([store], options.redirectUri)
    const parts: CrmParts = {
      store,
      account,
      controlSegment,
      clock,
      limits: createRateLimits(clock, (options.limits ?? 'real') === 'real'),
      faults: createFaultList(options.faults ?? [], () => store.tokens.newestId()),
      requests: createRequestLog(),
      switches: createSwitchBoard(store, options.switches ?? {}),
      bitrix24: openPortal({
        ...{ shared: store, clock, isLimited: (options.limits ?? 'real') === 'real' },
        isFurnished: options.portalData === 'full',
        ...(options.portalSwitches === undefined ? {} : { switches: options.portalSwitches }),
      }),
      siblings: () => all().flatMap((other) => (isSibling(other, store, account) ? [other.store] : [])),
      log: options.log ?? (() => undefined),
      ...(options.page === true ? { page: { others: () => all().map((other) => other.account) } } : {}),
    }
    const handler = createCrmHandler(parts)
    const listener = await listen(options.port ?? 0, handler.handle)
    const url = `http://127.0.0.1:${listener.port}`
    return {
      account: {
        amocrm: {
          url,
          token: ownerToken(store, () => mintFirstToken(parts, listener.port, now)),
          clientId: account.clientId,
          clientSecret: account.clientSecret,
        },
        bitrix24: describePortal(parts.bitrix24, url),
        control: `${url}/_control/${controlSegment}`,
        port: listener.port,
      },
      store,
      async stop() {
        handler.stop()
        await listener.close()
        store.close()
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}

/** Is it another account, with the same integration? */
function isSibling(other: RunningAccount, store: Store, { clientId }: Credentials): boolean {
  return other.store !== store && other.account.amocrm.clientId === clientId
}

function describePortal({ portal, webhook }: OpenedPortal, url: string): DemoAccount['bitrix24'] {
  const { clientId, clientSecret, memberId } = portal.installation
  return { url, webhook: `${url}/rest/${webhook()}/`, clientId, clientSecret, memberId }
}

/** Switches outlive a restart, as the vendor's habits do; those given at the start win. */
function createSwitchBoard(store: Store, given: PartialSwitches): CrmParts['switches'] {
  const stored = JSON.parse(store.meta('switches') ?? '{}') as PartialSwitches
  let current: Switches = { ...defaultSwitches, ...stored, ...given }
  return {
    get: () => current,
    set(changes) {
      current = { ...current, ...changes }
      store.setMeta('switches', JSON.stringify(current))
    },
  }
}

/** The token printed at the start: the same one at every start. */
function ownerToken(store: Store, mint: () => string): string {
  const known = store.meta('amocrm.ownerToken')
  if (known !== undefined) return known
  const token = mint()
  store.setMeta('amocrm.ownerToken', token)
  return token
}

function mintFirstToken({ store, account }: CrmParts, port: number, now: number): string {
  const owner = store.directory.users().find((user) => user.isAdmin)
  const request = { userId: owner?.id ?? 0, at: now, host: `127.0.0.1:${port}` }
  return mintLongLived(store.tokens, account, request).secret
}
