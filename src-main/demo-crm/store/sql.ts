import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'

export type SqlRow = Readonly<Record<string, SQLOutputValue>>
export type SqlParam = SQLInputValue

/**
 * A SQLite file with remembered statements.
 * WAL with `synchronous=NORMAL`: what was committed survives a killed process (a power cut may cost the last commits,
 * which a demo may). The text of a statement must not hold data, or the memory of statements would grow without end.
 */
export class Sql {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #depth = 0

  constructor(file: string) {
    this.#db = new DatabaseSync(file)
    this.#db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA busy_timeout = 3000',
    )
  }

  exec(sql: string): void {
    this.#db.exec(sql)
  }

  /** A function of one text for statements to call; it gives the same for the same. */
  define(name: string, work: (text: string | null) => string | null): void {
    this.#db.function(name, { deterministic: true }, (value) => work(typeof value === 'string' ? value : null))
  }

  run(sql: string, ...params: SqlParam[]): number {
    return Number(this.#prepare(sql).run(...params).lastInsertRowid)
  }

  get(sql: string, ...params: SqlParam[]): SqlRow | undefined {
    return this.#prepare(sql).get(...params)
  }

  all(sql: string, ...params: SqlParam[]): SqlRow[] {
    return this.#prepare(sql).all(...params)
  }

  /** All or nothing. A call inside another one joins it. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work()
    this.#db.exec('BEGIN IMMEDIATE')
    this.#depth = 1
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    } finally {
      this.#depth = 0
    }
  }

  close(): void {
    this.#statements.clear()
    this.#db.close()
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#db.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

/** A whole number column. Null reads as 0: columns that may be null are read with `optionalInt`. */
export function int(row: SqlRow, column: string): number {
  return Number(row[column] ?? 0)
}

/** A whole number column that may be null. */
export function optionalInt(row: SqlRow, column: string): number | null {
  const value = row[column]
  return value === null || value === undefined ? null : Number(value)
}

/** A text column. Null reads as an empty text: columns that may be null are read with `optionalText`. */
export function text(row: SqlRow, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

/** A text column that may be null. */
export function optionalText(row: SqlRow, column: string): string | null {
  const value = row[column]
  return typeof value === 'string' ? value : null
}

/** JSON that this room wrote itself. The caller names the type; nothing from outside is read with it. */
export function json<T>(row: SqlRow, column: string): T {
  return JSON.parse(text(row, column)) as T
}
