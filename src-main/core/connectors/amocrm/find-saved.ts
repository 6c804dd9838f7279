import { fingerprintOf } from '#shared/sync/fingerprint.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ContactCreate, ItemResult } from '../connector.ts'
import type { AmocrmContext } from './context.ts'
import { findCreated } from './find-created.ts'

/** Generously before the request left: the server's clock is known to the second. */
export const CREATED_MARGIN_MS = 5_000

/**
 * Which of these contacts a refused batch has created all the same. Whether the vendor keeps the good items of a bad
 * batch is not documented, and a create sent twice is a duplicate; so we look.
 * @param accounted contacts that have been reported already: an equal one made a moment ago is another contact
 * @param since device clock, milliseconds
 */
export async function findSaved(
  context: AmocrmContext,
  items: readonly ContactCreate[],
  accounted: ReadonlySet<RemoteId>,
  since: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<ContactCreate, ItemResult>> {
  const created = (await lookOrDoubt(context, since, signal)).filter(({ remoteId }) => !accounted.has(remoteId))
  const saved = new Map<ContactCreate, ItemResult>()
  for (const item of items) {
    const wanted = fingerprintOf(item.fields)
    const at = created.findIndex(({ fields }) => fingerprintOf(fields) === wanted)
    // Each is taken once: two equal contacts in one batch are two contacts.
    const [found] = at === -1 ? [] : created.splice(at, 1)
    if (found !== undefined) saved.set(item, { kind: 'applied', remoteId: found.remoteId, updatedAt: found.updatedAt })
  }
  return saved
}

/** If we cannot look, the batch may have taken effect, whatever the failure of looking says of itself. */
async function lookOrDoubt(context: AmocrmContext, since: number, signal: AbortSignal) {
  try {
    return await findCreated(context, since, signal)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, error.message, { details: { ...error.details, reached: true }, cause: error })
  }
}
