import type { EntityName } from './records.ts'
import { int, optionalInt, optionalText, text } from './sql.ts'
import type { Sql, SqlParam, SqlRow } from './sql.ts'

/** Something to be done by a moment, mostly about a record. Times are whole seconds. */
export type Task = {
  readonly id: number
  /** Null, both, for a task about nothing in particular. */
  readonly entity: EntityName | null
  readonly entityId: number | null
  readonly typeId: number
  readonly text: string
  readonly dueAt: number
  readonly duration: number
  readonly isDone: boolean
  /** What came of it, once somebody wrote it down. */
  readonly result: string | null
  readonly responsibleUserId: number
  readonly createdBy: number
  readonly updatedBy: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** Columns that are compared with a list of values. */
export type TaskColumn = 'id' | 'entity' | 'entity_id' | 'type_id' | 'is_done' | 'responsible_user_id' | 'created_by'

export type TaskQuery = {
  readonly isIn: readonly { readonly column: TaskColumn; readonly values: readonly (string | number)[] }[]
  readonly updatedFrom: number | undefined
  readonly updatedTo: number | undefined
  readonly order: readonly { readonly column: 'id' | 'created_at' | 'due_at'; readonly direction: 'asc' | 'desc' }[]
  readonly limit: number
  readonly offset: number
}

const COLUMNS = `id, entity, entity_id, type_id, text, due_at, duration, is_done, result, responsible_user_id, created_by,
  updated_by, created_at, updated_at`

/** Rows of tasks. */
export class TaskStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  find(id: number): Task | undefined {
    const row = this.#sql.get('SELECT * FROM tasks WHERE id = ?', id)
    return row === undefined ? undefined : toTask(row)
  }

  list(query: TaskQuery): Task[] {
    const clauses = ['1']
    const params: SqlParam[] = []
    for (const { column, values } of query.isIn) {
      clauses.push(`${column} IN (SELECT value FROM json_each(?))`)
      params.push(JSON.stringify(values))
    }
    if (query.updatedFrom !== undefined) {
      clauses.push('updated_at >= ?')
      params.push(query.updatedFrom)
    }
    if (query.updatedTo !== undefined) {
      clauses.push('updated_at <= ?')
      params.push(query.updatedTo)
    }
    const order = [...query.order.map(({ column, direction }) => `${column} ${direction}`), 'id asc'].join(', ')
    const sql = `SELECT * FROM tasks WHERE ${clauses.join(' AND ')} ORDER BY ${order} LIMIT ? OFFSET ?`
    return this.#sql.all(sql, ...params, query.limit, query.offset).map(toTask)
  }

  /** When the next open task of a record is due; null when there is none. */
  nextDue(entity: EntityName, entityId: number): number | null {
    const sql = 'SELECT min(due_at) AS due FROM tasks WHERE entity = ? AND entity_id = ? AND is_done = 0'
    return optionalInt(this.#sql.get(sql, entity, entityId) ?? {}, 'due')
  }

  /** Adds or replaces a task. */
  put(task: Task): void {
    const sql = `REPLACE INTO tasks (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    this.#sql.run(
      sql,
      ...[task.id, task.entity, task.entityId, task.typeId, task.text, task.dueAt, task.duration, task.isDone ? 1 : 0],
      ...[task.result, task.responsibleUserId, task.createdBy, task.updatedBy, task.createdAt, task.updatedAt],
    )
  }

  delete(id: number): void {
    this.#sql.run('DELETE FROM tasks WHERE id = ?', id)
  }

  /** The absorbed record of a merge leaves its tasks to the survivor. */
  move(entity: EntityName, fromId: number, toId: number): void {
    this.#sql.run('UPDATE tasks SET entity_id = ? WHERE entity = ? AND entity_id = ?', toId, entity, fromId)
  }

  nextId(): number {
    return int(this.#sql.get('SELECT coalesce(max(id), ?) AS top FROM tasks', FIRST_TASK_ID) ?? {}, 'top') + 1
  }

  count(): number {
    return int(this.#sql.get('SELECT count(*) AS n FROM tasks') ?? {}, 'n')
  }
}

/** The first task has the next one. */
export const FIRST_TASK_ID = 4_747_928

function toTask(row: SqlRow): Task {
  return {
    id: int(row, 'id'),
    entity: optionalText(row, 'entity') as EntityName | null,
    entityId: optionalInt(row, 'entity_id'),
    typeId: int(row, 'type_id'),
    text: text(row, 'text'),
    dueAt: int(row, 'due_at'),
    duration: int(row, 'duration'),
    isDone: int(row, 'is_done') === 1,
    result: optionalText(row, 'result'),
    responsibleUserId: int(row, 'responsible_user_id'),
    createdBy: int(row, 'created_by'),
    updatedBy: int(row, 'updated_by'),
    createdAt: int(row, 'created_at'),
    updatedAt: int(row, 'updated_at'),
  }
}
