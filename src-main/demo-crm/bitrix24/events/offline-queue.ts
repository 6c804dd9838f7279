import { createHash } from 'node:crypto'
import { int, json, text } from '../../store/sql.ts'
import type { SqlRow } from '../../store/sql.ts'
import type { Condition } from '../store/item-store.ts'
import type { PortalStore } from '../store/portal-store.ts'
import type { EventData } from './emit.ts'

/** A change that waits to be read. Times are whole seconds. */
export type OfflineEvent = {
  readonly id: number
  readonly timestamp: number
  readonly event: string
  readonly data: EventData
  readonly additional: Readonly<Record<string, string>>
  /** The same for the same change of the same record. */
  readonly messageId: string
  /** Empty: nobody has reserved it. */
  readonly processId: string
  readonly isError: boolean
}

type Queued = {
  readonly event: string
  readonly data: EventData
  readonly additional: Readonly<Record<string, string>>
  readonly connector: string
  readonly at: number
  /** May a row that is marked as failed take the change in? It stays marked. */
  readonly renewsFailed: boolean
}

/** Seconds that a reservation holds before the portal throws it away. */
const RESERVATION_SECONDS = 30 * 24 * 60 * 60

/**
 * A repeated change renews the row that waits: there is one for each message, application, connector and process. One that is
 * reserved already gets a fresh row beside it.
 */
export function queueOffline({ sql }: PortalStore, queued: Queued): void {
  const { event, data, additional, connector, at, renewsFailed } = queued
  const messageId = createHash('md5')
    .update(`${event}${JSON.stringify(data)}`)
    .digest('hex')
  const find = `SELECT id FROM b24_offline WHERE message_id = ? AND connector = ? AND process_id = '' AND error <= ?
    ORDER BY error LIMIT 1`
  const waiting = sql.get(find, messageId, connector, renewsFailed ? 1 : 0)
  if (waiting !== undefined) {
    sql.run(
      'UPDATE b24_offline SET timestamp = ?, additional = ? WHERE id = ?',
      at,
      JSON.stringify(additional),
      int(waiting, 'id'),
    )
    return
  }
  const insert = `INSERT INTO b24_offline (message_id, timestamp, event, data, additional, connector, process_id, error)
    VALUES (?, ?, ?, ?, ?, ?, '', 0)`
  sql.run(insert, messageId, at, event, JSON.stringify(data), JSON.stringify(additional), connector)
}

/** Rows of one connector. Order and conditions name columns of the table only. */
export function readOffline(
  { sql }: PortalStore,
  connector: string,
  query: {
    readonly conditions: readonly Condition[]
    readonly order: string
    readonly limit: number
    readonly offset: number
  },
): OfflineEvent[] {
  const where = ['connector = ?', ...query.conditions.map((condition) => condition.sql)].join(' AND ')
  const params = query.conditions.flatMap((condition) => condition.params)
  return sql
    .all(
      `SELECT * FROM b24_offline WHERE ${where} ORDER BY ${query.order} LIMIT ? OFFSET ?`,
      ...[connector, ...params, query.limit, query.offset],
    )
    .map(toEvent)
}

/** How many rows of one connector there are. */
export function countOffline({ sql }: PortalStore, connector: string, conditions: readonly Condition[]): number {
  const where = ['connector = ?', ...conditions.map((condition) => condition.sql)].join(' AND ')
  const params = conditions.flatMap((condition) => condition.params)
  return int(sql.get(`SELECT count(*) AS n FROM b24_offline WHERE ${where}`, connector, ...params) ?? {}, 'n')
}

/** Hides rows from other readers under the name of a process; without one they are free again, marked when they failed. */
export function reserveOffline(
  { sql }: PortalStore,
  ids: readonly number[],
  processId: string,
  isError: boolean,
): void {
  const update = 'UPDATE b24_offline SET process_id = ?, error = ? WHERE id = ?'
  for (const id of ids) sql.run(update, processId, isError ? 1 : 0, id)
}

/** Takes rows out of the queue for good. */
export function removeOffline({ sql }: PortalStore, ids: readonly number[]): void {
  for (const id of ids) sql.run('DELETE FROM b24_offline WHERE id = ?', id)
}

/** Throws away what was reserved long ago and never confirmed. */
export function purgeOffline({ sql }: PortalStore, now: number): void {
  sql.run("DELETE FROM b24_offline WHERE process_id <> '' AND timestamp < ?", now - RESERVATION_SECONDS)
}

function toEvent(row: SqlRow): OfflineEvent {
  return {
    id: int(row, 'id'),
    timestamp: int(row, 'timestamp'),
    event: text(row, 'event'),
    data: json<EventData>(row, 'data'),
    additional: json<Record<string, string>>(row, 'additional'),
    messageId: text(row, 'message_id'),
    processId: text(row, 'process_id'),
    isError: int(row, 'error') === 1,
  }
}
