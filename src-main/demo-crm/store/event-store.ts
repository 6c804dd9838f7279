import { entityNames } from './records.ts'
import type { EventEntity, EventKind, EventSide, StoredEvent } from './records.ts'
import { int, json, text } from './sql.ts'
import type { Sql, SqlParam, SqlRow } from './sql.ts'

/** Undefined means that it does not matter. Times are whole seconds. */
export type EventQuery = {
  readonly seqs: readonly number[] | undefined
  readonly kinds: readonly { readonly kind: EventKind; readonly entity?: EventEntity }[] | undefined
  readonly fieldId: number | undefined
  readonly entities: readonly EventEntity[] | undefined
  readonly entityIds: readonly number[] | undefined
  readonly createdBy: readonly number[] | undefined
  /** What stood on a side of the change, in stored form. */
  readonly sides: readonly SideMatch[]
  readonly after: number | undefined
  readonly from: number | undefined
  readonly to: number | undefined
  readonly direction: 'asc' | 'desc'
  readonly limit: number
  readonly offset: number
}

/** One of `values` stands at `path` (of JSON) on that side of the change. */
export type SideMatch = {
  readonly side: 'before' | 'after'
  readonly path: string
  readonly values: readonly (string | number)[]
}

/** The audit log: appended by every write, never changed. */
export class EventStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  append(event: Omit<StoredEvent, 'seq'>): void {
    const sql = `INSERT INTO events (entity, entity_id, kind, field_id, created_by, created_at, before, after)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
    const fieldId = event.after.is === 'values' ? event.after.fieldId : null
    const sides = [JSON.stringify(event.before), JSON.stringify(event.after)]
    this.#sql.run(sql, event.entity, event.entityId, event.kind, fieldId, event.createdBy, event.createdAt, ...sides)
  }

  find(seq: number): StoredEvent | undefined {
    const row = this.#sql.get('SELECT * FROM events WHERE seq = ?', seq)
    return row === undefined ? undefined : toEvent(row)
  }

  list(query: EventQuery): StoredEvent[] {
    const { clauses, params } = compile(query)
    const { direction } = query
    const sql = `SELECT * FROM events WHERE ${clauses.join(' AND ')}
      ORDER BY created_at ${direction}, seq ${direction} LIMIT ? OFFSET ?`
    return this.#sql.all(sql, ...params, query.limit, query.offset).map(toEvent)
  }

  /** Numbers grow; 0 before the first. */
  newestSeq(): number {
    return int(this.#sql.get('SELECT coalesce(max(seq), 0) AS seq FROM events') ?? {}, 'seq')
  }

  /** Everything that was logged after this number, in that order. */
  since(seq: number): StoredEvent[] {
    return this.#sql.all('SELECT * FROM events WHERE seq > ? ORDER BY seq', seq).map(toEvent)
  }

  count(): number {
    return int(this.#sql.get('SELECT count(*) AS n FROM events') ?? {}, 'n')
  }
}

function compile(query: EventQuery): { clauses: string[]; params: SqlParam[] } {
  const clauses = ['1']
  const params: SqlParam[] = []
  function isIn(column: string, values: readonly (string | number)[] | undefined): void {
    if (values === undefined) return
    clauses.push(`${column} IN (SELECT value FROM json_each(?))`)
    params.push(JSON.stringify(values))
  }
  function compare(sql: string, value: number | undefined): void {
    if (value === undefined) return
    clauses.push(sql)
    params.push(value)
  }
  isIn('seq', query.seqs)
  isIn('entity', query.entities)
  isIn('entity_id', query.entityIds)
  isIn('created_by', query.createdBy)
  isIn(
    'kind',
    query.kinds?.map(({ kind }) => kind),
  )
  // `contact_added` and `company_added` are one kind here, so a wanted type may name the entity too.
  isIn(
    `(kind || ':' || entity)`,
    query.kinds?.flatMap(({ kind, entity }) => (entity ? [entity] : ENTITIES).map((name) => `${kind}:${name}`)),
  )
  for (const { side, path, values } of query.sides) {
    clauses.push(
      `EXISTS (SELECT 1 FROM json_tree(${side}) WHERE fullkey LIKE ? AND atom IN (SELECT value FROM json_each(?)))`,
    )
    params.push(path, JSON.stringify(values))
  }
  compare('field_id = ?', query.fieldId)
  compare('created_at > ?', query.after)
  compare('created_at >= ?', query.from)
  compare('created_at <= ?', query.to)
  return { clauses, params }
}

const ENTITIES: readonly EventEntity[] = [...entityNames, 'tasks']

function toEvent(row: SqlRow): StoredEvent {
  return {
    seq: int(row, 'seq'),
    entity: text(row, 'entity') as EventEntity,
    entityId: int(row, 'entity_id'),
    kind: text(row, 'kind') as EventKind,
    createdBy: int(row, 'created_by'),
    createdAt: int(row, 'created_at'),
    before: json<EventSide>(row, 'before'),
    after: json<EventSide>(row, 'after'),
  }
}
