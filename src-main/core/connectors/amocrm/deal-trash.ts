import type { RemoteId, UserId } from '#shared/domain/ids.ts'
import type { AmocrmContext } from './context.ts'
import { DeletedLeadWire } from './deal-wire.ts'
import { isKeptFromUs } from './find-created.ts'
import { readPages, type ListSource } from './read-pages.ts'
import { creationTypes, readEvents } from './removal-events.ts'
import { toRemoteId, toUserId } from './remote-ids.ts'

const trashSource: ListSource<DeletedLeadWire> = {
  path: '/api/v4/leads',
  key: 'leads',
  row: DeletedLeadWire,
  query: { with: 'only_deleted' },
}

/** Deals that went into the trash since then (server seconds), the newest first. Of most users the log of events tells as much. */
export async function readDeletedDeals(
  context: AmocrmContext,
  from: number,
  signal: AbortSignal,
): Promise<readonly RemoteId[]> {
  const found: RemoteId[] = []
  for await (const rows of readPages(context, trashSource, { 'order[updated_at]': 'desc' }, signal)) {
    const fresh = rows.filter(({ updated_at }) => updated_at >= from)
    found.push(...fresh.filter(({ is_deleted }) => is_deleted === true).map(({ id }) => toRemoteId(id)))
    if (fresh.length < rows.length) break
  }
  return found
}

export interface DealsSought {
  /** Server time, milliseconds. */
  readonly since: number
  /** The newest deal that was there by then. */
  readonly before: number
  readonly isOwn: (createdBy: UserId | null) => boolean
}

/**
 * Deals in the trash that this user may have made since then. Nothing is left there of their names, nor of who made them:
 * numbers tell which are old, and the log of events, where there is one, which are somebody else's.
 */
export async function findDeletedDeals(
  context: AmocrmContext,
  { since, before, isOwn }: DealsSought,
  signal: AbortSignal,
): Promise<readonly RemoteId[]> {
  const from = Math.floor(since / 1000)
  const found = (await readTrashIfShown(context, from, signal)).filter((id) => Number(id) > before)
  if (found.length === 0) return []
  const events = (await readEvents(context, 'lead', creationTypes('lead'), from, signal)) ?? []
  const foreign = events
    .filter(({ created_by }) => !isOwn(toUserId(context.accountId, created_by)))
    .flatMap(({ entity_id }) => (entity_id ? toRemoteId(entity_id) : []))
  return found.filter((id) => !foreign.includes(id))
}

async function readTrashIfShown(
  context: AmocrmContext,
  from: number,
  signal: AbortSignal,
): Promise<readonly RemoteId[]> {
  try {
    return await readDeletedDeals(context, from, signal)
  } catch (error) {
    if (!isKeptFromUs(error)) throw error
    context.logger.warn('the trash of deals cannot be looked through')
    return []
  }
}
