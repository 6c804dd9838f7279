import * as v from 'valibot'
import { addBit, type Bits } from './bitmap.ts'
import { LetterRows, SavedLettersSchema } from './letter-rows.ts'
import { Column, Uint32sSchema } from './number-column.ts'
import { PostingLists, SavedListsSchema } from './posting-lists.ts'
import { SavedTableSchema, TextTable } from './text-table.ts'

/** Words as they are stored. */
export const SavedWordsSchema = v.object({
  texts: SavedTableSchema,
  firsts: Uint32sSchema,
  more: Uint32sSchema,
  lists: SavedListsSchema,
  /** Empty where words are not looked up by a letter. */
  letters: SavedLettersSchema,
  beginnings: SavedLettersSchema,
})
export type SavedWords = v.InferOutput<typeof SavedWordsSchema>

/** How words are looked up by a single letter: anywhere in a word, or at its beginning too. */
type LetterLookups = 'none' | 'anywhere' | 'both'

/** The words of one kind, such as those of names, and the rows that have them. Rows come in ascending order. */
export class WordColumn {
  readonly #texts: TextTable
  /** The first row of each word: most e-mails and phones have no other. */
  readonly #firsts: Column<Uint32Array>
  /** The list of its other rows + 1, or 0. */
  readonly #more: Column<Uint32Array>
  readonly #lists: PostingLists
  /** Rows by the letters of their words, and by those that a word begins with. */
  readonly #letters: LetterRows
  readonly #beginnings: LetterRows
  readonly #lookups: LetterLookups
  /** For reading lists into. */
  #scratch = new Uint32Array(1024)

  constructor(saved?: SavedWords, lookups: LetterLookups = 'both') {
    this.#lookups = lookups
    this.#letters = new LetterRows(saved?.letters)
    this.#beginnings = new LetterRows(saved?.beginnings)
    this.#texts = new TextTable(saved?.texts)
    this.#firsts = new Column(saved?.firsts ?? new Uint32Array(0))
    this.#more = new Column(saved?.more ?? new Uint32Array(0))
    this.#lists = new PostingLists(saved?.lists)
  }

  get size(): number {
    return this.#texts.size
  }

  /**
   * @param to exclusive
   * @param foundTo where the part ends that the word is found by
   * @returns the number of the word
   */
  add(row: number, bytes: Uint8Array, from: number, to: number, foundTo = to): number {
    const word = this.#texts.intern(bytes, from, to, foundTo)
    if (this.#lookups !== 'none') this.#letters.add(row, bytes, from, to)
    if (this.#lookups === 'both') this.#beginnings.add(row, bytes, from, from + 1)
    if (word === this.#firsts.length) {
      this.#firsts.push(row)
      this.#more.push(0)
    } else if (this.#firsts.at(word) !== row) {
      if (this.#more.at(word) === 0) this.#more.set(word, this.#lists.create() + 1)
      this.#lists.add(this.#more.at(word) - 1, row)
    }
    return word
  }

  /**
   * Adds the rows with a word that has `part` in it; a single letter may be anywhere in a word.
   * @param foundBy see `TextTable.findContaining`
   */
  addContaining(part: Uint8Array, rows: Bits, foundBy = part.length): void {
    if (this.#lookups !== 'none' && part.length === 1) this.#letters.addTo(part[0] as number, rows)
    else for (const word of this.#texts.findContaining(part, foundBy)) this.addRowsOf(word, rows)
  }

  /** Adds the rows with a word that has `part` in it; those where a word begins with it to `beginning` too. */
  addContainingAndBeginning(part: Uint8Array, rows: Bits, beginning: Bits): void {
    if (this.#lookups === 'both' && part.length === 1) {
      this.#letters.addTo(part[0] as number, rows)
      this.#beginnings.addTo(part[0] as number, beginning)
      return
    }
    for (const word of this.#texts.findContaining(part)) {
      this.addRowsOf(word, rows)
      if (this.#texts.startsWith(word, part)) this.addRowsOf(word, beginning)
    }
  }

  includes(word: number, part: Uint8Array): boolean {
    return this.#texts.includes(word, part)
  }

  /** Adds the rows that have the word. */
  addRowsOf(word: number, rows: Bits): void {
    addBit(rows, this.#firsts.at(word))
    const more = this.#more.at(word)
    if (more === 0) return
    const count = this.#lists.countOf(more - 1)
    if (this.#scratch.length < count) this.#scratch = new Uint32Array(count * 2)
    const scratch = this.#scratch
    this.#lists.read(more - 1, scratch)
    for (let at = 0; at < count; at++) addBit(rows, scratch[at] as number)
  }

  save(): SavedWords {
    return {
      texts: this.#texts.save(),
      firsts: this.#firsts.save(),
      more: this.#more.save(),
      lists: this.#lists.save(),
      letters: this.#letters.save(),
      beginnings: this.#beginnings.save(),
    }
  }

  get sizeBytes(): number {
    const letters = this.#letters.sizeBytes + this.#beginnings.sizeBytes
    return this.#texts.sizeBytes + this.#firsts.sizeBytes + this.#more.sizeBytes + this.#lists.sizeBytes + letters
  }
}
