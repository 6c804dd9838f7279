import type { NeighbourId, RemoteId } from '#shared/domain/ids.ts'
import type { Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { ItemResult } from './contact-writes.ts'
import type { Cursor, KnownIds, Page } from './pull-page.ts'

export type RemoteNeighbourChange =
  | { readonly kind: 'upsert'; readonly neighbour: RemoteNeighbour }
  /** Confirmed by id. */
  | { readonly kind: 'delete'; readonly remoteId: RemoteId }

export interface NeighbourCreate {
  /** Goes along where the CRM has a place for it: see `CreatedNeighbours`. */
  readonly key: NeighbourId
  readonly record: Neighbour
}

export interface NeighbourUpdate {
  readonly remoteId: RemoteId
  /** As it is to be. */
  readonly record: Neighbour
  /** As the CRM had it a moment ago: a link is taken off by what it led to. */
  readonly before?: Neighbour
  /** What of it changes; nothing else is sent. Contacts of a deal come one by one, as `memberField` names them. */
  readonly fields: readonly string[]
}

/** What a CRM can do with one kind of what stands beside contacts. Ids in records are those that it has computed itself. */
export interface NeighbourWays {
  /** As they are now; those that are deleted or out of reach are absent. `null` where none of the kind is for this user. */
  read(ids: readonly RemoteId[], signal: AbortSignal): Promise<ReadonlyMap<RemoteId, RemoteNeighbour> | null>
  /** One result per item, in order. Not idempotent: see `findCreated`. */
  create(items: readonly NeighbourCreate[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /** One result per item, in order. Repeating it is harmless. */
  update(items: readonly NeighbourUpdate[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /**
   * What came into being since `since` (server time, milliseconds), and when that was asked by the server's time.
   * @param about contacts that it is about, where known: a CRM may tell only whoever names them
   */
  findCreated(since: number, signal: AbortSignal, about?: readonly RemoteId[]): Promise<CreatedNeighbours>
}

export interface CreatedNeighbours {
  readonly at: number
  readonly created: readonly RemoteNeighbour[]
  /** What may have come into being since as well and lies in the trash, where the CRM no longer tells what it was. */
  readonly deleted?: readonly RemoteId[]
  /** Keys (`uuidOf`) that came along, of those that have one. Absent where this CRM takes none: then likeness tells. */
  readonly keys?: ReadonlyMap<RemoteId, string>
  /**
   * Those that this user may have made and that may read otherwise by now, as far as the CRM tells when somebody has changed one and
   * who. Absent where keys tell, and for what nobody rewords.
   */
  readonly reworded?: ReadonlySet<RemoteId>
}

/** Of what the CRM lists. */
export interface NeighbourPort extends NeighbourWays {
  read(ids: readonly RemoteId[], signal: AbortSignal): Promise<ReadonlyMap<RemoteId, RemoteNeighbour>>
  /** Everything from `null`; else what changed since the cursor. @param known as for contacts */
  pull(cursor: Cursor | null, signal: AbortSignal, known?: KnownIds): AsyncGenerator<Page<RemoteNeighbourChange>>
  /** What these contacts have now; there where pulls may lag behind. Nothing where it is not for this user. */
  readAbout?(contactIds: readonly RemoteId[], signal: AbortSignal): Promise<readonly RemoteNeighbour[]>
}

/** Of chats the CRM tells only whoever names the contact, or the chat. It never makes one: they begin in a messenger. */
export interface ChatPort extends NeighbourWays {
  /** At most this many contacts in one call of `readAbout`. */
  readonly contactsPerRead: number
  /** Chats that these contacts have now. `null` where they are not for this user to see. */
  readAbout(contactIds: readonly RemoteId[], signal: AbortSignal): Promise<readonly RemoteNeighbour[] | null>
}
