import * as v from 'valibot'
import type { Bits } from './bitmap.ts'
import { Column, Uint32sSchema } from './number-column.ts'

/** By letter: its rows, one bit each, as far as it has any. */
export const SavedLettersSchema = v.array(Uint32sSchema)
export type SavedLetters = v.InferOutput<typeof SavedLettersSchema>

const LETTERS = 256

/**
 * A set of rows for each letter, which is a byte. Most words have a letter that is asked for in them: to unite the rows
 * of all those words takes as long as a scan, and one set is there at once.
 */
export class LetterRows {
  readonly #rows: readonly Column<Uint32Array>[]

  constructor(saved: SavedLetters = []) {
    this.#rows = Array.from({ length: LETTERS }, (_, letter) => new Column(saved[letter] ?? new Uint32Array(0)))
  }

  /** The row has the letters. @param to exclusive */
  add(row: number, bytes: Uint8Array, from: number, to: number): void {
    const at = row >>> 5
    const bit = 1 << (row & 31)
    for (let index = from; index < to; index++) {
      const rows = this.#rows[bytes[index] as number] as Column<Uint32Array>
      if (at >= rows.length) {
        // What was reserved is all zeros.
        rows.reserve(at + 1 - rows.length)
        rows.length = at + 1
      }
      rows.values[at] = (rows.values[at] as number) | bit
    }
  }

  /** Adds the rows that have the letter. */
  addTo(letter: number, rows: Bits): void {
    const own = this.#rows[letter]
    if (own === undefined) return
    const { values } = own
    const length = Math.min(own.length, rows.length)
    for (let at = 0; at < length; at++) rows[at] = (rows[at] as number) | (values[at] as number)
  }

  save(): SavedLetters {
    return this.#rows.map((rows) => rows.save())
  }

  get sizeBytes(): number {
    return this.#rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  }
}
