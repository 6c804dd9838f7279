import type { RemoteId } from '#shared/domain/ids.ts'
import type { ListSource } from './read-pages.ts'
import type { EventEntity } from './removal-events.ts'

/** What both walks need of a row. */
export interface DatedRow {
  readonly id: number
  readonly updated_at: number
}

/** Records that are pulled: contacts, companies, deals. */
export interface Collection<Row extends DatedRow, Item> {
  readonly source: ListSource<Row>
  readonly entity: EventEntity
  /** People wait for it, and want to know how long. */
  readonly isAwaited: boolean
  readonly toItem: (row: Row) => Item
  /** Where what the device has is compared with what is there, by and by: a record that is there no more, or not for this user. */
  readonly toGone?: (id: RemoteId) => Item
  /** What became of records that events hinted at; `null` where a deletion has no expression. */
  readonly confirm: ((ids: readonly RemoteId[], signal: AbortSignal) => Promise<readonly Item[]>) | null
  /** Further events that hint at a change which `updated_at` may not show. */
  readonly hints?: readonly string[]
  /** What was deleted since a time (server seconds), where a list tells it truly: asked when events are not to be read. */
  readonly trash?: (from: number, signal: AbortSignal) => Promise<readonly RemoteId[]>
}
