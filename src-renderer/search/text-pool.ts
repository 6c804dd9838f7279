import * as v from 'valibot'
import { decodeText, encodeText } from './byte-text.ts'
import { Column, Uint32sSchema, Uint8sSchema } from './number-column.ts'

/** A pool as it is stored. */
export const SavedPoolSchema = v.object({ ends: Uint32sSchema, bytes: Uint8sSchema })
export type SavedPool = v.InferOutput<typeof SavedPoolSchema>

/** Texts one after another in one block of memory, by number. They never change. */
export class TextPool {
  readonly #ends: Column<Uint32Array>
  readonly #bytes: Column<Uint8Array>

  constructor(saved: SavedPool = { ends: new Uint32Array(0), bytes: new Uint8Array(0) }) {
    this.#ends = new Column(saved.ends)
    this.#bytes = new Column(saved.bytes)
  }

  get size(): number {
    return this.#ends.length
  }

  /** All texts; for loops that have to be quick. */
  get bytes(): Uint8Array {
    return this.#bytes.values
  }

  /** @returns its number */
  add(text: string): number {
    const bytes = encodeText(text)
    return this.addBytes(bytes, 0, bytes.length)
  }

  /** @param to exclusive */
  addBytes(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from
    this.#bytes.reserve(length)
    this.#bytes.values.set(bytes.subarray(from, to), this.#bytes.length)
    this.#bytes.length += length
    return this.#ends.push(this.#bytes.length)
  }

  startOf(text: number): number {
    return text === 0 ? 0 : this.#ends.at(text - 1)
  }

  endOf(text: number): number {
    return this.#ends.at(text)
  }

  at(text: number): string {
    return decodeText(this.#bytes.values, this.startOf(text), this.endOf(text))
  }

  equals(text: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.startOf(text)
    return this.endOf(text) - start === to - from && matchesAt(this.#bytes.values, start, bytes, from, to)
  }

  startsWith(text: number, word: Uint8Array): boolean {
    const start = this.startOf(text)
    return this.endOf(text) - start >= word.length && matchesAt(this.#bytes.values, start, word, 0, word.length)
  }

  includes(text: number, word: Uint8Array): boolean {
    const bytes = this.#bytes.values
    const last = this.endOf(text) - word.length
    const first = word[0]
    for (let at = this.startOf(text); at <= last; at++) {
      if (bytes[at] === first && matchesAt(bytes, at, word, 0, word.length)) return true
    }
    return false
  }

  save(): SavedPool {
    return { ends: this.#ends.save(), bytes: this.#bytes.save() }
  }

  get sizeBytes(): number {
    return this.#ends.sizeBytes + this.#bytes.sizeBytes
  }
}

function matchesAt(bytes: Uint8Array, start: number, word: Uint8Array, from: number, to: number): boolean {
  for (let at = from, other = start; at < to; at++, other++) if (bytes[other] !== word[at]) return false
  return true
}
