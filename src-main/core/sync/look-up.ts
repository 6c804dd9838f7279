import { toEntityId, type ContactId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ContactChange } from '#shared/ipc/store-commands.ts'
import type { SyncContext } from './sync-context.ts'

/** What somebody wants to see as the CRM has it now. */
export type LookUp =
  { readonly kind: 'contact'; readonly contactId: ContactId } | { readonly kind: 'search'; readonly text: string }

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
  for (let look = 0; look < MAX_LOOKS; look++) {
    const before = connector.writeCount
    const changes = await read(context, wish, signal)
    signal.throwIfAborted()
    if (connector.writeCount !== before) continue
    if (changes.length > 0)
      await store.call('cache/apply-contacts', { accountId, changes: [...changes], checkpoint: null })
    return changes.flatMap((change) => (change.kind === 'upsert' ? [change.contact.id] : []))
  }
  throw new AppError('state/refused', 'edits are being sent', { details: { reason: 'busy' } })
}

async function read(
  { accountId, connector, journal: { identities } }: SyncContext,
  wish: LookUp,
  signal: AbortSignal,
): Promise<readonly ContactChange[]> {
  if (wish.kind === 'search') {
    const found = await connector.findContacts(wish.text, signal)
    return found.map((contact) => ({ kind: 'upsert', contact: identities.adoptContact(contact) }))
  }
  const remoteId = identities.remoteId(wish.contactId)
  if (remoteId === null) {
    throw new AppError('state/refused', 'the CRM has not heard of it', { details: { reason: 'not-in-crm' } })
  }
  const contact = (await connector.readContacts([remoteId], signal)).get(remoteId)
  if (contact !== undefined) return [{ kind: 'upsert', contact: identities.adoptContact(contact) }]
  return [{ kind: 'delete', id: identities.adoptContactId(toEntityId<ContactId>(accountId, remoteId)) }]
}
