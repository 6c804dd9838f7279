import { randomBytes } from 'node:crypto'
import type { SeedOptions } from '../seed/seed-store.ts'
import type { Store } from '../store/store.ts'
import { deliveryBody, postDelivery } from './events/delivery.ts'
import type { ApplicationCard, Portal, PortalInstallation } from './portal.ts'
import { createLeakyBucket } from './protocol/leaky-bucket.ts'
import { createOperatingLimits } from './protocol/operating-limits.ts'
import { furnishPortal } from './seed/furnish-portal.ts'
import { seedPortal } from './seed/seed-portal.ts'
import { mintWebhook, USUAL_SCOPES } from './sign-in/portal-tokens.ts'
import { createPortalStore } from './store/portal-store.ts'
import type { PortalStore } from './store/portal-store.ts'
import { createPortalIndexes, createPortalTables, dropPortalTables } from './store/schema.ts'
import { defaultPortalSwitches } from './switches.ts'
import type { PartialPortalSwitches, PortalSwitches } from './switches.ts'

export type PortalOptions = {
  readonly shared: Store
  readonly clock: () => number
  /** Are requests and work limited as the vendor limits them? */
  readonly isLimited: boolean
  readonly switches?: PartialPortalSwitches
  /** Does a portal that is made now get what one in use has: activities, comments, goods, layouts? */
  readonly isFurnished?: boolean
}

/** A portal, and what only control may do with it. */
export type OpenedPortal = {
  readonly portal: Portal
  readonly setSwitches: (changes: PartialPortalSwitches) => void
  /** The webhook that is printed at the start: `{user}/{secret}`, the same at every start. */
  readonly webhook: () => string
}

/**
 * The Bitrix24 that lives in the same data file. Its own tables are made and filled when the first call comes: who only uses
 * the other dialect does not pay for this one, and a file of an older version gets what it lacks.
 */
export function openPortal({
  shared,
  clock,
  isLimited,
  switches = {},
  isFurnished = false,
}: PortalOptions): OpenedPortal {
  shared.sql.define('b24_fold', (text) => text?.toLowerCase() ?? null)
  const installation = loadPortalInstallation(shared)
  const board = createBoard(shared, switches)
  let data: PortalStore | undefined
  const portal: Portal = {
    data: () => (data ??= openData(shared, isFurnished)),
    ...{ shared, installation, clock },
    application: createCard(shared),
    switches: board.get,
    bucket: createLeakyBucket(clock, isLimited),
    operating: createOperatingLimits(clock, isLimited),
    signals: new Map(),
    deliver: (delivery) => postDelivery(delivery, deliveryBody(delivery)),
  }
  return { portal, setSwitches: board.setSwitches, webhook: () => ownerWebhook(portal) }
}

function openData(shared: Store, isFurnished: boolean): PortalStore {
  const data = createPortalStore(shared.sql)
  if (shared.meta('bitrix24.seeded') !== undefined) return data
  // What a seeding that was killed left behind is made anew.
  dropPortalTables(shared.sql)
  createPortalTables(shared.sql)
  const { contacts = 0, seed = 1, now = 0 } = JSON.parse(shared.meta('seed') ?? '{}') as Partial<SeedOptions>
  seedPortal(data, { contacts, seed, now })
  createPortalIndexes(shared.sql)
  if (isFurnished) furnishPortal(data, { contacts, seed, now })
  shared.setMeta('bitrix24.seeded', 'yes')
  return data
}

function loadPortalInstallation(shared: Store): PortalInstallation {
  function keep(key: string, make: () => string): string {
    const known = shared.meta(key)
    if (known !== undefined) return known
    const made = make()
    shared.setMeta(key, made)
    return made
  }
  return shared.transaction(() => ({
    memberId: keep('bitrix24.memberId', () => randomBytes(16).toString('hex')),
    clientId: keep(
      'bitrix24.clientId',
      () => `local.${randomBytes(7).toString('hex')}.${String(randomBytes(4).readUInt32BE())}`,
    ),
    clientSecret: keep('bitrix24.clientSecret', () => randomBytes(25).toString('hex')),
    applicationToken: keep('bitrix24.applicationToken', () => randomBytes(16).toString('hex')),
  }))
}

function ownerWebhook(portal: Portal): string {
  const known = portal.shared.meta('bitrix24.ownerWebhook')
  if (known !== undefined) return known
  const made = `1/${mintWebhook(portal, 1, USUAL_SCOPES).secret}`
  portal.shared.setMeta('bitrix24.ownerWebhook', made)
  return made
}

function createCard(shared: Store): Portal['application'] {
  const usual: ApplicationCard = { redirectUri: null, isInstalled: true, scopes: USUAL_SCOPES }
  const get = (): ApplicationCard => ({
    ...usual,
    ...(JSON.parse(shared.meta('bitrix24.application') ?? '{}') as object),
  })
  return { get, set: (changes) => shared.setMeta('bitrix24.application', JSON.stringify({ ...get(), ...changes })) }
}

function createBoard(
  shared: Store,
  given: PartialPortalSwitches,
): Pick<OpenedPortal, 'setSwitches'> & { get: () => PortalSwitches } {
  const stored = JSON.parse(shared.meta('bitrix24.switches') ?? '{}') as PartialPortalSwitches
  let current: PortalSwitches = { ...defaultPortalSwitches, ...stored, ...given }
  return {
    get: () => current,
    setSwitches(changes) {
      current = { ...current, ...changes }
      shared.setMeta('bitrix24.switches', JSON.stringify(current))
    },
  }
}
