import * as v from 'valibot'
import { Column, Uint32sSchema, Uint8sSchema } from './number-column.ts'

/** Lists as they are stored. */
export const SavedListsSchema = v.object({
  bytes: Uint8sSchema,
  heads: Uint32sSchema,
  writes: Uint32sSchema,
  limits: Uint32sSchema,
  lasts: Uint32sSchema,
  counts: Uint32sSchema,
})
export type SavedLists = v.InferOutput<typeof SavedListsSchema>

const FIRST_BLOCK = 12
const LARGEST_BLOCK = 1536
/** The end of a block: where the next one is. */
const LINK = 4
/** The most that a step of 32 bits takes in groups of seven. */
const LONGEST_STEP = 5

const noLists = (): SavedLists => ({
  bytes: new Uint8Array(0),
  heads: new Uint32Array(0),
  writes: new Uint32Array(0),
  limits: new Uint32Array(0),
  lasts: new Uint32Array(0),
  counts: new Uint32Array(0),
})

/**
 * Many lists of ascending numbers that grow at their ends, in a byte or two per number: the steps from one number to
 * the next, in groups of seven bits. A list is a chain of blocks, each twice as long as the one before. A step is never
 * 0, so a 0 where one should begin ends a block.
 */
export class PostingLists {
  readonly #bytes: Column<Uint8Array>
  readonly #heads: Column<Uint32Array>
  /** Where the next step goes, and where its block ends. */
  readonly #writes: Column<Uint32Array>
  readonly #limits: Column<Uint32Array>
  readonly #lasts: Column<Uint32Array>
  readonly #counts: Column<Uint32Array>

  constructor(saved: SavedLists = noLists()) {
    this.#bytes = new Column(saved.bytes)
    this.#heads = new Column(saved.heads)
    this.#writes = new Column(saved.writes)
    this.#limits = new Column(saved.limits)
    this.#lasts = new Column(saved.lasts)
    this.#counts = new Column(saved.counts)
  }

  get size(): number {
    return this.#heads.length
  }

  countOf(list: number): number {
    return this.#counts.at(list)
  }

  /** @returns the number of a new list, which is empty */
  create(): number {
    const start = this.#allocate(FIRST_BLOCK)
    this.#heads.push(start)
    this.#limits.push(start + FIRST_BLOCK - LINK)
    this.#lasts.push(0)
    this.#counts.push(0)
    return this.#writes.push(start)
  }

  /** @param value not below the last one; the same one again is left out */
  add(list: number, value: number): void {
    const count = this.#counts.at(list)
    // Counted from -1, so that the first step is not 0 either.
    const step = count === 0 ? value + 1 : value - this.#lasts.at(list)
    if (step === 0) return
    if (this.#limits.at(list) - this.#writes.at(list) < LONGEST_STEP) this.#extend(list)
    this.#writes.set(list, this.#write(this.#writes.at(list), step))
    this.#lasts.set(list, value)
    this.#counts.set(list, count + 1)
  }

  /** @param into gets all numbers of the list, ascending */
  read(list: number, into: Uint32Array): void {
    const bytes = this.#bytes.values
    const count = this.#counts.at(list)
    let at = this.#heads.at(list)
    let block = FIRST_BLOCK
    let limit = at + block - LINK
    let value = -1
    for (let found = 0; found < count; found++) {
      if (at === limit || bytes[at] === 0) {
        at = this.#linkAt(limit)
        block = nextBlock(block)
        limit = at + block - LINK
      }
      let byte = bytes[at++] as number
      let step = byte & 127
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++] as number
        step |= (byte & 127) << shift
      }
      value += step
      into[found] = value
    }
  }

  save(): SavedLists {
    return {
      bytes: this.#bytes.save(),
      heads: this.#heads.save(),
      writes: this.#writes.save(),
      limits: this.#limits.save(),
      lasts: this.#lasts.save(),
      counts: this.#counts.save(),
    }
  }

  get sizeBytes(): number {
    return this.#bytes.sizeBytes + this.#heads.sizeBytes * 5
  }

  #allocate(length: number): number {
    const start = this.#bytes.length
    this.#bytes.reserve(length)
    this.#bytes.length += length
    return start
  }

  #extend(list: number): void {
    const limit = this.#limits.at(list)
    const block = nextBlock(this.#blockOf(list))
    const start = this.#allocate(block)
    for (let byte = 0; byte < LINK; byte++) this.#bytes.set(limit + byte, (start >>> (byte * 8)) & 255)
    this.#writes.set(list, start)
    this.#limits.set(list, start + block - LINK)
  }

  /** How long the last block is: known by walking the chain, which is short. */
  #blockOf(list: number): number {
    let block = FIRST_BLOCK
    let limit = this.#heads.at(list) + block - LINK
    const last = this.#limits.at(list)
    while (limit !== last) {
      block = nextBlock(block)
      if (block === LARGEST_BLOCK) return block
      limit = this.#linkAt(limit) + block - LINK
    }
    return block
  }

  #linkAt(at: number): number {
    let start = 0
    for (let byte = LINK - 1; byte >= 0; byte--) start = start * 256 + this.#bytes.at(at + byte)
    return start
  }

  #write(start: number, step: number): number {
    const bytes = this.#bytes.values
    let at = start
    let rest = step
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[at++] = rest
    return at
  }
}

const nextBlock = (block: number): number => Math.min(block * 2, LARGEST_BLOCK)
