import { int, json } from '../../store/sql.ts'
import type { Sql } from '../../store/sql.ts'

/** A small table of rows that are read whole: users, directories, definitions of fields, bindings of events. */
export class RowStore<Row extends { readonly id: number }> {
  readonly #sql: Sql
  readonly #name: string

  constructor(sql: Sql, name: string) {
    this.#sql = sql
    this.#name = name
  }

  all(): Row[] {
    return this.#sql
      .all('SELECT body FROM b24_rows WHERE name = ? ORDER BY id', this.#name)
      .map((row) => json<Row>(row, 'body'))
  }

  get(id: number): Row | undefined {
    const row = this.#sql.get('SELECT body FROM b24_rows WHERE name = ? AND id = ?', this.#name, id)
    return row === undefined ? undefined : json<Row>(row, 'body')
  }

  put(row: Row): void {
    this.#sql.run('REPLACE INTO b24_rows (name, id, body) VALUES (?, ?, ?)', this.#name, row.id, JSON.stringify(row))
  }

  remove(id: number): void {
    this.#sql.run('DELETE FROM b24_rows WHERE name = ? AND id = ?', this.#name, id)
  }

  /** Numbers count up and never come back. */
  nextId(): number {
    const sql = `INSERT INTO b24_counters (name, value) VALUES (?, 1)
      ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`
    return int(this.#sql.get(sql, this.#name) ?? {}, 'value')
  }
}
