import { AppError } from '#shared/errors/app-error.ts'
import type { Cursor, KnownIds, Page, RemoteNeighbourChange } from '../connector.ts'
import type { ContactContext } from './contact-context.ts'
import { pullRecords, type Collection } from './pull.ts'

/** What is not for this user to see is not there; it is asked for again with each pull, for rights change. */
export async function* pullAllowed(
  context: ContactContext,
  collection: Collection<RemoteNeighbourChange>,
  cursor: Cursor | null,
  signal: AbortSignal,
  known: KnownIds | undefined,
): AsyncGenerator<Page<RemoteNeighbourChange>> {
  try {
    yield* pullRecords(context, collection, cursor, signal, known)
  } catch (error) {
    if (!isNotAllowed(error)) throw error
    context.logger.warn('this list is not for this user', { method: collection.listing.method })
    yield nothingFor(cursor)
  }
}

/** Understood by nobody: then all is read. */
const FROM_THE_START = '' as Cursor

/** A page of what is not there: whoever comes next asks again. */
export const nothingFor = (cursor: Cursor | null): Page<RemoteNeighbourChange> => ({
  ...{ items: [], cursor: cursor ?? FROM_THE_START, isComplete: true },
})

/** All else that is denied is denied to whoever calls from here. */
const ofTheUser: ReadonlySet<unknown> = new Set(['rights', 'intranet'])
/** Whether this user may not see what was asked for. */
export const isNotAllowed = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'auth/denied' && ofTheUser.has(error.details['reason'])
