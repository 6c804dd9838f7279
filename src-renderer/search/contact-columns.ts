import * as v from 'valibot'
import type { ContactId } from '#shared/domain/ids.ts'
import { BitColumn } from './bitmap.ts'
import { IdTable, SavedIdsSchema } from './id-table.ts'
import type { IndexEntry } from './index-entry.ts'
import { Column, Float64sSchema, Uint32sSchema } from './number-column.ts'
import { SavedPoolSchema, TextPool } from './text-pool.ts'

/** Which contact each row stands for, as it is stored: a list needs no more. */
export const SavedRowsSchema = v.object({ ids: SavedIdsSchema, listed: Uint32sSchema })
export type SavedRows = v.InferOutput<typeof SavedRowsSchema>

/** All other columns as they are stored. */
export const SavedLinksSchema = v.object({
  names: SavedPoolSchema,
  tagGroups: Uint32sSchema,
  companyGroups: Uint32sSchema,
  users: Uint32sSchema,
  updatedAt: Float64sSchema,
  hashes: Uint32sSchema,
  pending: Uint32sSchema,
})
export type SavedLinks = v.InferOutput<typeof SavedLinksSchema>

/** What a row refers to, by number. */
export interface RowLinks {
  readonly tagGroup: number
  readonly companyGroup: number
  readonly user: number
}

/**
 * One row per contact and per text that it ever had: a contact whose texts change is given a new row, so that whatever
 * lists rows by their words only ever grows at its end. What is no text is changed in place.
 */
export class ContactColumns {
  readonly ids: IdTable<ContactId>
  readonly names: TextPool
  readonly tagGroups: Column<Uint32Array>
  readonly companyGroups: Column<Uint32Array>
  readonly users: Column<Uint32Array>
  readonly updatedAt: Column<Float64Array>
  /** Rows that stand for a contact as it is. */
  readonly listed: BitColumn
  readonly pending: BitColumn
  /** Two for each row, of all of its texts. */
  readonly #hashes: Column<Uint32Array>

  constructor(rows?: SavedRows, links?: SavedLinks) {
    const none = new Uint32Array(0)
    this.ids = new IdTable(rows?.ids)
    this.listed = new BitColumn(rows?.listed, this.size)
    this.names = new TextPool(links?.names)
    this.tagGroups = new Column(links?.tagGroups ?? none)
    this.companyGroups = new Column(links?.companyGroups ?? none)
    this.users = new Column(links?.users ?? none)
    this.updatedAt = new Column(links?.updatedAt ?? new Float64Array(0))
    this.#hashes = new Column(links?.hashes ?? none)
    this.pending = new BitColumn(links?.pending, this.size)
  }

  get size(): number {
    return this.ids.size
  }

  /** @returns the new row */
  add(entry: IndexEntry, links: RowLinks): number {
    this.names.add(entry.name)
    this.tagGroups.push(links.tagGroup)
    this.companyGroups.push(links.companyGroup)
    this.users.push(links.user)
    this.updatedAt.push(entry.updatedAt)
    for (const hash of hashTexts(entry)) this.#hashes.push(hash)
    this.listed.push(true)
    this.pending.push(entry.isPending)
    return this.ids.add(entry.id)
  }

  /** Whether the row has the texts of the entry. Told by 64 bits: two contacts of a billion do not meet in them. */
  hasTexts(row: number, entry: IndexEntry): boolean {
    const [first, second] = hashTexts(entry)
    return this.#hashes.at(row * 2) === first && this.#hashes.at(row * 2 + 1) === second
  }

  saveRows(): SavedRows {
    return { ids: this.ids.save(), listed: this.listed.save() }
  }

  saveLinks(): SavedLinks {
    return {
      names: this.names.save(),
      tagGroups: this.tagGroups.save(),
      companyGroups: this.companyGroups.save(),
      users: this.users.save(),
      updatedAt: this.updatedAt.save(),
      hashes: this.#hashes.save(),
      pending: this.pending.save(),
    }
  }

  get sizeBytes(): number {
    const links = this.tagGroups.sizeBytes + this.companyGroups.sizeBytes + this.users.sizeBytes
    const marks = this.#hashes.sizeBytes + this.listed.sizeBytes + this.pending.sizeBytes
    return this.ids.sizeBytes + this.names.sizeBytes + links + this.updatedAt.sizeBytes + marks
  }
}

function hashTexts({ name, foldedRest, phones }: IndexEntry): readonly [number, number] {
  let [first, second] = [0x811c9dc5, 0x9e3779b9]
  // Lengths are hashed too, so that a letter that moves from one text to the next is seen.
  for (const text of [name, foldedRest, phones]) {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      first = Math.imul(first ^ unit, 0x01000193)
      second = Math.imul(second + unit, 0x85ebca6b) ^ (second >>> 13)
    }
    first = Math.imul(first ^ text.length, 0x2c1b3c6d)
    second = Math.imul(second + text.length, 0xc2b2ae35) ^ (second >>> 16)
  }
  return [first >>> 0, second >>> 0]
}
