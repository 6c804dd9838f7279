import * as v from 'valibot'

/** Stored numbers, whatever memory they lie in. */
export const Uint8sSchema = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
export const Uint32sSchema = v.custom<Uint32Array>((value) => value instanceof Uint32Array)
export const Float64sSchema = v.custom<Float64Array>((value) => value instanceof Float64Array)

type Numbers = Uint8Array | Uint32Array | Float64Array

/** Room is added by this factor: less waste than doubling, and still few copies. */
const GROWTH = 1.4
const LEAST_ROOM = 16

/** Numbers in one block of memory that grows at its end. An object for each contact would take ten times as much. */
export class Column<A extends Numbers> {
  /** For loops that have to be quick. Longer than `length`, and replaced when it grows: not to be kept. */
  values: A
  length: number

  /** @param values taken over, with all that is in it */
  constructor(values: A) {
    this.values = values
    this.length = values.length
  }

  at(index: number): number {
    return this.values[index] as number
  }

  set(index: number, value: number): void {
    this.values[index] = value
  }

  /** @returns its index */
  push(value: number): number {
    if (this.length === this.values.length) this.reserve(1)
    this.values[this.length] = value
    return this.length++
  }

  /** Makes room for that many more. */
  reserve(more: number): void {
    const least = this.length + more
    if (least <= this.values.length) return
    const Kind = this.values.constructor as new (length: number) => A
    const grown = new Kind(Math.max(LEAST_ROOM, least, Math.ceil(this.values.length * GROWTH)))
    grown.set(this.values.subarray(0, this.length))
    this.values = grown
  }

  /** A copy without the spare room. */
  copy(): A {
    return this.values.slice(0, this.length) as A
  }

  /** As it lies there, without the spare room: to be copied before anything changes. */
  save(): A {
    return this.values.subarray(0, this.length) as A
  }

  get sizeBytes(): number {
    return this.values.byteLength
  }
}
