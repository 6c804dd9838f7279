import * as v from 'valibot'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { SomeKnown } from '../pull-page.ts'
import type { AmocrmContext } from './context.ts'
import { isForbidden } from './forbidden.ts'
import { atRest, type Comparison } from './position.ts'
import { contactSource, IDS_PER_REQUEST, readContacts } from './read-contacts.ts'

/** The vendor tells nobody that they may not see a contact any more: what the device has is asked for, this often. */
const COMPARE_EVERY_S = 24 * 60 * 60
/** In one pull: a few seconds of the vendor's rate at most, so that an edit never waits long. */
const REQUESTS_PER_PULL = 10
/** So many of one answer are asked for one by one; beyond that they stand for the others. */
const MOST_SINGLE = 3

export interface Compared {
  /** Deleted there, or no longer for this user to see. */
  readonly gone: readonly RemoteId[]
  readonly next: Comparison
}

/**
 * Asks for some of the contacts that the device has, and goes on where the last pull ended, until all have been asked for. Without
 * filters that is one contact in a request, and a round takes days.
 * @param now server seconds
 */
export async function compareSome(
  context: AmocrmContext,
  comparison: Comparison,
  now: number,
  some: SomeKnown,
  signal: AbortSignal,
): Promise<Compared> {
  const isDue = comparison.doneAt === null || now - comparison.doneAt >= COMPARE_EVERY_S
  if (comparison.after === null && !isDue) return { gone: [], next: comparison }
  const gone: RemoteId[] = []
  let after = comparison.after ?? FROM_START
  for (let requests = 0; requests < REQUESTS_PER_PULL; requests++) {
    const limit = context.filters.areObeyed ? IDS_PER_REQUEST : 1
    const { ids, next } = await some(after === FROM_START ? null : after, limit)
    gone.push(...(await findGone(context, ids, signal)))
    if (next === null) return { gone, next: { ...comparison, ...atRest(now) } }
    after = next
  }
  return { gone, next: { ...comparison, after } }
}

const FROM_START = ''

/**
 * Those that the vendor has no more for us, each or a few of them confirmed by an answer that is about it alone: a list that has
 * come out short says nothing.
 */
async function findGone(
  context: AmocrmContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly RemoteId[]> {
  if (ids.length === 0) return []
  // One by one where no list by ids can be trusted: then each answer is about one contact, a refusal too.
  if (ids.length === 1 || !context.filters.areObeyed) return absentAmong(context, ids, signal)
  const there = await readContacts(context, ids, signal)
  const missing = ids.filter((id) => !there.has(id))
  const asked = missing.slice(0, MOST_SINGLE)
  const absent = await absentAmong(context, asked, signal)
  if (absent.length === asked.length) return missing
  context.logger.warn('a list by ids has come out short', { missing: missing.length })
  return absent
}

async function absentAmong(
  context: AmocrmContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly RemoteId[]> {
  const absent: RemoteId[] = []
  for (const id of ids) if (await isAbsent(context, id, signal)) absent.push(id)
  return absent
}

const MaybeDeletedWire = v.looseObject({ is_deleted: v.optional(v.nullable(v.boolean())) })

/** Whether what is not for this user is refused or missing is not documented. */
async function isAbsent({ http }: AmocrmContext, id: RemoteId, signal: AbortSignal): Promise<boolean> {
  try {
    const wishes = { schema: MaybeDeletedWire, absentOn404: true, signal }
    const one = await http.getJson(`${contactSource.path}/${id}`, wishes)
    return one === null || one.is_deleted === true
  } catch (error) {
    if (isForbidden(error)) return true
    throw error
  }
}
