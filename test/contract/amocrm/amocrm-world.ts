import { onTestFinished } from 'vitest'
import { createAmocrmConnector } from '#core/connectors/amocrm/amocrm-connector.ts'
import type { Connector } from '#core/connectors/connector.ts'
import type { ContactCreate } from '#core/connectors/contact-writes.ts'
import type { Cursor, Page, RemoteChange } from '#core/connectors/pull-page.ts'
import type { Clock } from '#core/ports/clock.ts'
import { fixedAccess } from '#core/http/access.ts'
import type { Network } from '#core/ports/network.ts'
import type { RateRule } from '#core/throttle/rate-rule.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import { createThrottle, type Throttle } from '#core/throttle/throttle.ts'
import { startDemoCrm, type DemoCrm, type DemoCrmOptions } from '#demo-crm/server.ts'
import { emptyContactFields, type ContactFields, type RemoteContact } from '#shared/domain/contact.ts'
import { newEntityId, type AccountId, type FieldId, type RemoteId } from '#shared/domain/ids.ts'
import { partLinked } from '#shared/domain/linked.ts'
import { createDemoControl, type DemoControl, type StoredContact } from '#test/support/demo-control.ts'

export const accountId = 'acc1' as AccountId

/** One connector and the demo CRM it talks to, over real HTTP. */
export interface AmocrmWorld {
  readonly crm: DemoCrm
  readonly connector: Connector
  readonly control: DemoControl
  readonly throttle: Throttle
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Sets the demo CRM's behaviours that the vendor leaves open. */
  switches(changes: Readonly<Record<string, unknown>>): Promise<void>
  /** Contacts that are not in the trash, as the demo CRM's own database has them. */
  liveContacts(): Promise<readonly StoredContact[]>
  /** Nobody listens from here on. */
  goDown(): Promise<void>
  /** Another connector to the same CRM: as after a restart. */
  reconnect(options?: {
    readonly token?: string
    readonly markerField?: FieldId
    readonly writeBatch?: number
    readonly actingFor?: number
  }): Connector
}

interface WorldOptions extends DemoCrmOptions {
  readonly rate?: RateRule
  readonly clock?: never
  readonly time?: Clock
  /** How wrong the clock of this device is. */
  readonly deviceAheadMs?: number
}

/** Pauses take no time, deadlines are not reached unless a test waits for them. */
const LONGEST_PAUSE_MS = 10_000

/** @returns a clock that `pass` puts forward, for a test in which time goes by */
export function createHurriedClock(): Clock & { pass(ms: number): void } {
  let skippedMs = 0
  return {
    pass: (ms) => void (skippedMs += ms),
    now: () => Date.now() + skippedMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      if (ms < LONGEST_PAUSE_MS) {
        skippedMs += ms
        return
      }
      await new Promise<void>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      })
    },
  }
}

export async function startAmocrmWorld(options: WorldOptions = {}): Promise<AmocrmWorld> {
  const { rate = { requests: 1_000_000, perMs: 1 }, time = createHurriedClock(), deviceAheadMs = 0, ...rest } = options
  const clock: Clock = { now: () => time.now() + deviceAheadMs, sleep: (ms, signal) => time.sleep(ms, signal) }
  const crm = await startDemoCrm({ contacts: 60, limits: 'off', clock: () => time.now(), ...rest })
  let isOpen = true
  const goDown = async () => {
    if (isOpen) await crm.close()
    isOpen = false
  }
  onTestFinished(goDown)
  const control = createDemoControl(crm.control)
  const throttle = createThrottle(rate, clock)
  const reconnect: AmocrmWorld['reconnect'] = ({ token = crm.amocrm.token, markerField, writeBatch, actingFor } = {}) =>
    createAmocrmConnector({
      accountId,
      access: fixedAccess({ origin: crm.amocrm.url, token }),
      ...{ markerField: markerField ?? null, writeBatch: writeBatch ?? null },
      throttle,
      network: actingFor === undefined ? socketNetwork : createActingNetwork(actingFor),
      clock,
      random: { next: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000' },
      logger: { info: () => undefined, warn: () => undefined },
    })
  return {
    crm,
    connector: reconnect(),
    control,
    throttle,
    clock,
    signal: new AbortController().signal,
    async switches(changes) {
      const response = await fetch(`${crm.control}/switches`, { method: 'POST', body: JSON.stringify(changes) })
      if (!response.ok) throw new Error(await response.text())
    },
    liveContacts: async () => (await control.contacts()).filter(({ trashed }) => !trashed),
    reconnect,
    goDown,
  }
}

/** The token of an administrator may act for a colleague. */
const createActingNetwork = (userId: number): Network => ({
  openLine(url) {
    const line = socketNetwork.openLine(url)
    return {
      ...line,
      send: (request, signal) =>
        line.send({ ...request, headers: { ...request.headers, 'X-Context-User-ID': String(userId) } }, signal),
    }
  },
})

export const remoteId = (id: number): RemoteId => String(id) as RemoteId

/** A new contact as the engine would send it. */
export const someCreate = (n: number, fields: Partial<ContactFields>, isMarked = false): ContactCreate => ({
  key: newEntityId<never>(accountId, `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
  isMarked,
  fields: { ...emptyContactFields, ...fields },
})

/** All pages of a pull. */
export async function drain<T>(pages: AsyncIterable<Page<T>>): Promise<readonly Page<T>[]> {
  const all: Page<T>[] = []
  for await (const page of pages) all.push(page)
  return all
}

/** What a cache would hold: each upsert over the one before, each delete removes. */
export class PulledContacts {
  readonly byId = new Map<RemoteId, RemoteContact>()
  cursor: Cursor | null = null

  /** Pulls to the end. */
  async pull(connector: Connector, signal: AbortSignal): Promise<readonly Page<RemoteChange>[]> {
    const pages: Page<RemoteChange>[] = []
    for await (const page of connector.pullContacts(this.cursor, signal)) {
      this.apply(page)
      pages.push(page)
    }
    return pages
  }

  apply(page: Page<RemoteChange>): void {
    for (const change of page.items) {
      if (change.kind === 'upsert') this.byId.set(change.contact.remoteId, change.contact)
      else this.byId.delete(change.remoteId)
    }
    this.cursor = page.cursor
  }

  /** For comparison with the demo CRM's database. */
  summaries(): readonly ContactSummary[] {
    return [...this.byId.values()].map(summaryOfRemote).sort((a, b) => a.id - b.id)
  }
}

export interface ContactSummary {
  readonly id: number
  readonly name: string
  readonly firstName: string
  readonly lastName: string
  readonly phones: readonly unknown[]
  readonly emails: readonly unknown[]
  readonly tags: readonly string[]
  readonly companyId: string | null
  readonly updatedAt: number
  /** Ids of filled custom fields. */
  readonly custom: readonly string[]
}

export function summaryOfRemote({ remoteId: id, fields, updatedAt }: RemoteContact): ContactSummary {
  return {
    id: Number(id),
    name: fields.name,
    firstName: fields.firstName,
    lastName: fields.lastName,
    phones: fields.phones.map(({ value }) => value),
    emails: fields.emails.map(({ value }) => value),
    tags: [...fields.tags].sort(),
    companyId: fields.companyIds[0] ?? null,
    updatedAt,
    custom: Object.keys(partLinked(fields.custom).others).sort(),
  }
}

export function summaryOfStored(stored: StoredContact): ContactSummary {
  const values = (code: string) =>
    stored.fields.find((field) => field.code === code)?.values.map(({ value }) => value) ?? []
  // Who has a whole name alone is told in two parts: the first word, and the rest.
  const isWhole = stored.first_name === '' && stored.last_name === ''
  const [first = '', ...rest] = isWhole ? stored.name.trim().split(/\s+/) : [stored.first_name, stored.last_name]
  return {
    id: stored.id,
    name: stored.name,
    firstName: first,
    lastName: rest.join(' '),
    phones: values('PHONE'),
    emails: values('EMAIL'),
    tags: [...stored.tags].sort(),
    companyId: stored.company === null ? null : `${accountId}.${stored.company.id}`,
    updatedAt: stored.updated_at * 1000,
    custom: stored.fields
      .filter(({ code }) => code !== 'PHONE' && code !== 'EMAIL')
      .map(({ field_id }) => String(field_id))
      .sort(),
  }
}
