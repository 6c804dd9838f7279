import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import type { Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { Query } from '#core/http/query-string.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import type { AmocrmContext } from './context.ts'
import type { ListSource } from './read-pages.ts'
import type { EventEntity } from './removal-events.ts'
import type { EventWire } from './wire.ts'

/** What every row of such a list has. */
export interface NeighbourWire {
  readonly id: number
  readonly created_at: number
  readonly updated_at: number
}

/** How the vendor speaks of one kind of what stands beside contacts. */
export interface NeighbourKindWords<Row extends NeighbourWire> {
  readonly source: ListSource<Row>
  /** Narrows the list to what is about contacts. */
  readonly query: Query
  /** In the log of events. */
  readonly entity: EventEntity
  /** Its list obeys an order by the time of change. */
  readonly goesByTime: boolean
  /** Events that tell of changes, for where nothing narrows the list. */
  readonly hints?: readonly string[]
  /** Which record an event that tells of a deletion is about; `null` where it does not say. */
  readonly deletedIn: (event: EventWire) => number | null
  /** `null` for one that is about something else. */
  readonly toNeighbour: (context: AmocrmContext, row: Row) => RemoteNeighbour | null
  /** Without `request_id`. */
  readonly toCreateOut: (record: Neighbour) => Sent
  /** Without `id`. */
  readonly toUpdateOut: (update: NeighbourUpdate) => Sent
  /** Where a path of a refusal shows; `null` is nowhere that a user knows. @param sent what was refused */
  readonly fieldAt: (path: string, sent: Sent) => NeighbourFieldName | null
}

/** A record as it was sent: paths point into it. */
export type Sent = Readonly<Record<string, unknown>>
