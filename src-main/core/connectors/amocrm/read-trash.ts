import type { TrashList } from '../connector.ts'
import type { AmocrmContext } from './context.ts'
import { contactSource, readContacts } from './read-contacts.ts'
import { readPage, type ListSource } from './read-pages.ts'
import { toRejection } from './rejections.ts'
import { toMs, toRemoteId, toUserId } from './remote-ids.ts'
import { TrashedWire } from './wire.ts'

/** Whoever looks for one that has just gone finds it here; the whole trash is in the CRM itself. */
const SHOWN = 100

const trashSource: ListSource<TrashedWire> = { ...contactSource, row: TrashedWire, query: { with: 'only_deleted' } }

/**
 * The contacts that were put into the trash last. Which of their fields the vendor still tells is not documented, nor whether
 * every brand has this list: what can be read by id is not in the trash.
 * @throws {AppError} also `remote/rejected`, `auth/denied`
 */
export async function readTrash(context: AmocrmContext, signal: AbortSignal): Promise<TrashList> {
  const query = { 'order[updated_at]': 'desc', limit: SHOWN }
  const { rows, hasNext } = await readPage(context, trashSource, query, 1, signal).catch((error: unknown) => {
    throw toRejection(error)
  })
  const ids = rows.map(({ id }) => toRemoteId(id))
  const there = await readContacts(context, ids, signal)
  const contacts = rows.map((row) => ({
    remoteId: toRemoteId(row.id),
    name: row.name ?? '',
    changedAt: toMs(row.updated_at),
    changedBy: toUserId(context.accountId, row.updated_by),
  }))
  const gone = contacts.filter(({ remoteId }) => !there.has(remoteId))
  return { contacts: gone, hasMore: hasNext && gone.length > 0 }
}
