import type { RemoteContact } from '#shared/domain/contact.ts'
import type { RemoteId } from '#shared/domain/ids.ts'

/** Where a pull stands. Made and read by one connector alone; opaque text to everyone else. */
export type Cursor = string & { readonly __cursor: unique symbol }

/** A bounded part of a pull. Applying it twice has the effect of applying it once. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Position after this page. */
  readonly cursor: Cursor
  /** The pull has everything up to now: what follows are changes only. */
  readonly isComplete: boolean
  /** About how many items follow; absent while nobody knows. */
  readonly left?: number
  /** The form of records is not what it was: the small lists are read again before the next page is asked for. */
  readonly isFormChanged?: boolean
}

export type RemoteChange =
  | { readonly kind: 'upsert'; readonly contact: RemoteContact }
  /** Confirmed by id: absence from a list proves nothing. */
  | { readonly kind: 'delete'; readonly remoteId: RemoteId }

/**
 * Some of the contacts that the device has, in an order of its own, for whoever goes through them by and by.
 * @param after where the last part ended; `null` at the beginning
 * @returns hardly more than `limit` ids, or none though there are more; `next` is `null` at the end
 */
export type SomeKnown = (
  after: string | null,
  limit: number,
) => Promise<{ readonly ids: readonly RemoteId[]; readonly next: string | null }>

/** All records of one kind that the device has, in parts. */
export type KnownIds = () => AsyncIterable<readonly RemoteId[]>
