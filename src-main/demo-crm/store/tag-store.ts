import type { EntityName, Tag } from './records.ts'
import { int, optionalText, text } from './sql.ts'
import type { Sql, SqlParam, SqlRow } from './sql.ts'

/** Which tags to list; empty parts do not matter. */
export type TagQuery = {
  readonly ids: readonly number[]
  /** Exact name. */
  readonly name: string | undefined
  /** Part of a name, in any case. */
  readonly part: string | undefined
  readonly limit: number
  readonly offset: number
}

/** The directory of tags. Each entity has its own; names compare byte by byte. */
export class TagStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  find(entity: EntityName, id: number): Tag | undefined {
    const row = this.#sql.get('SELECT id, name, color FROM tags WHERE entity = ? AND id = ?', entity, id)
    return row === undefined ? undefined : toTag(row)
  }

  findByName(entity: EntityName, name: string, ignoreCase: boolean): Tag | undefined {
    const row = this.#sql.get('SELECT id, name, color FROM tags WHERE entity = ? AND name = ?', entity, name)
    if (row !== undefined || !ignoreCase) return row === undefined ? undefined : toTag(row)
    const wanted = name.toLowerCase()
    return this.#all(entity).find((tag) => tag.name.toLowerCase() === wanted)
  }

  /** The tag of that name, made if there is none. */
  ensure(entity: EntityName, name: string, ignoreCase: boolean): Tag {
    const known = this.findByName(entity, name, ignoreCase)
    if (known !== undefined) return known
    return { id: this.#sql.run('INSERT INTO tags (entity, name) VALUES (?, ?)', entity, name), name, color: null }
  }

  /** Renames a tag and gives it a colour, or takes it away. */
  update(id: number, name: string, color: string | null): void {
    this.#sql.run('UPDATE tags SET name = ?, color = ? WHERE id = ?', name, color, id)
  }

  /** Tags by id, in the order of the ids; unknown ids are left out. */
  named(ids: readonly number[]): Map<number, Tag> {
    const sql = 'SELECT id, name, color FROM tags WHERE id IN (SELECT value FROM json_each(?))'
    return new Map(this.#sql.all(sql, JSON.stringify(ids)).map((row) => [int(row, 'id'), toTag(row)]))
  }

  list(entity: EntityName, query: TagQuery): Tag[] {
    const clauses = ['entity = ?']
    const params: SqlParam[] = [entity]
    if (query.ids.length > 0) {
      clauses.push('id IN (SELECT value FROM json_each(?))')
      params.push(JSON.stringify(query.ids))
    }
    if (query.name !== undefined) {
      clauses.push('name = ?')
      params.push(query.name)
    }
    const rows = this.#sql.all(`SELECT id, name, color FROM tags WHERE ${clauses.join(' AND ')} ORDER BY id`, ...params)
    const part = query.part?.toLowerCase() ?? ''
    const matching = rows.map(toTag).filter((tag) => tag.name.toLowerCase().includes(part))
    return matching.slice(query.offset, query.offset + query.limit)
  }

  count(entity: EntityName): number {
    return int(this.#sql.get('SELECT count(*) AS n FROM tags WHERE entity = ?', entity) ?? {}, 'n')
  }

  #all(entity: EntityName): Tag[] {
    return this.#sql.all('SELECT id, name, color FROM tags WHERE entity = ? ORDER BY id', entity).map(toTag)
  }
}

function toTag(row: SqlRow): Tag {
  return { id: int(row, 'id'), name: text(row, 'name'), color: optionalText(row, 'color') }
}
