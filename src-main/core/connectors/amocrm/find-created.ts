import type { RemoteContact } from '#shared/domain/contact.ts'
import type { AmocrmContext } from './context.ts'
import { toRemoteContact } from './mapping.ts'
import { contactSource } from './read-contacts.ts'
import { readPages } from './read-pages.ts'

/**
 * Contacts created since `since` (device clock, milliseconds). Walks from the newest id down, which needs no filter.
 * A single old date does not end it, a whole page of them does: an import may back-date what it creates.
 */
export async function findCreated(
  context: AmocrmContext,
  since: number,
  signal: AbortSignal,
): Promise<readonly RemoteContact[]> {
  const found: RemoteContact[] = []
  for await (const rows of readPages(context, contactSource, { 'order[id]': 'desc' }, signal)) {
    // Asked only now: the answer has brought the server's clock.
    const ahead = context.http.serverNow() - context.clock.now()
    // The server knows whole seconds; the one in which `since` falls counts.
    const from = Math.floor((since + ahead) / 1000) - 1
    const recent = rows.filter(({ created_at }) => created_at >= from)
    found.push(...recent.map((row) => toRemoteContact(row, context.accountId)))
    if (recent.length === 0) break
  }
  return found
}
