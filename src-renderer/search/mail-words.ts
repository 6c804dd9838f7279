import * as v from 'valibot'
import { addBit, type Bits } from './bitmap.ts'
import { Column, Uint32sSchema } from './number-column.ts'
import { PostingLists, SavedListsSchema } from './posting-lists.ts'
import { SavedTableSchema, TextTable } from './text-table.ts'
import { SavedWordsSchema, WordColumn } from './word-column.ts'

/** Words as they are stored. */
export const SavedMailWordsSchema = v.object({
  words: SavedWordsSchema,
  domains: SavedTableSchema,
  domainOf: Uint32sSchema,
  domainRows: SavedListsSchema,
  odd: Uint32sSchema,
})
export type SavedMailWords = v.InferOutput<typeof SavedMailWordsSchema>

const AT = '@'.charCodeAt(0)

/**
 * Words of e-mails and short texts. An e-mail is found by what stands before and with its @; what follows is kept once
 * for all addresses of that domain: `mail.ru` is part of every third address, and looking at each would take long.
 */
export class MailWords {
  readonly #words: WordColumn
  readonly #domains: TextTable
  /** The domain of each word + 1, or 0. */
  readonly #domainOf: Column<Uint32Array>
  /** By domain: its rows. */
  readonly #domainRows: PostingLists
  /** For reading them into. */
  #scratch = new Uint32Array(1024)
  /** Words with several @. */
  readonly #odd: Column<Uint32Array>

  constructor(saved?: SavedMailWords) {
    this.#words = new WordColumn(saved?.words, 'anywhere')
    this.#domains = new TextTable(saved?.domains)
    this.#domainOf = new Column(saved?.domainOf ?? new Uint32Array(0))
    this.#domainRows = new PostingLists(saved?.domainRows)
    this.#odd = new Column(saved?.odd ?? new Uint32Array(0))
  }

  /** @param to exclusive */
  add(row: number, bytes: Uint8Array, from: number, to: number): void {
    const at = onlyAt(bytes, from, to)
    const word = this.#words.add(row, bytes, from, to, at === -1 ? to : at + 1)
    if (word === this.#domainOf.length) {
      const hasDomain = at !== -1 && at + 1 < to
      if (at === -1 && bytes.subarray(from, to).includes(AT)) this.#odd.push(word)
      this.#domainOf.push(hasDomain ? this.#domains.intern(bytes, at + 1, to) + 1 : 0)
    }
    const domain = this.#domainOf.at(word) - 1
    if (domain === -1) return
    if (domain === this.#domainRows.size) this.#domainRows.create()
    this.#domainRows.add(domain, row)
  }

  /** Adds the rows with a word that has `part` in it. @param part not empty */
  addContaining(part: Uint8Array, rows: Bits): void {
    const at = onlyAt(part, 0, part.length)
    if (at === 0 && part.length > 1) this.#addBeginningDomains(part, rows)
    else if (at !== -1) this.#words.addContaining(part, rows, at + 1)
    else {
      this.#words.addContaining(part, rows)
      // A single letter is found in all of an address. A domain has no @ in it.
      if (part.length > 1 && !part.includes(AT)) this.#addDomains(this.#domains.findContaining(part), rows)
    }
  }

  /** All addresses share the @ that the part begins with: their domains tell them apart. */
  #addBeginningDomains(part: Uint8Array, rows: Bits): void {
    const beginning = part.subarray(1)
    const domains = this.#domains.findContaining(beginning)
    this.#addDomains(
      domains.filter((domain) => this.#domains.startsWith(domain, beginning)),
      rows,
    )
    for (let at = 0; at < this.#odd.length; at++) {
      const word = this.#odd.at(at)
      if (this.#words.includes(word, part)) this.#words.addRowsOf(word, rows)
    }
  }

  #addDomains(domains: Uint32Array, rows: Bits): void {
    for (const domain of domains) {
      const count = this.#domainRows.countOf(domain)
      if (this.#scratch.length < count) this.#scratch = new Uint32Array(count * 2)
      const scratch = this.#scratch
      this.#domainRows.read(domain, scratch)
      for (let at = 0; at < count; at++) addBit(rows, scratch[at] as number)
    }
  }

  save(): SavedMailWords {
    return {
      words: this.#words.save(),
      domains: this.#domains.save(),
      domainOf: this.#domainOf.save(),
      domainRows: this.#domainRows.save(),
      odd: this.#odd.save(),
    }
  }

  get sizeBytes(): number {
    const domains = this.#domains.sizeBytes + this.#domainOf.sizeBytes + this.#domainRows.sizeBytes
    return this.#words.sizeBytes + domains
  }
}

/** Where the @ is; -1 when there is none, or more than one. */
function onlyAt(bytes: Uint8Array, from: number, to: number): number {
  const at = bytes.indexOf(AT, from)
  if (at === -1 || at >= to) return -1
  const next = bytes.indexOf(AT, at + 1)
  return next === -1 || next >= to ? at : -1
}
