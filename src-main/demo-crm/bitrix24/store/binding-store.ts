import { int } from '../../store/sql.ts'
import type { Sql, SqlRow } from '../../store/sql.ts'

/** One of the companies of a contact, or of the contacts of a deal or lead. */
export type Binding = { readonly childId: number; readonly sort: number; readonly isPrimary: boolean }
/** Whose links these are, and what they lead to. */
export type BindingSide = { readonly ownerType: number; readonly childType: number }

/** Ordered links between records. */
export class BindingStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** By their order. */
  of({ ownerType, childType }: BindingSide, ownerId: number): Binding[] {
    const sql = `SELECT * FROM b24_links WHERE owner_type = ? AND owner_id = ? AND child_type = ? ORDER BY sort, child_id`
    return this.#sql.all(sql, ownerType, ownerId, childType).map(toBinding)
  }

  ownersOf({ ownerType, childType }: BindingSide, childId: number): number[] {
    const sql =
      'SELECT owner_id FROM b24_links WHERE child_type = ? AND child_id = ? AND owner_type = ? ORDER BY owner_id'
    return this.#sql.all(sql, childType, childId, ownerType).map((row) => int(row, 'owner_id'))
  }

  /** Puts these in the place of all that there were. */
  replace({ ownerType, childType }: BindingSide, ownerId: number, bindings: readonly Binding[]): void {
    const clear = 'DELETE FROM b24_links WHERE owner_type = ? AND owner_id = ? AND child_type = ?'
    this.#sql.run(clear, ownerType, ownerId, childType)
    const sql = `INSERT INTO b24_links (owner_type, owner_id, child_type, child_id, sort, is_primary) VALUES (?, ?, ?, ?, ?, ?)`
    for (const { childId, sort, isPrimary } of bindings) {
      this.#sql.run(sql, ownerType, ownerId, childType, childId, sort, isPrimary ? 1 : 0)
    }
  }
}

function toBinding(row: SqlRow): Binding {
  return { childId: int(row, 'child_id'), sort: int(row, 'sort'), isPrimary: int(row, 'is_primary') === 1 }
}
