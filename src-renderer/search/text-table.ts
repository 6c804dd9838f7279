import * as v from 'valibot'
import { Uint32sSchema } from './number-column.ts'
import { SavedPoolSchema, TextPool } from './text-pool.ts'
import { SavedTrigramsSchema, TrigramPostings } from './trigram-postings.ts'

/** A table as it is stored. */
export const SavedTableSchema = v.object({
  pool: SavedPoolSchema,
  trigrams: SavedTrigramsSchema,
  slots: Uint32sSchema,
})
export type SavedTable = v.InferOutput<typeof SavedTableSchema>

const LEAST_SLOTS = 64

/** Distinct texts, numbered as they came, that are found by any part of them. */
export class TextTable {
  readonly #pool: TextPool
  readonly #trigrams: TrigramPostings
  /** Open addressing: text + 1, or 0. */
  #slots: Uint32Array

  constructor(saved?: SavedTable) {
    this.#pool = new TextPool(saved?.pool)
    this.#trigrams = new TrigramPostings(saved?.trigrams)
    this.#slots = saved?.slots ?? new Uint32Array(LEAST_SLOTS)
  }

  get size(): number {
    return this.#pool.size
  }

  /**
   * The number of a text, which is added when it is new.
   * @param to exclusive
   * @param foundTo where the part ends that the text is found by
   */
  intern(bytes: Uint8Array, from: number, to: number, foundTo = to): number {
    const last = this.#slots.length - 1
    let slot = hashBytes(bytes, from, to) & last
    while (this.#slots[slot] !== 0) {
      const known = (this.#slots[slot] as number) - 1
      if (this.#pool.equals(known, bytes, from, to)) return known
      slot = (slot + 1) & last
    }
    const text = this.#pool.addBytes(bytes, from, to)
    this.#slots[slot] = text + 1
    this.#trigrams.add(text, bytes, from, foundTo)
    if (this.size * 3 > this.#slots.length * 2) this.#widen()
    return text
  }

  /**
   * Texts that have the word in them, ascending.
   * @param word not empty
   * @param foundBy the first bytes of the word, which lie in the part that a text is found by
   */
  findContaining(word: Uint8Array, foundBy = word.length): Uint32Array {
    const found = this.#trigrams.candidates(word.subarray(0, foundBy), this.size)
    // Up to three bytes, trigrams tell the whole truth.
    if (word.length <= 3 && foundBy === word.length) return found
    let kept = 0
    for (let at = 0; at < found.length; at++) {
      const text = found[at] as number
      if (this.#pool.includes(text, word)) found[kept++] = text
    }
    return found.subarray(0, kept)
  }

  startsWith(text: number, word: Uint8Array): boolean {
    return this.#pool.startsWith(text, word)
  }

  includes(text: number, word: Uint8Array): boolean {
    return this.#pool.includes(text, word)
  }

  save(): SavedTable {
    return { pool: this.#pool.save(), trigrams: this.#trigrams.save(), slots: this.#slots }
  }

  get sizeBytes(): number {
    return this.#pool.sizeBytes + this.#trigrams.sizeBytes + this.#slots.byteLength
  }

  #widen(): void {
    const slots = new Uint32Array(this.#slots.length * 2)
    const last = slots.length - 1
    for (let text = 0; text < this.size; text++) {
      let slot = hashBytes(this.#pool.bytes, this.#pool.startOf(text), this.#pool.endOf(text)) & last
      while (slots[slot] !== 0) slot = (slot + 1) & last
      slots[slot] = text + 1
    }
    this.#slots = slots
  }
}

/** FNV-1a, mixed once more: its low bits alone are poor. @param to exclusive */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
}
