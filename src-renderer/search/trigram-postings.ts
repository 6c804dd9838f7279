import * as v from 'valibot'
import { addBit, createBits, rowsOf } from './bitmap.ts'
import { Column, Uint32sSchema } from './number-column.ts'
import { PostingLists, SavedListsSchema } from './posting-lists.ts'

/** Trigrams as they are stored. */
export const SavedTrigramsSchema = v.object({ keys: Uint32sSchema, lists: SavedListsSchema })
export type SavedTrigrams = v.InferOutput<typeof SavedTrigramsSchema>

/** Fewer candidates than this are looked at one by one sooner than they are thinned out by a second trigram. */
const FEW = 128
/** A list this much longer than the candidates takes longer to read than it saves. */
const MUCH_LONGER = 16

/**
 * Which texts have a run of three bytes in them. A word of three is answered by one list, a longer one by the rarest of
 * its lists, a shorter one by all lists that begin with it: the end of a text counts as two empty bytes.
 */
export class TrigramPostings {
  /** Open addressing: list + 1, or 0. */
  #slots: Uint32Array
  readonly #keys: Column<Uint32Array>
  readonly #lists: PostingLists

  constructor(saved?: SavedTrigrams) {
    this.#keys = new Column(saved?.keys ?? new Uint32Array(0))
    this.#lists = new PostingLists(saved?.lists)
    this.#slots = this.#toSlots()
  }

  /** @param text above all those added before. @param to exclusive */
  add(text: number, bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const [second, third] = [at + 1 < to ? bytes[at + 1] : 0, at + 2 < to ? bytes[at + 2] : 0]
      this.#lists.add(this.#listOf(toKey(bytes[at], second, third)), text)
    }
  }

  /**
   * All texts that have the word, ascending, and perhaps some that have its trigrams alone.
   * @param word not empty
   * @param texts how many there are
   */
  candidates(word: Uint8Array, texts: number): Uint32Array {
    if (word.length < 3) return this.#unite(word, texts)
    const lists: number[] = []
    for (let at = 0; at + 2 < word.length; at++) {
      const list = this.#find(toKey(word[at], word[at + 1], word[at + 2]))
      if (list === -1) return new Uint32Array(0)
      lists.push(list)
    }
    lists.sort((a, b) => this.#lists.countOf(a) - this.#lists.countOf(b))
    return this.#intersect(lists)
  }

  save(): SavedTrigrams {
    return { keys: this.#keys.save(), lists: this.#lists.save() }
  }

  get sizeBytes(): number {
    return this.#slots.byteLength + this.#keys.sizeBytes + this.#lists.sizeBytes
  }

  #unite(word: Uint8Array, texts: number): Uint32Array {
    const bits = createBits(texts)
    const [shift, wanted] = word.length === 1 ? [16, word[0]] : [8, toKey(0, word[0], word[1])]
    for (let list = 0; list < this.#keys.length; list++) {
      if (this.#keys.at(list) >>> shift !== wanted) continue
      for (const text of this.#read(list)) addBit(bits, text)
    }
    return rowsOf(bits)
  }

  #intersect(lists: readonly number[]): Uint32Array {
    const [rarest = 0, ...others] = lists
    let found = this.#read(rarest)
    for (const list of others) {
      if (found.length < FEW || this.#lists.countOf(list) > found.length * MUCH_LONGER) break
      if (list !== rarest) found = common(found, this.#read(list))
    }
    return found
  }

  #read(list: number): Uint32Array {
    const texts = new Uint32Array(this.#lists.countOf(list))
    this.#lists.read(list, texts)
    return texts
  }

  #listOf(key: number): number {
    const known = this.#find(key)
    if (known !== -1) return known
    this.#keys.push(key)
    const list = this.#lists.create()
    if (this.#keys.length * 2 > this.#slots.length) this.#slots = this.#toSlots()
    else this.#slots[this.#slotOf(key)] = list + 1
    return list
  }

  #find(key: number): number {
    return (this.#slots[this.#slotOf(key)] as number) - 1
  }

  /** Where the key is, or the free place where it belongs. */
  #slotOf(key: number): number {
    const last = this.#slots.length - 1
    let slot = (Math.imul(key, 0x9e3779b1) >>> 8) & last
    while (this.#slots[slot] !== 0 && this.#keys.at((this.#slots[slot] as number) - 1) !== key) slot = (slot + 1) & last
    return slot
  }

  #toSlots(): Uint32Array {
    this.#slots = new Uint32Array(Math.max(64, 2 ** Math.ceil(Math.log2(this.#keys.length * 3 + 1))))
    for (let list = 0; list < this.#keys.length; list++) this.#slots[this.#slotOf(this.#keys.at(list))] = list + 1
    return this.#slots
  }
}

const toKey = (first = 0, second = 0, third = 0): number => (first << 16) | (second << 8) | third

/** Both ascending. */
function common(some: Uint32Array, others: Uint32Array): Uint32Array {
  const both = new Uint32Array(Math.min(some.length, others.length))
  let found = 0
  for (let a = 0, b = 0; a < some.length && b < others.length;) {
    const [left, right] = [some[a] as number, others[b] as number]
    if (left === right) both[found++] = left
    if (left <= right) a++
    if (right <= left) b++
  }
  return both.subarray(0, found)
}
