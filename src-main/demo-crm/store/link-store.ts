import type { EntityName } from './records.ts'
import { int, optionalInt, text } from './sql.ts'
import type { Sql, SqlRow } from './sql.ts'

/** Deals and customers have any number of contacts, one of them the main one. */
export type ContactLink = {
  readonly entity: ContactHolder
  readonly entityId: number
  readonly contactId: number
  readonly isMain: boolean
}
export type ContactHolder = 'deals' | 'customers'

/** So much of a catalog item at a record. */
export type ItemLink = {
  readonly entity: EntityName
  readonly entityId: number
  readonly catalogId: number
  readonly itemId: number
  readonly quantity: number
  readonly priceId: number | null
}

/** Links that need a table; the one company of a record stands in the record itself. Trashed ends are kept, and not shown. */
export class LinkStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Contacts of the given records, the main one first, then by id. */
  contactsOf(entity: ContactHolder, ids: readonly number[]): ContactLink[] {
    const sql = `SELECT l.* FROM contact_links l JOIN contacts c ON c.id = l.contact_id AND c.trashed = 0
      WHERE l.entity = ? AND l.entity_id IN (SELECT value FROM json_each(?)) ORDER BY l.entity_id, l.is_main DESC, l.contact_id`
    return this.#sql.all(sql, entity, JSON.stringify(ids)).map(toContactLink)
  }

  /** Deals or customers of the given contacts, smallest id first. */
  holdersOf(entity: ContactHolder, contactIds: readonly number[]): ContactLink[] {
    const sql = `SELECT l.* FROM contact_links l JOIN ${entity} h ON h.id = l.entity_id AND h.trashed = 0
      WHERE l.entity = ? AND l.contact_id IN (SELECT value FROM json_each(?)) ORDER BY l.entity_id`
    return this.#sql.all(sql, entity, JSON.stringify(contactIds)).map(toContactLink)
  }

  findContact(entity: ContactHolder, entityId: number, contactId: number): ContactLink | undefined {
    const sql = 'SELECT * FROM contact_links WHERE entity = ? AND entity_id = ? AND contact_id = ?'
    const row = this.#sql.get(sql, entity, entityId, contactId)
    return row === undefined ? undefined : toContactLink(row)
  }

  /** Adds or changes a link. A new main contact takes the place of the old one. */
  putContact({ entity, entityId, contactId, isMain }: ContactLink): void {
    if (isMain)
      this.#sql.run('UPDATE contact_links SET is_main = 0 WHERE entity = ? AND entity_id = ?', entity, entityId)
    const sql = 'REPLACE INTO contact_links (entity, entity_id, contact_id, is_main) VALUES (?, ?, ?, ?)'
    this.#sql.run(sql, entity, entityId, contactId, isMain ? 1 : 0)
  }

  removeContact(entity: ContactHolder, entityId: number, contactId: number): void {
    const sql = 'DELETE FROM contact_links WHERE entity = ? AND entity_id = ? AND contact_id = ?'
    this.#sql.run(sql, entity, entityId, contactId)
  }

  /** Items of the given records, smallest id first. */
  itemsOf(entity: EntityName, ids: readonly number[]): ItemLink[] {
    const sql = `SELECT * FROM item_links WHERE entity = ? AND entity_id IN (SELECT value FROM json_each(?))
      ORDER BY entity_id, item_id`
    return this.#sql.all(sql, entity, JSON.stringify(ids)).map(toItemLink)
  }

  /** Adds an item, or changes how much of it there is. */
  putItem({ entity, entityId, catalogId, itemId, quantity, priceId }: ItemLink): void {
    const sql = `REPLACE INTO item_links (entity, entity_id, catalog_id, item_id, quantity, price_id)
      VALUES (?, ?, ?, ?, ?, ?)`
    this.#sql.run(sql, entity, entityId, catalogId, itemId, quantity, priceId)
  }

  removeItem(entity: EntityName, entityId: number, itemId: number): void {
    const sql = 'DELETE FROM item_links WHERE entity = ? AND entity_id = ? AND item_id = ?'
    this.#sql.run(sql, entity, entityId, itemId)
  }

  /** A merge: what hung on the absorbed contact hangs on the survivor. A link that both had stays once. */
  moveContact(fromId: number, toId: number): void {
    for (const entity of ['deals', 'customers'] as const) {
      for (const link of this.holdersOf(entity, [fromId])) {
        const known = this.findContact(entity, link.entityId, toId)
        this.removeContact(entity, link.entityId, fromId)
        this.putContact({ ...link, contactId: toId, isMain: link.isMain || known?.isMain === true })
      }
    }
  }
}

function toContactLink(row: SqlRow): ContactLink {
  return {
    entity: text(row, 'entity') as ContactHolder,
    entityId: int(row, 'entity_id'),
    contactId: int(row, 'contact_id'),
    isMain: int(row, 'is_main') === 1,
  }
}

function toItemLink(row: SqlRow): ItemLink {
  return {
    entity: text(row, 'entity') as EntityName,
    entityId: int(row, 'entity_id'),
    catalogId: int(row, 'catalog_id'),
    itemId: int(row, 'item_id'),
    quantity: Number(row['quantity']),
    priceId: optionalInt(row, 'price_id'),
  }
}
