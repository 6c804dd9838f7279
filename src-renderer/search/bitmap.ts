import { Column } from './number-column.ts'

/** A set of row numbers, one bit each. Sets that are combined have the same length. */
export type Bits = Uint32Array

/** An empty set that can hold rows below `size`. */
export const createBits = (size: number): Bits => new Uint32Array((size + 31) >>> 5)

export const hasBit = (bits: Bits, at: number): boolean => (((bits[at >>> 5] as number) >>> (at & 31)) & 1) === 1

/** Adds a row. */
export function addBit(bits: Bits, at: number): void {
  const word = at >>> 5
  bits[word] = (bits[word] as number) | (1 << (at & 31))
}

/** Takes out of `bits` what is not in `others`. */
export function keepCommon(bits: Bits, others: Bits): void {
  for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] as number) & (others[at] as number)
}

/** Adds all of `others`. */
export function addAll(bits: Bits, others: Bits): void {
  for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] as number) | (others[at] as number)
}

/** Takes out all of `others`. */
export function dropAll(bits: Bits, others: Bits): void {
  for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] as number) & ~(others[at] as number)
}

/** How many rows are in the set. */
export function countBits(bits: Bits): number {
  let count = 0
  for (let at = 0; at < bits.length; at++) {
    const word = bits[at] as number
    let pairs = word - ((word >>> 1) & 0x55555555)
    pairs = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
    count += Math.imul((pairs + (pairs >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}

/** Its rows, ascending. */
export function rowsOf(bits: Bits): Uint32Array {
  const rows = new Uint32Array(countBits(bits))
  let found = 0
  for (let at = 0; at < bits.length; at++) {
    for (let rest = bits[at] as number; rest !== 0; rest &= rest - 1)
      rows[found++] = at * 32 + 31 - Math.clz32(rest & -rest)
  }
  return rows
}

/** Rows whose value is marked. Rows already missing from `bits` are not looked at, 32 at a time. */
export function keepMarked(bits: Bits, values: Uint32Array, marks: Uint8Array, rows: number): void {
  for (let at = 0; at < bits.length; at++) {
    if (bits[at] === 0) continue
    const first = at * 32
    const last = Math.min(rows, first + 32)
    let marked = 0
    for (let row = first; row < last; row++) marked |= (marks[values[row] as number] as number) << (row - first)
    bits[at] = (bits[at] as number) & marked
  }
}

/** Adds the rows whose value is marked. */
export function addMarked(bits: Bits, values: Uint32Array, marks: Uint8Array, rows: number): void {
  for (let at = 0; at < bits.length; at++) {
    const first = at * 32
    const last = Math.min(rows, first + 32)
    let marked = bits[at] as number
    for (let row = first; row < last; row++) marked |= (marks[values[row] as number] as number) << (row - first)
    bits[at] = marked
  }
}

/** A set that grows with the rows of the index. */
export class BitColumn {
  readonly #words: Column<Uint32Array>
  #size: number

  constructor(words: Uint32Array = new Uint32Array(0), size = 0) {
    this.#words = new Column(words)
    this.#size = size
  }

  push(isIn: boolean): void {
    if (this.#size % 32 === 0) this.#words.push(0)
    this.set(this.#size++, isIn)
  }

  set(at: number, isIn: boolean): void {
    const word = this.#words.at(at >>> 5)
    const bit = 1 << (at & 31)
    this.#words.set(at >>> 5, isIn ? word | bit : word & ~bit)
  }

  has(at: number): boolean {
    return ((this.#words.at(at >>> 5) >>> (at & 31)) & 1) === 1
  }

  /** A copy of its own. */
  read(): Bits {
    return this.#words.copy()
  }

  /** As it lies there: to be copied before anything changes. */
  save(): Bits {
    return this.#words.save()
  }

  get sizeBytes(): number {
    return this.#words.sizeBytes
  }
}
