import type { Checkpoint } from '#shared/ipc/store-commands.ts'
import { toEntityId, type ContactId } from '#shared/domain/ids.ts'
import type { Cursor, Page, RemoteChange } from '../connectors/connector.ts'
import type { SyncContext } from './sync-context.ts'
import { together } from './together.ts'

/** Small lists are asked for again after this time. */
export const DIRECTORY_MAX_AGE_MS = 15 * 60_000
/** Companies are names here: where no contact has changed, they are asked for after this time. */
export const COMPANIES_MAX_AGE_MS = 60_000

/** Users, fields and tags, whole. */
export async function pullDirectory({ accountId, connector, store }: SyncContext, signal: AbortSignal): Promise<void> {
  const [users, fields, tags] = await Promise.all([
    connector.pullUsers(signal),
    connector.pullFields(signal),
    connector.pullTags(signal),
  ])
  await store.call('cache/replace-directory', { accountId, users: [...users], fields: [...fields], tags: [...tags] })
}

export interface PullWishes {
  /** Runs after each page of contacts, so that an edit does not wait for a long pull. */
  readonly betweenPages: () => Promise<void>
  /** Else companies come only with contacts that have changed. */
  readonly wantsCompanies: boolean
  /** Brings the small lists, if it is time for them. */
  readonly refreshDirectory: (signal: AbortSignal) => Promise<void>
}

/** What came. Of the contacts many may have come before. */
export interface Pulled {
  readonly contacts: number
  readonly hasCompanies: boolean
}

/**
 * Brings what changed in the CRM, page by page. The next page is written when the window has the last one, and its
 * position, on disk: a kill anywhere repeats at most one page.
 */
export async function pullChanges(context: SyncContext, wishes: PullWishes, signal: AbortSignal): Promise<Pulled> {
  const { accountId, store, onPhase } = context
  const { refreshDirectory, wantsCompanies, betweenPages } = wishes
  const checkpoints = await store.call('cache/read-checkpoints', { accountId })
  const isInitial = checkpoints.contacts?.isComplete !== true
  onPhase({ kind: 'pulling', received: 0, left: null, isInitial })
  const companies = (either: AbortSignal) => pullCompanies(context, cursorOf(checkpoints.companies), either)
  const contacts = (either: AbortSignal) =>
    pullContacts(context, cursorOf(checkpoints.contacts), isInitial, betweenPages, either)

  if (isInitial || checkpoints.companies?.isComplete !== true) {
    let received = 0
    // The small lists and the first page of contacts are all that a new user waits for; names of companies fill in.
    await together(signal, refreshDirectory, companies, async (all) => {
      received = await contacts(all)
    })
    return { contacts: received, hasCompanies: true }
  }
  // A poll goes step by step: where many laptops share a budget, each costs them one refusal at most.
  const received = await contacts(signal)
  const hasCompanies = wantsCompanies || received > 0
  if (hasCompanies) await companies(signal)
  await refreshDirectory(signal)
  return { contacts: received, hasCompanies }
}

async function pullCompanies(context: SyncContext, from: Cursor | null, signal: AbortSignal): Promise<void> {
  const { accountId, connector, journal, store } = context
  for await (const page of connector.pullCompanies(from, signal)) {
    signal.throwIfAborted()
    const companies = page.items.map((company) => journal.identities.adoptCompany(company))
    await store.call('cache/apply-companies', { accountId, companies, checkpoint: toCheckpoint(page) })
  }
}

async function pullContacts(
  context: SyncContext,
  from: Cursor | null,
  isInitial: boolean,
  betweenPages: () => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const { accountId, connector, store, onPhase } = context
  let received = 0
  for await (const page of connector.pullContacts(from, signal)) {
    signal.throwIfAborted()
    const changes = page.items.map((change) => toContactChange(context, change))
    await store.call('cache/apply-contacts', { accountId, changes, checkpoint: toCheckpoint(page) })
    received += page.items.length
    await betweenPages()
    onPhase({ kind: 'pulling', received, left: page.left ?? null, isInitial })
  }
  return received
}

function toContactChange({ accountId, journal }: SyncContext, change: RemoteChange) {
  if (change.kind === 'upsert') return { kind: change.kind, contact: journal.identities.adoptContact(change.contact) }
  return { kind: change.kind, id: journal.identities.adoptContactId(toEntityId<ContactId>(accountId, change.remoteId)) }
}

const toCheckpoint = ({ cursor, isComplete }: Page<unknown>): Checkpoint => ({ cursor, isComplete })
const cursorOf = (checkpoint: Checkpoint | null): Cursor | null => (checkpoint?.cursor ?? null) as Cursor | null
