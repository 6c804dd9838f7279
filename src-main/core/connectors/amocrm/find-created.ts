import type { CreatedContact, CreatedLook, DeletedContact } from '../contact-writes.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import { heardAt, type AmocrmContext } from './context.ts'
import { keysIn } from './marker.ts'
import { contactSource, readContacts, toContact } from './read-contacts.ts'
import { toRemoteId } from './remote-ids.ts'
import { readPages, type ListSource } from './read-pages.ts'
import { DeletedContactWire } from './wire.ts'

/** The server knows whole seconds; the one in which `since` falls counts. */
const toSeconds = (since: number): number => Math.floor(since / 1000) - 1

/**
 * Contacts created since `since` (server time, milliseconds). Walks from the newest id down, which needs no filter and no
 * search index. A single old date does not end it, a whole page of them does: an import may back-date what it creates.
 */
export async function findCreated(
  context: AmocrmContext,
  since: number,
  signal: AbortSignal,
): Promise<Pick<CreatedLook, 'at' | 'created'>> {
  const from = toSeconds(since)
  /** By id: what comes into being during the walk pushes a contact to the next page, where it comes again. */
  const created = new Map<number, CreatedContact>()
  let at: number | null = null
  for await (const rows of readPages(context, contactSource, { 'order[id]': 'desc' }, signal)) {
    // Of the first page: what came into being during the walk is not in it.
    at ??= heardAt(context)
    const recent = rows.filter(({ created_at }) => created_at >= from)
    for (const row of recent) {
      created.set(row.id, { contact: toContact(context, row), keys: keysIn(row.custom_fields_values) ?? [] })
    }
    if (recent.length === 0) break
  }
  return { at: at ?? heardAt(context), created: [...created.values()] }
}

const deletedSource: ListSource<DeletedContactWire> = { ...contactSource, row: DeletedContactWire }

/**
 * Contacts created since `since` that lie in the trash, where a merge puts what it has taken in as well. Which of their
 * fields the vendor still tells is not documented, nor whether every brand has this list: what can be read by id is there.
 */
export async function findDeleted(
  context: AmocrmContext,
  since: number,
  signal: AbortSignal,
): Promise<readonly DeletedContact[]> {
  const from = toSeconds(since)
  const found: DeletedContact[] = []
  const query = { with: 'only_deleted', 'order[id]': 'desc' }
  try {
    for await (const rows of readPages(context, deletedSource, query, signal)) {
      const recent = rows.filter(({ created_at, updated_at }) => (created_at ?? updated_at) >= from)
      found.push(...recent.map((row) => ({ remoteId: toRemoteId(row.id), keys: keysIn(row.custom_fields_values) })))
      if (recent.length === 0) break
    }
  } catch (error) {
    if (!isKeptFromUs(error)) throw error
    context.logger.warn('the trash cannot be looked through')
    return []
  }
  const ids = found.map(({ remoteId }) => remoteId)
  const there = await readContacts(context, ids, signal)
  return found.filter(({ remoteId }) => !there.has(remoteId))
}

/** A trash that cannot be looked through: by rights, or because this brand has no such list: no reason to hold up everything else for ever. */
export const isKeptFromUs = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'auth/denied' || error.cause instanceof HttpRefusal)
