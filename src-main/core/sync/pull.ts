import type { Checkpoint } from '#shared/ipc/store-commands.ts'
import {
  neighbourKinds,
  toEntityId,
  toNeighbourId,
  type ContactId,
  type NeighbourId,
  type NeighbourKind,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { OutputOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { PulledKind } from '#shared/ipc/sync-status.ts'
import type { RemoteNeighbourChange } from '../connectors/neighbour-port.ts'
import type { Cursor, Page, RemoteChange } from '../connectors/pull-page.ts'
import { pullChats } from './pull-chats.ts'
import type { SyncContext } from './sync-context.ts'
import { together } from './together.ts'
import { unlessHeld } from './unless-held.ts'

/** Small lists are asked for again after this time. */
export const DIRECTORY_MAX_AGE_MS = 15 * 60_000
/** Where no contact has changed, companies and all else that stands beside contacts are asked for after this time. */
export const COMPANIES_MAX_AGE_MS = 60_000

/** Which of the small lists: all, or without the forms of what stands beside contacts. */
export type ListsWanted = 'all' | 'of-contacts'

/** Users, fields and their sections, tags, pipelines and types of tasks. @param mayWrite whether nobody has written newer ones */
export async function pullDirectory(
  { accountId, connector, store }: SyncContext,
  { wanted, mayWrite }: { readonly wanted: ListsWanted; readonly mayWrite: () => boolean },
  signal: AbortSignal,
): Promise<void> {
  const [users, fields, tags, pipelines, taskTypes] = await Promise.all([
    connector.pullUsers(signal),
    connector.pullFields(signal, wanted === 'all' ? undefined : 'contact'),
    connector.pullTags(signal),
    connector.pullPipelines(signal),
    connector.pullTaskTypes?.(signal) ?? [],
  ])
  const form = { fields: [...fields], groups: [...(connector.fieldGroups?.() ?? [])] }
  const lists = { users: [...users], tags: [...tags], pipelines: [...pipelines], taskTypes: [...taskTypes] }
  if (!mayWrite()) return
  await store.call('cache/replace-directory', { accountId, ...form, ...lists })
}

export interface PullWishes {
  /** Runs after each page of contacts, so that an edit does not wait for a long pull. */
  readonly betweenPages: () => Promise<void>
  /** Else companies, notes and the like come only with contacts that have changed. */
  readonly wantsAll: boolean
  /** The user wants to see all as it is now. */
  readonly isAsked: boolean
  /** Brings the small lists, if it is time for them, or if they are known to have changed. */
  readonly refreshDirectory: (signal: AbortSignal, wanted?: ListsWanted, isChanged?: boolean) => Promise<void>
}

/** What came. Of the contacts many may have come before. */
export interface Pulled {
  readonly contacts: number
  readonly hasAll: boolean
}

/**
 * Brings what changed in the CRM, page by page. The next page is written when the window has the last one, and its
 * position, on disk: a kill anywhere repeats at most one page.
 */
export async function pullChanges(context: SyncContext, wishes: PullWishes, signal: AbortSignal): Promise<Pulled> {
  const { accountId, connector, store, onPhase } = context
  const { refreshDirectory, wantsAll, isAsked, betweenPages } = wishes
  const checkpoints = await store.call('cache/read-checkpoints', { accountId })
  const isFirstOf = (what: PulledKind): boolean =>
    (what === 'contacts' ? checkpoints.contacts : checkpoints.neighbours[what])?.isComplete !== true
  const tell = (what: PulledKind, received: number, left: number | null): void => {
    const isInitial = isFirstOf(what)
    // Of a poll nobody wants to know more than that there is one.
    if (isInitial || what === 'contacts') onPhase({ kind: 'pulling', what, received, left, isInitial })
  }
  tell('contacts', 0, null)
  /** Of what a page has told, all is durable before the next one is asked for. */
  const afterPage: AfterPage = async ({ isFormChanged = false }, either) => {
    if (isFormChanged) await refreshDirectory(either, 'all', true)
    await betweenPages()
  }
  const contacts = (either: AbortSignal, onPage = noop) =>
    pullContacts(context, cursorOf(checkpoints.contacts), { tell, afterPage, onPage }, either)
  /** One kind after the other, companies first: nobody waits for them with an empty window. */
  async function neighbours(): Promise<void> {
    for (const kind of listedKinds) {
      const from = cursorOf(checkpoints.neighbours[kind])
      await unlessHeld(context, () => pullNeighbours(context, kind, from, { tell, afterPage }, signal))
    }
    if (connector.neighbours.chat === undefined) return
    tell('chat', 0, null)
    const { chat } = checkpoints.neighbours
    await unlessHeld(context, () => pullChats(context, chat, { isAsked, betweenPages }, signal))
  }

  const namesCompanies = connector.neighbours.company !== undefined
  if (isFirstOf('contacts') || (namesCompanies && isFirstOf('company'))) {
    let received = 0
    // The first page of contacts is all that a new user waits for: nothing else stands in line before it. The small lists say
    // who is responsible, and what fields are called; all other requests are the contacts' until the last of them is here:
    // before there are companies and deals, nobody asks what their fields are. Names of companies fill in: those that are
    // looked at, when they are (`lookUp`); the others afterwards.
    const first = Promise.withResolvers<void>()
    const lists = async (all: AbortSignal) => {
      await first.promise
      await refreshDirectory(all, isFirstOf('contacts') ? 'of-contacts' : 'all')
    }
    const people = async (all: AbortSignal) => {
      try {
        received = await contacts(all, first.resolve)
      } finally {
        first.resolve()
      }
    }
    await together(signal, people, lists)
    await refreshDirectory(signal)
    await neighbours()
    return { contacts: received, hasAll: true }
  }
  // A poll goes step by step: where many laptops share a budget, each costs them one refusal at most.
  const received = (await unlessHeld(context, () => contacts(signal))) ?? 0
  const hasAll = wantsAll || received > 0
  if (hasAll) await neighbours()
  await unlessHeld(context, () => refreshDirectory(signal))
  return { contacts: received, hasAll }
}

/** Says what is being read, how much of it has come in this pull, and about how much follows. */
type Tell = (what: PulledKind, received: number, left: number | null) => void

type AfterPage = (page: Page<unknown>, signal: AbortSignal) => Promise<void>

interface ContactPull {
  readonly tell: Tell
  readonly afterPage: AfterPage
  /** A page has come, and is still to be written. */
  readonly onPage: () => void
}

async function pullContacts(
  context: SyncContext,
  from: Cursor | null,
  { tell, afterPage, onPage }: ContactPull,
  signal: AbortSignal,
): Promise<number> {
  const { accountId, connector, store } = context
  let received = 0
  const some = (after: string | null, limit: number) => someContacts(context, after, limit)
  for await (const page of connector.pullContacts(from, signal, () => knownContacts(context), some)) {
    signal.throwIfAborted()
    onPage()
    const changes = page.items.map((change) => toContactChange(context, change))
    await store.call('cache/apply-contacts', { accountId, changes, checkpoint: toCheckpoint(page) })
    received += page.items.length
    await afterPage(page, signal)
    tell('contacts', received, page.left ?? null)
  }
  return received
}

type Known = OutputOf<StoreCommands, 'cache/list-contacts'>

/** Read in parts: all of them at once are more than a message between processes should carry. */
const KNOWN_AT_ONCE = 5_000

async function* knownContacts({ accountId, store }: SyncContext): AsyncGenerator<readonly RemoteId[]> {
  let after: ContactId | null = null
  do {
    const part: Known = await store.call('cache/list-contacts', { accountId, after, limit: KNOWN_AT_ONCE })
    yield part.remoteIds
    after = part.next
  } while (after !== null)
}

async function someContacts({ accountId, store }: SyncContext, after: string | null, limit: number) {
  // It is our own answer that comes back; the schema of the call refuses anything else.
  const asked = { accountId, after: after as ContactId | null, limit }
  const { remoteIds: ids, next } = await store.call('cache/list-contacts', asked)
  return { ids, next }
}

function toContactChange({ accountId, journal }: SyncContext, change: RemoteChange) {
  if (change.kind === 'upsert') return { kind: change.kind, contact: journal.identities.adoptContact(change.contact) }
  return { kind: change.kind, id: journal.identities.adoptContactId(toEntityId<ContactId>(accountId, change.remoteId)) }
}

async function pullNeighbours(
  context: SyncContext,
  kind: ListedKind,
  from: Cursor | null,
  { tell, afterPage }: Pick<ContactPull, 'tell' | 'afterPage'>,
  signal: AbortSignal,
): Promise<void> {
  const { accountId, connector, store } = context
  const port = connector.neighbours[kind]
  if (port === undefined) return
  let received = 0
  tell(kind, received, null)
  for await (const page of port.pull(from, signal, () => knownNeighbours(context, kind))) {
    signal.throwIfAborted()
    const changes = page.items.map((change) => toNeighbourChange(context, kind, change))
    await store.call('cache/apply-neighbours', { accountId, kind, changes, checkpoint: toCheckpoint(page) })
    received += changes.length
    await afterPage(page, signal)
    tell(kind, received, page.left ?? null)
  }
}

type KnownOfKind = OutputOf<StoreCommands, 'cache/list-neighbours'>

async function* knownNeighbours(
  { accountId, store }: SyncContext,
  kind: ListedKind,
): AsyncGenerator<readonly RemoteId[]> {
  let after: NeighbourId | null = null
  do {
    const asked = { accountId, kind, after, limit: KNOWN_AT_ONCE }
    const part: KnownOfKind = await store.call('cache/list-neighbours', asked)
    yield part.remoteIds
    after = part.next
  } while (after !== null)
}

function toNeighbourChange({ accountId, journal }: SyncContext, kind: NeighbourKind, change: RemoteNeighbourChange) {
  const { identities } = journal
  if (change.kind === 'upsert') return { kind: change.kind, neighbour: identities.adoptNeighbour(change.neighbour) }
  return { kind: change.kind, id: identities.adoptNeighbourId(toNeighbourId(kind, accountId, change.remoteId)) }
}

const noop = (): void => undefined

/** All that the CRM lists. */
type ListedKind = Exclude<NeighbourKind, 'chat'>
const listedKinds = neighbourKinds.filter((kind): kind is ListedKind => kind !== 'chat')

const toCheckpoint = ({ cursor, isComplete }: Page<unknown>): Checkpoint => ({ cursor, isComplete })
const cursorOf = (checkpoint: Checkpoint | null | undefined): Cursor | null =>
  (checkpoint?.cursor ?? null) as Cursor | null
