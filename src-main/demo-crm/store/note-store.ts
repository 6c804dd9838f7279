import type { EntityName } from './records.ts'
import { int, json, text } from './sql.ts'
import type { Sql, SqlParam, SqlRow } from './sql.ts'

/** Something written down at a record: words, a call, a message, a file. Times are whole seconds. */
export type Note = {
  readonly id: number
  readonly entity: EntityName
  readonly entityId: number
  readonly kind: string
  /** What a note of this kind consists of, as it was written. */
  readonly content: Readonly<Record<string, unknown>>
  readonly isPinned: boolean
  readonly responsibleUserId: number
  readonly createdBy: number
  readonly updatedBy: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** Undefined and empty parts do not matter. */
export type NoteQuery = {
  readonly entity: EntityName
  readonly entityIds: readonly number[]
  readonly ids: readonly number[]
  readonly kinds: readonly string[]
  /** Notes changed after this moment, itself excluded. */
  readonly updatedAfter: number | undefined
  readonly updatedFrom: number | undefined
  readonly updatedTo: number | undefined
  readonly order: readonly { readonly column: 'id' | 'updated_at'; readonly direction: 'asc' | 'desc' }[]
  readonly limit: number
  readonly offset: number
}

/** Rows of notes. */
export class NoteStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  find(entity: EntityName, id: number): Note | undefined {
    const row = this.#sql.get('SELECT * FROM notes WHERE id = ? AND entity = ?', id, entity)
    return row === undefined ? undefined : toNote(row)
  }

  list(query: NoteQuery): Note[] {
    const clauses = ['entity = ?']
    const params: SqlParam[] = [query.entity]
    function add(sql: string, value: SqlParam | undefined): void {
      if (value === undefined) return
      clauses.push(sql)
      params.push(value)
    }
    const inList = (values: readonly (string | number)[]) => (values.length === 0 ? undefined : JSON.stringify(values))
    add('entity_id IN (SELECT value FROM json_each(?))', inList(query.entityIds))
    add('id IN (SELECT value FROM json_each(?))', inList(query.ids))
    add('kind IN (SELECT value FROM json_each(?))', inList(query.kinds))
    add('updated_at > ?', query.updatedAfter)
    add('updated_at >= ?', query.updatedFrom)
    add('updated_at <= ?', query.updatedTo)
    const order = [...query.order.map(({ column, direction }) => `${column} ${direction}`), 'id asc'].join(', ')
    const sql = `SELECT * FROM notes WHERE ${clauses.join(' AND ')} ORDER BY ${order} LIMIT ? OFFSET ?`
    return this.#sql.all(sql, ...params, query.limit, query.offset).map(toNote)
  }

  /** Adds or replaces a note. */
  put(note: Note): void {
    const sql = `REPLACE INTO notes (id, entity, entity_id, kind, content, is_pinned, responsible_user_id, created_by,
      updated_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    this.#sql.run(
      sql,
      ...[note.id, note.entity, note.entityId, note.kind, JSON.stringify(note.content), note.isPinned ? 1 : 0],
      ...[note.responsibleUserId, note.createdBy, note.updatedBy, note.createdAt, note.updatedAt],
    )
  }

  delete(id: number): void {
    this.#sql.run('DELETE FROM notes WHERE id = ?', id)
  }

  /** The absorbed record of a merge leaves its notes to the survivor. */
  move(entity: EntityName, fromId: number, toId: number): void {
    this.#sql.run('UPDATE notes SET entity_id = ? WHERE entity = ? AND entity_id = ?', toId, entity, fromId)
  }

  nextId(): number {
    return int(this.#sql.get('SELECT coalesce(max(id), ?) AS top FROM notes', FIRST_NOTE_ID) ?? {}, 'top') + 1
  }

  count(): number {
    return int(this.#sql.get('SELECT count(*) AS n FROM notes') ?? {}, 'n')
  }
}

/** The first note has the next one. */
export const FIRST_NOTE_ID = 42_706_324

function toNote(row: SqlRow): Note {
  return {
    id: int(row, 'id'),
    entity: text(row, 'entity') as EntityName,
    entityId: int(row, 'entity_id'),
    kind: text(row, 'kind'),
    content: json<Readonly<Record<string, unknown>>>(row, 'content'),
    isPinned: int(row, 'is_pinned') === 1,
    responsibleUserId: int(row, 'responsible_user_id'),
    createdBy: int(row, 'created_by'),
    updatedBy: int(row, 'updated_by'),
    createdAt: int(row, 'created_at'),
    updatedAt: int(row, 'updated_at'),
  }
}
