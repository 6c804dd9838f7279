import { int, text } from '../../store/sql.ts'
import type { Sql, SqlRow } from '../../store/sql.ts'

export type Multifield = {
  readonly id: number
  /** PHONE, EMAIL, WEB, IM or LINK. */
  readonly typeId: string
  readonly valueType: string
  readonly value: string
}

/** Phones, e-mails and the like. Their ids come from one counter for all records of all kinds. */
export class MultifieldStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  add(entityType: number, entityId: number, field: Omit<Multifield, 'id'>): void {
    const sql = `INSERT INTO b24_multifields (entity_type, entity_id, type_id, value_type, value, norm) VALUES (?, ?, ?, ?, ?, ?)`
    const { typeId, valueType, value } = field
    this.#sql.run(sql, entityType, entityId, typeId, valueType, value, normOf(typeId, value))
  }

  change({ id, typeId, valueType, value }: Multifield): void {
    const sql = 'UPDATE b24_multifields SET value_type = ?, value = ?, norm = ? WHERE id = ?'
    this.#sql.run(sql, valueType, value, normOf(typeId, value), id)
  }

  remove(id: number): void {
    this.#sql.run('DELETE FROM b24_multifields WHERE id = ?', id)
  }

  removeAll(entityType: number, entityId: number): void {
    this.#sql.run('DELETE FROM b24_multifields WHERE entity_type = ? AND entity_id = ?', entityType, entityId)
  }

  of(entityType: number, entityId: number): Multifield[] {
    const sql = 'SELECT * FROM b24_multifields WHERE entity_type = ? AND entity_id = ? ORDER BY id'
    return this.#sql.all(sql, entityType, entityId).map(toMultifield)
  }

  /** Records that hold a phone or an e-mail, however it is written, in the order of their ids. */
  findOwners(entityType: number, typeId: string, value: string, limit: number): number[] {
    // The pluses keep the statement on the index of values: few records share a phone.
    const sql = `SELECT DISTINCT entity_id FROM b24_multifields WHERE type_id = ? AND norm = ? AND +entity_type = ?
      ORDER BY +entity_id LIMIT ?`
    return this.#sql.all(sql, typeId, normOf(typeId, value), entityType, limit).map((row) => int(row, 'entity_id'))
  }
}

/** Phones are the same by their digits, whatever stands after an extension mark; all else by its letters in any case. */
function normOf(typeId: string, value: string): string {
  if (typeId !== 'PHONE') return value.trim().toLowerCase()
  const [number = ''] = value.split(/;|,|доб|ext|x|#/i)
  const digits = number.replaceAll(/\D/g, '')
  // A Russian number is the same with the trunk prefix and with the country's code.
  return digits.length === 11 && digits.startsWith('8') ? `7${digits.slice(1)}` : digits
}

function toMultifield(row: SqlRow): Multifield {
  return {
    id: int(row, 'id'),
    typeId: text(row, 'type_id'),
    valueType: text(row, 'value_type'),
    value: text(row, 'value'),
  }
}
