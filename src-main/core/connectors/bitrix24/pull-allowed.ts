import type { WithheldKind } from '#shared/domain/withheld.ts'
import type { Cursor, KnownIds, Page } from '../pull-page.ts'
import { isNotForUser } from '../not-for-user.ts'
import type { ContactContext } from './contact-context.ts'
import { FROM_THE_START, pullRecords, type Collection } from './pull.ts'

/** Records of a kind, as they are pulled where this user may see them. */
interface AllowedPull<Item> {
  readonly kind: WithheldKind
  readonly collection: Collection<Item>
  /**
   * Once they may be seen again, all of them are read: where contacts were withheld, some that nobody has changed since may have come
   * into this user's sight.
   */
  readonly isReadAnew?: boolean
}

/** What is not for this user to see is not there; it is asked for again with each pull, for rights change. */
export async function* pullAllowed<Item>(
  context: ContactContext,
  { kind, collection, isReadAnew = false }: AllowedPull<Item>,
  cursor: Cursor | null,
  signal: AbortSignal,
  known: KnownIds | undefined,
): AsyncGenerator<Page<Item>> {
  try {
    for await (const page of pullRecords(context, collection, cursor, signal, known)) {
      context.withheld.delete(kind)
      yield page
    }
  } catch (error) {
    if (!isNotForUser(error)) throw error
    context.logger.warn('this list is not for this user', { method: collection.listing.method })
    context.withheld.add(kind)
    yield nothingFor(isReadAnew ? null : cursor)
  }
}

/** A page of what is not there: whoever comes next asks again. */
export const nothingFor = (cursor: Cursor | null): Page<never> => ({
  ...{ items: [], cursor: cursor ?? FROM_THE_START, isComplete: true },
})
