import { fingerprintOf } from '#shared/sync/fingerprint.ts'
import { uuidOf, type RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ContactCreate, CreatedContact, ItemResult } from '../contact-writes.ts'
import type { AmocrmContext } from './context.ts'
import { findCreated } from './find-created.ts'

/** Generously before the request left: servers of one vendor do not agree on the time. */
export const CREATED_MARGIN_MS = 60_000

/**
 * Which of these contacts a refused batch has created all the same. Whether the vendor keeps the good items of a bad
 * batch is not documented, and a create sent twice is a duplicate; so we look.
 * @param accounted contacts that have been reported already: an equal one made a moment ago is another contact
 * @param since server time, milliseconds
 */
export async function findSaved(
  context: AmocrmContext,
  items: readonly ContactCreate[],
  accounted: ReadonlySet<RemoteId>,
  since: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<ContactCreate, ItemResult>> {
  const { created: all } = await lookOrDoubt(context, since, signal)
  const created = all.filter(({ contact }) => !accounted.has(contact.remoteId))
  const saved = new Map<ContactCreate, ItemResult>()
  for (const item of items) {
    const at = created.findIndex((one) => isMadeOf(one, item))
    // Each is taken once: two equal contacts in one batch are two contacts.
    const [found] = at === -1 ? [] : created.splice(at, 1)
    if (found === undefined) continue
    const { remoteId, updatedAt } = found.contact
    saved.set(item, { kind: 'applied', remoteId, updatedAt })
  }
  return saved
}

/** By its key if it carries one, else by likeness. */
function isMadeOf({ contact, keys }: CreatedContact, { key, isMarked, fields }: ContactCreate): boolean {
  if (isMarked) return keys.includes(uuidOf(key) ?? key)
  return fingerprintOf(contact.fields) === fingerprintOf(fields)
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
