import { buildSearchText } from './search-text.ts'
import { listKey, ListBookmarks } from './list-bookmarks.ts'
import { compileListQuery } from './list-query.ts'
import type { ListOrder, ListQuery } from './list-query.ts'
import type { EntityName, FieldValues, StoredRecord } from './records.ts'
import { int, json, optionalInt, optionalText, text } from './sql.ts'
import type { Sql, SqlParam, SqlRow } from './sql.ts'

const COLUMNS = `id, name, first_name, last_name, responsible_user_id, created_by, updated_by, created_at, updated_at,
  closest_task_at, trashed, company_id, main_contact_id, tag_ids, fields, details`
const MARKS = COLUMNS.split(',')
  .map(() => '?')
  .join(', ')

/** Rows of records. Knows nothing of rules or events: `record-writer.ts` does. */
export class RecordStore {
  readonly #sql: Sql
  readonly #bookmarks: ListBookmarks

  constructor(sql: Sql) {
    this.#sql = sql
    this.#bookmarks = new ListBookmarks(sql)
  }

  /** A record, trashed or not. */
  find(entity: EntityName, id: number): StoredRecord | undefined {
    const row = this.#sql.get(`SELECT ${COLUMNS} FROM ${entity} WHERE id = ?`, id)
    return row === undefined ? undefined : toRecord(row)
  }

  /** A record that a user would see. */
  findVisible(entity: EntityName, id: number): StoredRecord | undefined {
    const record = this.find(entity, id)
    return record?.trashed === true ? undefined : record
  }

  list(entity: EntityName, query: ListQuery): StoredRecord[] {
    const { where, order, params } = compileListQuery(entity, query)
    if (query.order.length > 0 && query.order.every(isAscendingId)) return this.#listById(entity, query, where, params)
    const sql = `SELECT ${COLUMNS} FROM ${entity} WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`
    return this.#sql.all(sql, ...params, query.limit, query.offset).map(toRecord)
  }

  /** Long lists are walked in this order, page by page: each goes on where the one before it ended. */
  #listById(entity: EntityName, { limit, offset }: ListQuery, where: string, params: SqlParam[]): StoredRecord[] {
    const list = listKey(entity, where, params)
    const from = this.#bookmarks.find(list, offset)
    const sql = `SELECT ${COLUMNS} FROM ${entity} WHERE ${where} AND id > ? ORDER BY id LIMIT ? OFFSET ?`
    const rows = this.#sql.all(sql, ...params, from.afterId ?? 0, limit, offset - from.offset)
    const records = rows.map(toRecord)
    const ids = records.map(({ id }) => id)
    this.#bookmarks.keep(list, offset, ids)
    return records
  }

  /** Contacts of the given companies that are not trashed, as pairs, smallest contact id first. */
  contactsOfCompanies(companyIds: readonly number[]): { companyId: number; contactId: number }[] {
    return this.recordsOfCompanies('contacts', companyIds).map(({ companyId, id }) => ({ companyId, contactId: id }))
  }

  /** Records of the given companies that are not trashed, as pairs, smallest id first. */
  recordsOfCompanies(entity: EntityName, companyIds: readonly number[]): { companyId: number; id: number }[] {
    const sql = `SELECT company_id, id FROM ${entity}
      WHERE company_id IN (SELECT value FROM json_each(?)) AND company_id IS NOT NULL AND trashed = 0 ORDER BY id`
    return this.#sql
      .all(sql, JSON.stringify(companyIds))
      .map((row) => ({ companyId: int(row, 'company_id'), id: int(row, 'id') }))
  }

  insert(entity: EntityName, record: StoredRecord): void {
    this.#sql.run(`INSERT INTO ${entity} (${COLUMNS}) VALUES (${MARKS})`, ...toParams(record))
    this.#index(entity, record)
  }

  update(entity: EntityName, record: StoredRecord): void {
    this.#sql.run(`REPLACE INTO ${entity} (${COLUMNS}) VALUES (${MARKS})`, ...toParams(record))
    this.#index(entity, record)
  }

  /** Contacts and companies are numbered from one sequence, others from their own; an id is never given twice. */
  nextId(entity: EntityName = 'contacts'): number {
    if (entity === 'deals' || entity === 'customers') {
      const row = this.#sql.get(`SELECT coalesce(max(id), ?) AS top FROM ${entity}`, FIRST_IDS[entity])
      return int(row ?? {}, 'top') + 1
    }
    const sql = `SELECT max(coalesce((SELECT max(id) FROM contacts), 0), coalesce((SELECT max(id) FROM companies), 0), ?)
      AS top`
    return int(this.#sql.get(sql, FIRST_RECORD_ID) ?? {}, 'top') + 1
  }

  count(entity: EntityName, trashed: boolean): number {
    return int(this.#sql.get(`SELECT count(*) AS n FROM ${entity} WHERE trashed = ?`, trashed ? 1 : 0) ?? {}, 'n')
  }

  #index(entity: EntityName, record: StoredRecord): void {
    this.#sql.run(`REPLACE INTO ${entity}_search (id, text) VALUES (?, ?)`, record.id, buildSearchText(record))
  }
}

const isAscendingId = ({ column, direction }: ListOrder): boolean => column === 'id' && direction === 'asc'

/** Ids look like those of an account that has lived for some years. */
export const FIRST_RECORD_ID = 40_401_634
/** Of those that are numbered by themselves. */
export const FIRST_IDS = { deals: 3_916_882, customers: 134_922 } as const

/** What only some kinds of records have stands in one column. */
type Details = Pick<StoredRecord, 'deal' | 'customer' | 'isUnsorted'>

function toRecord(row: SqlRow): StoredRecord {
  return {
    id: int(row, 'id'),
    name: text(row, 'name'),
    firstName: text(row, 'first_name'),
    lastName: text(row, 'last_name'),
    responsibleUserId: int(row, 'responsible_user_id'),
    createdBy: int(row, 'created_by'),
    updatedBy: int(row, 'updated_by'),
    createdAt: int(row, 'created_at'),
    updatedAt: int(row, 'updated_at'),
    closestTaskAt: optionalInt(row, 'closest_task_at'),
    trashed: int(row, 'trashed') === 1,
    companyId: optionalInt(row, 'company_id'),
    mainContactId: optionalInt(row, 'main_contact_id'),
    tagIds: json<number[]>(row, 'tag_ids'),
    fields: json<FieldValues>(row, 'fields'),
    ...(optionalText(row, 'details') === null ? {} : json<Details>(row, 'details')),
  }
}

function toParams(record: StoredRecord): SqlParam[] {
  return [
    record.id,
    record.name,
    record.firstName,
    record.lastName,
    record.responsibleUserId,
    record.createdBy,
    record.updatedBy,
    record.createdAt,
    record.updatedAt,
    record.closestTaskAt,
    record.trashed ? 1 : 0,
    record.companyId,
    record.mainContactId,
    JSON.stringify(record.tagIds),
    JSON.stringify(record.fields),
    detailsOf(record),
  ]
}

function detailsOf({ deal, customer, isUnsorted }: StoredRecord): string | null {
  if (deal === undefined && customer === undefined && isUnsorted !== true) return null
  return JSON.stringify({ deal, customer, isUnsorted })
}
