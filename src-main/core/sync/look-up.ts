import {
  isUuid,
  kindOf,
  remoteIdOf,
  toEntityId,
  type CompanyId,
  type ContactId,
  type NeighbourId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import { aboutIdsOf, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ContactChange } from '#shared/ipc/store-commands.ts'
import { readChats } from './pull-chats.ts'
import type { SyncContext } from './sync-context.ts'

/** What somebody wants to see as the CRM has it now. */
export type LookUp =
  | { readonly kind: 'contact'; readonly contactId: ContactId }
  /** What stands beside it and no pull, or only a late one, brings. */
  | { readonly kind: 'beside'; readonly contactId: ContactId }
  /** What stands in a list of its own: a deal, a lead, a company. */
  | { readonly kind: 'record'; readonly recordId: NeighbourId }
  | { readonly kind: 'search'; readonly text: string }
  /** Whose names are on the screen before a first pull has come to them. */
  | { readonly kind: 'companies'; readonly companyIds: readonly CompanyId[] }

/** Or what all users share: what fields are called, what may be chosen. */
export type Wanted = LookUp | { readonly kind: 'lists' }

type ContactLookUp = Exclude<LookUp, { readonly kind: 'companies' | 'record' }>

/** Our own edits leave for a moment at a time; who waits longer than so many looks is told. */
const MAX_LOOKS = 5

/**
 * Brings contacts into the cache beside a sync: one that is looked at, or what the CRM's own search finds. What was read while
 * an edit of ours was on its way is not written down: it would bring back what the edit has just changed.
 * @returns the contacts that the CRM has, best first
 * @throws {AppError} `state/refused` with reason `not-in-crm` or `busy`; as a connector, and as the store
 */
export async function lookUp(context: SyncContext, wish: LookUp, signal: AbortSignal): Promise<readonly ContactId[]> {
  const { accountId, connector, store } = context
  if (wish.kind === 'companies') return lookUpCompanies(context, wish.companyIds, signal)
  if (wish.kind === 'record') return lookUpRecord(context, wish.recordId, signal)
  for (let look = 0; look < MAX_LOOKS; look++) {
    const before = connector.writeCount
    const { changes, beside } = await read(context, wish, signal)
    signal.throwIfAborted()
    if (connector.writeCount !== before) continue
    if (changes.length > 0)
      await store.call('cache/apply-contacts', { accountId, changes: [...changes], checkpoint: null })
    for (const [kind, own] of Map.groupBy(beside, (neighbour) => neighbour.kind)) {
      const told = own.map((neighbour) => ({ kind: 'upsert' as const, neighbour }))
      await store.call('cache/apply-neighbours', { accountId, kind, changes: told, checkpoint: null })
    }
    return changes.flatMap((change) => (change.kind === 'upsert' ? [change.contact.id] : []))
  }
  throw busy()
}

async function lookUpCompanies(
  { accountId, connector, journal: { identities }, store }: SyncContext,
  companyIds: readonly CompanyId[],
  signal: AbortSignal,
): Promise<readonly ContactId[]> {
  const ids = companyIds.flatMap((id) => remoteIdOf(id) ?? [])
  for (let look = 0; look < MAX_LOOKS; look++) {
    const before = connector.writeCount
    const found = ids.length === 0 ? [] : ((await connector.readCompanies?.(ids, signal)) ?? [])
    signal.throwIfAborted()
    if (connector.writeCount !== before) continue
    const companies = found.map((company) => identities.adoptCompany(company))
    if (companies.length > 0) await store.call('cache/apply-companies', { accountId, companies })
    return []
  }
  throw busy()
}

/** One that is not there, or not for this user, is gone for the cache, as after a pull. */
async function lookUpRecord(
  { accountId, connector, journal: { identities }, store }: SyncContext,
  recordId: NeighbourId,
  signal: AbortSignal,
): Promise<readonly ContactId[]> {
  const [kind, remoteId] = [kindOf(recordId), identities.remoteId(recordId)]
  const port = connector.neighbours[kind]
  if (remoteId === null || port === undefined) throw notInCrm()
  for (let look = 0; look < MAX_LOOKS; look++) {
    const before = connector.writeCount
    const read = await port.read([remoteId], signal)
    signal.throwIfAborted()
    if (read === null) throw notInCrm()
    if (connector.writeCount !== before) continue
    const found = read.get(remoteId)
    const change =
      found === undefined
        ? ({ kind: 'delete', id: recordId } as const)
        : ({ kind: 'upsert', neighbour: identities.adoptNeighbour(found) } as const)
    await store.call('cache/apply-neighbours', { accountId, kind, changes: [change], checkpoint: null })
    return []
  }
  throw busy()
}

const notInCrm = () =>
  new AppError('state/refused', 'the CRM has not heard of it', { details: { reason: 'not-in-crm' } })
const busy = () => new AppError('state/refused', 'edits are being sent', { details: { reason: 'busy' } })

/** What the CRM has answered. */
interface Seen {
  readonly changes: readonly ContactChange[]
  /** What else hangs on them and may be newer than the last pull. */
  readonly beside: readonly RemoteNeighbour[]
}

async function read(context: SyncContext, wish: ContactLookUp, signal: AbortSignal): Promise<Seen> {
  const { accountId, connector, journal } = context
  const { identities } = journal
  if (wish.kind === 'search') return search(context, wish.text, signal)
  const remoteId = identities.remoteId(wish.contactId)
  if (wish.kind === 'beside') {
    return { changes: [], beside: remoteId === null ? [] : await listedBeside(context, remoteId, signal) }
  }
  if (remoteId === null) throw notInCrm()
  const contact = (await connector.readContacts([remoteId], signal)).get(remoteId)
  if (contact === undefined) {
    const id = identities.adoptContactId(toEntityId<ContactId>(accountId, remoteId))
    return { changes: [{ kind: 'delete', id }], beside: [] }
  }
  return {
    changes: [{ kind: 'upsert', contact: identities.adoptContact(contact) }],
    beside: [
      ...(await chatsOf(context, wish.contactId, remoteId, signal)),
      ...(await listedBeside(context, remoteId, signal)),
    ],
  }
}

async function chatsOf(
  context: SyncContext,
  contactId: ContactId,
  remoteId: RemoteId,
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  const port = context.connector.neighbours.chat
  if (port === undefined) return []
  const { chatIds } = await context.store.call('cache/list-chats', { contactId })
  return (await readChats(context, port, [remoteId], chatIds, signal)) ?? []
}

/** Of what changes without moving a date that a pull would see, or lies further back than pulls go. */
async function listedBeside(
  { connector: { neighbours }, journal }: SyncContext,
  remoteId: RemoteId,
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  const ports = [neighbours.note, neighbours.task, neighbours.requisite]
  const told = await Promise.all(ports.map(async (port) => port?.readAbout?.([remoteId], signal) ?? []))
  return told.flat().map((neighbour) => journal.identities.adoptNeighbour(neighbour))
}

/** Who looks for the id of a chat looks for whoever has it. */
async function search(context: SyncContext, text: string, signal: AbortSignal): Promise<Seen> {
  const { connector, journal } = context
  const { identities } = journal
  const port = connector.neighbours.chat
  const sought = text.trim().toLowerCase()
  const read = port === undefined || !isUuid(sought) ? null : await port.read([sought as RemoteId], signal)
  const chats = [...(read?.values() ?? [])].filter((chat) => aboutIdsOf(chat).length > 0)
  const owners = chats.flatMap(aboutIdsOf).flatMap((id) => remoteIdOf(id) ?? [])
  const found =
    owners.length > 0
      ? [...(await connector.readContacts(owners, signal)).values()]
      : await connector.findContacts(text, signal)
  return {
    changes: found.map((contact) => ({ kind: 'upsert', contact: identities.adoptContact(contact) })),
    beside: chats.map((chat) => identities.adoptNeighbour(chat)),
  }
}
