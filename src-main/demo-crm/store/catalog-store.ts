import { int, text } from './sql.ts'
import type { Sql, SqlRow } from './sql.ts'

type Stamps = {
  readonly createdBy: number
  readonly updatedBy: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** A list of things that records can be linked to, such as goods. */
export type Catalog = Stamps & {
  readonly id: number
  readonly name: string
  readonly sort: number
  readonly kind: 'plain' | 'goods'
}

export type CatalogItem = Stamps & { readonly id: number; readonly catalogId: number; readonly name: string }

/** Which items to list; empty parts do not matter. */
export type ItemQuery = {
  readonly catalogId: number
  readonly ids: readonly number[]
  /** Part of a name, in any case. */
  readonly part: string
  readonly limit: number
  readonly offset: number
}

/** Catalogs and what is in them. */
export class CatalogStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  catalogs(): Catalog[] {
    return this.#sql.all('SELECT * FROM catalogs ORDER BY sort, id').map(toCatalog)
  }

  catalog(id: number): Catalog | undefined {
    return this.catalogs().find((catalog) => catalog.id === id)
  }

  /** Adds or replaces a catalog. */
  putCatalog({ id, name, sort, kind, ...stamps }: Catalog): void {
    const sql = `REPLACE INTO catalogs (id, name, sort, kind, created_by, updated_by, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
    this.#sql.run(sql, id, name, sort, kind, ...stampParams(stamps))
  }

  item(id: number): CatalogItem | undefined {
    const row = this.#sql.get('SELECT * FROM catalog_items WHERE id = ?', id)
    return row === undefined ? undefined : toItem(row)
  }

  items({ catalogId, ids, part, limit, offset }: ItemQuery): CatalogItem[] {
    const wanted = part.toLowerCase()
    return this.#sql
      .all('SELECT * FROM catalog_items WHERE catalog_id = ? ORDER BY id', catalogId)
      .map(toItem)
      .filter((item) => (ids.length === 0 || ids.includes(item.id)) && item.name.toLowerCase().includes(wanted))
      .slice(offset, offset + limit)
  }

  /** Adds or replaces an item. */
  putItem({ id, catalogId, name, ...stamps }: CatalogItem): void {
    const sql = `REPLACE INTO catalog_items (id, catalog_id, name, created_by, updated_by, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`
    this.#sql.run(sql, id, catalogId, name, ...stampParams(stamps))
  }

  nextId(table: 'catalogs' | 'catalog_items'): number {
    return int(this.#sql.get(`SELECT max(id) AS top FROM ${table}`) ?? {}, 'top') + 2
  }
}

function stampParams({ createdBy, updatedBy, createdAt, updatedAt }: Stamps): [number, number, number, number] {
  return [createdBy, updatedBy, createdAt, updatedAt]
}

function toStamps(row: SqlRow): Stamps {
  return {
    createdBy: int(row, 'created_by'),
    updatedBy: int(row, 'updated_by'),
    createdAt: int(row, 'created_at'),
    updatedAt: int(row, 'updated_at'),
  }
}

function toCatalog(row: SqlRow): Catalog {
  const kind = text(row, 'kind') as Catalog['kind']
  return { id: int(row, 'id'), name: text(row, 'name'), sort: int(row, 'sort'), kind, ...toStamps(row) }
}

function toItem(row: SqlRow): CatalogItem {
  return { id: int(row, 'id'), catalogId: int(row, 'catalog_id'), name: text(row, 'name'), ...toStamps(row) }
}
