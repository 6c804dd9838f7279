import type { Checkpoint } from '#shared/ipc/store-commands.ts'
import { toEntityId, type ContactId } from '#shared/domain/ids.ts'
import type { Cursor, Page, RemoteChange } from '../connectors/connector.ts'
import type { SyncContext } from './sync-context.ts'
import { together } from './together.ts'

/** Small lists are asked for again after this time. */
export const DIRECTORY_MAX_AGE_MS = 15 * 60_000

/** Users, fields and tags, whole. */
export async function pullDirectory({ accountId, connector, store }: SyncContext, signal: AbortSignal): Promise<void> {
  const [users, fields, tags] = await Promise.all([
    connector.pullUsers(signal),
    connector.pullFields(signal),
    connector.pullTags(signal),
  ])
  await store.call('cache/replace-directory', { accountId, users: [...users], fields: [...fields], tags: [...tags] })
}

/**
 * Brings what changed in the CRM, page by page. The next page is asked for when the window has the last one, and its
 * position, on disk: a kill anywhere repeats at most one page.
 * @param betweenPages runs after each page of contacts, so that an edit does not wait for a long pull
 */
export async function pullChanges(
  context: SyncContext,
  betweenPages: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { accountId, store, onPhase } = context
  const checkpoints = await store.call('cache/read-checkpoints', { accountId })
  const isInitial = checkpoints.contacts?.isComplete !== true
  onPhase({ kind: 'pulling', received: 0, isInitial })

  // Both at once: names of companies fill in while contacts arrive.
  await together(
    signal,
    (both) => pullCompanies(context, cursorOf(checkpoints.companies), both),
    (both) => pullContacts(context, cursorOf(checkpoints.contacts), isInitial, betweenPages, both),
  )
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
): Promise<void> {
  const { accountId, connector, store, onPhase } = context
  let received = 0
  for await (const page of connector.pullContacts(from, signal)) {
    signal.throwIfAborted()
    const changes = page.items.map((change) => toContactChange(context, change))
    await store.call('cache/apply-contacts', { accountId, changes, checkpoint: toCheckpoint(page) })
    received += page.items.length
    await betweenPages()
    onPhase({ kind: 'pulling', received, isInitial })
  }
}

function toContactChange({ accountId, journal }: SyncContext, change: RemoteChange) {
  if (change.kind === 'upsert') return { kind: change.kind, contact: journal.identities.adoptContact(change.contact) }
  return { kind: change.kind, id: journal.identities.adoptContactId(toEntityId<ContactId>(accountId, change.remoteId)) }
}

const toCheckpoint = ({ cursor, isComplete }: Page<unknown>): Checkpoint => ({ cursor, isComplete })
const cursorOf = (checkpoint: Checkpoint | null): Cursor | null => (checkpoint?.cursor ?? null) as Cursor | null
