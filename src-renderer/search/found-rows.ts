import type { ContactId } from '#shared/domain/ids.ts'
import { countBits, dropAll, hasBit, rowsOf, type Bits } from './bitmap.ts'
import type { OrderedRows } from './contact-order.ts'
import type { ContactResult } from './contact-query.ts'
import type { IdTable } from './id-table.ts'
import type { MatchedRows } from './match-terms.ts'

/** Lines that are put in order beyond those asked for: the next question is often for the next ones. */
const AHEAD = 512
/** When only one row of so many is in the answer, sorting them by their places is quicker than walking past the rest. */
const RARE = 256

/** A stretch of the order of all rows to look for the rows of a set in. */
interface Stretch {
  readonly rows: Bits
  readonly from: number
  /** Exclusive. */
  readonly to: number
  readonly step: 1 | -1
}

/**
 * The answer to one query. Which rows are in it is settled; they are put in order as far as somebody wants to see, by a
 * walk along the order of all rows. Nothing that it holds is ever changed by the index.
 */
export class FoundRows implements ContactResult {
  readonly total: number
  readonly #ids: IdTable<ContactId>
  readonly #order: Uint32Array
  /** Still to be walked along; the first one from `#at` on. */
  readonly #stretches: Stretch[]
  #at: number
  #ordered = new Uint32Array(0)
  #count = 0

  /** @param matched taken over */
  constructor(ids: IdTable<ContactId>, matched: MatchedRows, order: OrderedRows, direction: 'asc' | 'desc') {
    this.#ids = ids
    this.#order = order.rows
    this.total = countBits(matched.rows)
    dropAll(matched.rows, matched.best)
    this.#stretches = [matched.best, matched.rows]
      .filter((rows) => rows.some((word) => word !== 0))
      .flatMap((rows) => toStretches(rows, order, direction))
    this.#at = this.#stretches[0]?.from ?? 0
    const { readPlaces } = order
    if (readPlaces !== null && this.total * RARE < order.rows.length)
      this.#sort(matched, order, readPlaces(), direction)
  }

  get ids(): readonly ContactId[] {
    return this.window(0, this.total)
  }

  window(from: number, to: number): ContactId[] {
    this.#extend(Math.min(to, this.total))
    return Array.from(this.#ordered.subarray(from, Math.min(to, this.total)), (row) => this.#ids.at(row))
  }

  indexOf(id: ContactId): number {
    const newest = this.#ids.find(id)
    if (newest === -1) return -1
    this.#extend(this.total)
    return this.#ordered.findIndex((row) => row === newest || this.#ids.isSame(row, newest))
  }

  #sort({ best, rows }: MatchedRows, order: OrderedRows, places: Uint32Array, direction: 'asc' | 'desc'): void {
    // What has no value comes last in both directions.
    const turn = (place: number) => (direction === 'desc' && place < order.valued ? order.valued - 1 - place : place)
    const sorted = [best, rows].map((set) => {
      const turned = rowsOf(set).map((row) => turn(places[row] as number))
      return turned.sort().map((place) => order.rows[turn(place)] as number)
    })
    this.#ordered = Uint32Array.from(sorted.flatMap((part) => [...part]))
    this.#count = this.total
  }

  #extend(to: number): void {
    if (to <= this.#count) return
    // At least twice as many as there are: whoever reads all of them does so slice by slice.
    const wanted = Math.min(this.total, Math.max(to + AHEAD, this.#count * 2))
    const ordered = new Uint32Array(wanted)
    ordered.set(this.#ordered.subarray(0, this.#count))
    this.#ordered = ordered
    while (this.#count < wanted) {
      const [stretch] = this.#stretches
      if (stretch === undefined) break
      this.#walk(stretch, ordered)
      if (this.#at !== stretch.to) break
      this.#stretches.shift()
      this.#at = this.#stretches[0]?.from ?? 0
    }
  }

  #walk({ rows, to, step }: Stretch, ordered: Uint32Array): void {
    const order = this.#order
    let [at, count] = [this.#at, this.#count]
    for (; at !== to && count < ordered.length; at += step) {
      const row = order[at] as number
      if (hasBit(rows, row)) ordered[count++] = row
    }
    this.#at = at
    this.#count = count
  }
}

/** What has no value comes last in both directions. */
function toStretches(rows: Bits, { rows: all, valued }: OrderedRows, direction: 'asc' | 'desc'): readonly Stretch[] {
  const whole: Stretch = { rows, from: 0, to: all.length, step: 1 }
  if (direction === 'asc') return [whole]
  return [
    { rows, from: valued - 1, to: -1, step: -1 },
    { ...whole, from: valued },
  ]
}
