import * as v from 'valibot'
import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import { encodeText } from './byte-text.ts'
import { Column, Float64sSchema, Uint32sSchema } from './number-column.ts'
import { SavedPoolSchema, TextPool } from './text-pool.ts'
import { hashBytes } from './text-table.ts'

/** Ids as they are stored. */
export const SavedIdsSchema = v.object({
  accounts: v.array(v.string()),
  accountOf: Uint32sSchema,
  tails: Float64sSchema,
  texts: SavedPoolSchema,
  slots: Uint32sSchema,
})
export type SavedIds = v.InferOutput<typeof SavedIdsSchema>

const LEAST_SLOTS = 64
const LARGEST_TAIL_LENGTH = 15
const wholeNumber = /^(?:0|[1-9]\d*)$/

/**
 * Ids by row, in about 25 bytes each: the number of their account and the number that the CRM gave them. What is no
 * such number is kept as text. An id may be added again: it is then found at its newest row, and the older ones still
 * tell which id they had.
 */
export class IdTable<Id extends ContactId | CompanyId | UserId> {
  readonly #accounts: string[]
  readonly #accountOf: Column<Uint32Array>
  /** From 0: a remote id; below: where its text is, from -1 on. */
  readonly #tails: Column<Float64Array>
  readonly #texts: TextPool
  /** Open addressing: row + 1, or 0. */
  #slots: Uint32Array
  /** Distinct ids. */
  #distinct: number

  constructor(saved?: SavedIds) {
    this.#accounts = [...(saved?.accounts ?? [])]
    this.#accountOf = new Column(saved?.accountOf ?? new Uint32Array(0))
    this.#tails = new Column(saved?.tails ?? new Float64Array(0))
    this.#texts = new TextPool(saved?.texts)
    this.#slots = saved?.slots ?? new Uint32Array(LEAST_SLOTS)
    this.#distinct = countTaken(this.#slots)
  }

  get size(): number {
    return this.#tails.length
  }

  get accountCount(): number {
    return this.#accounts.length
  }

  /** The number of each row's account; for loops that have to be quick. */
  get accountNumbers(): Uint32Array {
    return this.#accountOf.values
  }

  /** -1 for an account without rows. */
  accountNumberOf(accountId: AccountId): number {
    return this.#accounts.indexOf(accountId)
  }

  /** @returns the new row */
  add(id: Id): number {
    const { account, tail } = split(id)
    let number = this.#accounts.indexOf(account)
    if (number === -1) number = this.#accounts.push(account) - 1
    const value = toNumber(tail)
    const slot = this.#slotOf(number, value, tail)
    if (this.#slots[slot] === 0) this.#distinct++
    this.#accountOf.push(number)
    const row = this.#tails.push(value ?? -1 - this.#texts.add(tail))
    this.#slots[slot] = row + 1
    if (this.#distinct * 3 > this.#slots.length * 2) this.#widen()
    return row
  }

  /** The newest row of an id; -1 when it has none. */
  find(id: Id): number {
    const { account, tail } = split(id)
    const number = this.#accounts.indexOf(account)
    if (number === -1) return -1
    return (this.#slots[this.#slotOf(number, toNumber(tail), tail)] as number) - 1
  }

  /** Whether two rows have the same id. */
  isSame(row: number, other: number): boolean {
    if (this.#accountOf.at(row) !== this.#accountOf.at(other)) return false
    const [tail, otherTail] = [this.#tails.at(row), this.#tails.at(other)]
    if (tail >= 0 || otherTail >= 0) return tail === otherTail
    return this.#texts.at(-1 - tail) === this.#texts.at(-1 - otherTail)
  }

  at(row: number): Id {
    return `${this.#accounts[this.#accountOf.at(row)] ?? ''}.${this.#tailAt(row)}` as Id
  }

  save(): SavedIds {
    return {
      accounts: [...this.#accounts],
      accountOf: this.#accountOf.save(),
      tails: this.#tails.save(),
      texts: this.#texts.save(),
      slots: this.#slots,
    }
  }

  get sizeBytes(): number {
    return this.#accountOf.sizeBytes + this.#tails.sizeBytes + this.#texts.sizeBytes + this.#slots.byteLength
  }

  #tailAt(row: number): string {
    const tail = this.#tails.at(row)
    return tail >= 0 ? String(tail) : this.#texts.at(-1 - tail)
  }

  /** Where the id is, or the free place where it belongs. */
  #slotOf(account: number, value: number | null, tail: string): number {
    const last = this.#slots.length - 1
    const bytes = value === null ? encodeText(tail) : null
    let slot = (bytes === null ? hashOf(account, value ?? 0) : hashBytes(bytes, 0, bytes.length) ^ account) & last
    for (;;) {
      const row = (this.#slots[slot] as number) - 1
      if (row === -1) return slot
      if (this.#accountOf.at(row) === account) {
        const known = this.#tails.at(row)
        if (bytes === null ? known === value : known < 0 && this.#texts.equals(-1 - known, bytes, 0, bytes.length)) {
          return slot
        }
      }
      slot = (slot + 1) & last
    }
  }

  #widen(): void {
    const rows = this.#slots.filter((slot) => slot !== 0)
    this.#slots = new Uint32Array(this.#slots.length * 2)
    for (const entry of rows) {
      const tail = this.#tails.at(entry - 1)
      const slot = this.#slotOf(this.#accountOf.at(entry - 1), tail >= 0 ? tail : null, this.#tailAt(entry - 1))
      this.#slots[slot] = entry
    }
  }
}

function countTaken(slots: Uint32Array): number {
  let count = 0
  for (let slot = 0; slot < slots.length; slot++) if (slots[slot] !== 0) count++
  return count
}

function split(id: string): { account: string; tail: string } {
  const dot = id.indexOf('.')
  return { account: id.slice(0, dot), tail: id.slice(dot + 1) }
}

/** `null` for what would come back as another text. */
const toNumber = (tail: string): number | null =>
  tail.length <= LARGEST_TAIL_LENGTH && wholeNumber.test(tail) ? Number(tail) : null

function hashOf(account: number, value: number): number {
  const low = Math.imul((value ^ account) | 0, 0x9e3779b1)
  const high = Math.imul(Math.floor(value / 2 ** 32) + account, 0x85ebca6b)
  const mixed = low ^ high
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 0
}
