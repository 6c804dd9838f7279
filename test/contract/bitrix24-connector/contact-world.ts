import type { Bitrix24Api } from '#core/connectors/bitrix24/api.ts'
import { createContactPorts, type ContactPorts } from '#core/connectors/bitrix24/contact-ports.ts'
import type { ContactCreate } from '#core/connectors/contact-writes.ts'
import type { Cursor, KnownIds, Page, RemoteChange } from '#core/connectors/pull-page.ts'
import { emptyContactFields, type ContactFields, type RemoteContact } from '#shared/domain/contact.ts'
import { newEntityId, type AccountId, type CompanyId, type FieldId, type RemoteId } from '#shared/domain/ids.ts'
import type { ContactPatch } from '#shared/sync/resolve-update.ts'
import { rows, type Params } from '../bitrix24/portal-session.ts'
import { startApiWorld, webhookAccess, type ApiWorld } from './api-world.ts'

export const accountId = 'acc1' as AccountId

/** The contact side of the connector, and the demo portal that it talks to. */
export interface ContactWorld extends ApiWorld {
  readonly ports: ContactPorts
  /** As after a restart, or as somebody else. */
  readonly portsBy: (options?: {
    readonly webhook?: string
    /** A method that is refused. */
    readonly without?: string
    /** A contact that no walk by id comes upon. */
    readonly hiding?: string
  }) => ContactPorts
  /** What the portal itself has of a contact, by its own method. */
  stored(id: number | RemoteId): Promise<Record<string, unknown>>
  /** What a colleague does meanwhile. */
  colleague(action: 'add' | 'edit' | 'delete', ids: readonly number[], fields?: Params): Promise<void>
  /** How many requests have left since this was asked last. */
  requestCount(): number
}

export async function startContactWorld(options: Parameters<typeof startApiWorld>[0] = {}): Promise<ContactWorld> {
  const world = await startApiWorld(options)
  const { portal, clock } = world
  const logger = { info: () => undefined, warn: () => undefined }
  const portsBy: ContactWorld['portsBy'] = ({ webhook = portal.crm.bitrix24.webhook, ...odd } = {}) =>
    createContactPorts({ accountId, api: oddPortal(world.reconnect(webhookAccess(webhook)), odd), clock, logger })
  let counted = 0
  return {
    ...world,
    portsBy,
    ports: portsBy(),
    async stored(id) {
      return (await portal.result('crm.contact.get', { id })) as Record<string, unknown>
    },
    async colleague(action, ids, fields = {}) {
      const { status, body } = await portal.control('POST', '/bitrix24/vendor', {
        ...{ action, entity: 'contact', ids, fields },
      })
      if (status >= 300) throw new Error(JSON.stringify(body))
    },
    requestCount() {
      const all = world.requests.list().length
      const since = all - counted
      counted = all
      return since
    },
  }
}

/**
 * A portal at which somebody acts once, right before the first request with writes of one kind leaves.
 * @param count told how many of them each request has
 */
export const meanwhile = (
  api: Bitrix24Api,
  method: string,
  act: () => Promise<unknown>,
  count: (writes: number) => void = () => undefined,
): Bitrix24Api => {
  let hasActed = false
  return {
    call: (name, params, signal) => api.call(name, params, signal),
    heardAt: () => api.heardAt(),
    get writeCount() {
      return api.writeCount
    },
    async batch(commands, options, signal) {
      const writes = commands.filter((one) => one.method === method).length
      if (writes > 0) count(writes)
      if (writes > 0 && !hasActed) {
        hasActed = true
        await act()
      }
      return api.batch(commands, options, signal)
    },
  }
}

/** A portal with a list of what one method is told. */
export const noting = (api: Bitrix24Api, method: string, sent: unknown[]): Bitrix24Api => ({
  call: (name, params, signal) => api.call(name, params, signal),
  heardAt: () => api.heardAt(),
  get writeCount() {
    return api.writeCount
  },
  batch(commands, options, signal) {
    sent.push(...commands.filter((one) => one.method === method).map(({ params }) => params['fields']))
    return api.batch(commands, options, signal)
  },
})

/** A portal that refuses one method in batches, or hides a contact from walks. */
const oddPortal = (api: Bitrix24Api, { without, hiding }: { without?: string; hiding?: string }): Bitrix24Api => ({
  call: (name, params, signal) => api.call(name, params, signal),
  heardAt: () => api.heardAt(),
  get writeCount() {
    return api.writeCount
  },
  async batch(commands, options, signal) {
    const outcome = new Map(await api.batch(commands, options, signal))
    const refusal = { code: 'ALLOWED_ONLY_INTRANET_USER', message: '', status: null }
    for (const { name, method } of commands) {
      const found = outcome.get(name)
      if (method === without) outcome.set(name, { kind: 'refused', refusal })
      else if (hiding !== undefined && /^p\d/.test(name) && found?.kind === 'answered') {
        const result = rows(found.answer.result).filter(({ ID }) => ID !== hiding)
        outcome.set(name, { kind: 'answered', answer: { ...found.answer, result } })
      }
    }
    return outcome
  },
})

export const remoteId = (id: number): RemoteId => String(id) as RemoteId
export const companyId = (id: number): CompanyId => `${accountId}.${id}` as CompanyId
export const fieldId = (name: string): FieldId => name as FieldId

/** A new contact as the engine would send it. */
export const someCreate = (n: number, fields: Partial<ContactFields>): ContactCreate => ({
  key: newEntityId<never>(accountId, keyOf(n)),
  isMarked: true,
  fields: { ...emptyContactFields, ...fields },
})

export const keyOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** A change as the engine would send it, of a contact that it has just read. */
export function someUpdate(base: RemoteContact, patch: Partial<ContactPatch>) {
  return { remoteId: base.remoteId, base: base.fields, patch: { addTags: [], removeTags: [], ...patch } }
}

/** One contact as the connector reads it. */
export async function readOne({ ports, signal }: ContactWorld, id: number): Promise<RemoteContact> {
  const found = (await ports.readContacts([remoteId(id)], signal)).get(remoteId(id))
  if (found === undefined) throw new Error(`no contact ${id}`)
  return found
}

/** What a cache would hold: each upsert over the one before, each delete removes. */
export class PulledContacts {
  readonly byId = new Map<RemoteId, RemoteContact>()
  cursor: Cursor | null = null

  /** Pulls to the end. */
  async pull(ports: ContactPorts, signal: AbortSignal): Promise<readonly Page<RemoteChange>[]> {
    const pages: Page<RemoteChange>[] = []
    for await (const page of ports.pullContacts(this.cursor, signal, this.known)) {
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

  readonly known: KnownIds = async function* (this: PulledContacts) {
    yield [...this.byId.keys()]
  }.bind(this)
}

/** Ids of what changed in pages of a pull. */
export const idsIn = (pages: readonly Page<RemoteChange>[]): readonly string[] =>
  pages.flatMap(({ items }) =>
    items.map((change) => (change.kind === 'upsert' ? change.contact.remoteId : `-${change.remoteId}`)),
  )

/** The values of a multifield, with their ids, as the portal has them. */
export const reachOf = (stored: Record<string, unknown>, name: string): readonly (readonly [unknown, unknown])[] =>
  rows(stored, name).map(({ ID, VALUE }) => [ID, VALUE])

/** A user field made by an administrator. */
export async function makeField(
  { portal }: ContactWorld,
  name: string,
  type: string,
  more: Params = {},
): Promise<string> {
  const fields = { FIELD_NAME: name, USER_TYPE_ID: type, LABEL: name, ...more }
  await portal.result('crm.contact.userfield.add', { fields })
  return `UF_CRM_${name}`
}
