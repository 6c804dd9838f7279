import { int, json, optionalInt } from '../../store/sql.ts'
import type { Sql, SqlParam, SqlRow } from '../../store/sql.ts'

/** Texts, or lists of them for user fields that hold several; null is "nothing". Days are `YYYY-MM-DD`, moments UTC. */
export type FieldValue = string | null | readonly string[]
export type FieldMap = { readonly [name: string]: FieldValue }

/** A record of any kind: contact, company, deal, lead, activity, requisite, comment. Times are whole seconds. */
export type Item = {
  readonly type: number
  readonly id: number
  readonly created: number
  readonly modified: number
  /** What it hangs on, where it hangs on something. */
  readonly ownerType: number | null
  readonly ownerId: number | null
  readonly fields: FieldMap
}

/** A condition in SQL over the table under the name `i`; what came from outside stands in the parameters. */
export type Condition = { readonly sql: string; readonly params: readonly SqlParam[] }

export type ItemQuery = {
  readonly type: number
  readonly conditions: readonly Condition[]
  /** Terms of ORDER BY, from known columns only. */
  readonly order: readonly string[]
  readonly limit: number
  readonly offset: number
}

/** Records of all kinds. Ids count up for each kind and never come back. */
export class ItemStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  nextId(counter: string): number {
    const sql = `INSERT INTO b24_counters (name, value) VALUES (?, 1)
      ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`
    return int(this.#sql.get(sql, counter) ?? {}, 'value')
  }

  /** Ids after this one are free: for data that brings its own. */
  reserveIds(counter: string, last: number): void {
    this.#sql.run('REPLACE INTO b24_counters (name, value) VALUES (?, ?)', counter, last)
  }

  put(item: Item): void {
    const sql = `REPLACE INTO b24_items (type, id, created, modified, owner_type, owner_id, fields) VALUES (?, ?, ?, ?, ?, ?, ?)`
    const { type, id, created, modified, ownerType, ownerId, fields } = item
    this.#sql.run(sql, type, id, created, modified, ownerType, ownerId, JSON.stringify(fields))
  }

  get(type: number, id: number): Item | undefined {
    const row = this.#sql.get('SELECT * FROM b24_items WHERE type = ? AND id = ?', type, id)
    return row === undefined ? undefined : toItem(row)
  }

  remove(type: number, id: number): void {
    this.#sql.run('DELETE FROM b24_items WHERE type = ? AND id = ?', type, id)
  }

  list({ type, conditions, order, limit, offset }: ItemQuery): Item[] {
    const { sql, params } = where(type, conditions)
    const by = order.length === 0 ? 'i.id' : order.join(', ')
    return this.#sql
      .all(`SELECT i.* FROM b24_items i WHERE ${sql} ORDER BY ${by} LIMIT ? OFFSET ?`, ...params, limit, offset)
      .map(toItem)
  }

  count(type: number, conditions: readonly Condition[] = []): number {
    const { sql, params } = where(type, conditions)
    return int(this.#sql.get(`SELECT count(*) AS n FROM b24_items i WHERE ${sql}`, ...params) ?? {}, 'n')
  }

  ofOwner(type: number, ownerType: number, ownerId: number): Item[] {
    const sql = 'SELECT * FROM b24_items WHERE owner_type = ? AND owner_id = ? AND type = ? ORDER BY id'
    return this.#sql.all(sql, ownerType, ownerId, type).map(toItem)
  }
}

function where(type: number, conditions: readonly Condition[]): Condition {
  return {
    sql: ['i.type = ?', ...conditions.map(({ sql }) => `(${sql})`)].join(' AND '),
    params: [type, ...conditions.flatMap(({ params }) => params)],
  }
}

function toItem(row: SqlRow): Item {
  return {
    type: int(row, 'type'),
    id: int(row, 'id'),
    created: int(row, 'created'),
    modified: int(row, 'modified'),
    ownerType: optionalInt(row, 'owner_type'),
    ownerId: optionalInt(row, 'owner_id'),
    fields: json<FieldMap>(row, 'fields'),
  }
}
