import * as v from 'valibot'

/**
 * Many ids as the differences of their numbers: two or three bytes each. As texts, 10,000 would outgrow what the browser
 * keeps in a row of its storage; it then writes a file for them, and whoever waits for the row waits for that too.
 */
export interface PackedIds {
  /** How nearly all of them begin. */
  readonly prefix: string
  readonly count: number
  /** A number in seven bits a byte, the lowest first; its last bit says on which side of zero. */
  readonly steps: Uint8Array
  /** Those that are no prefix and number, by place. */
  readonly others: readonly (readonly [at: number, id: string])[]
}

export const PackedIdsSchema: v.GenericSchema<unknown, PackedIds> = v.object({
  prefix: v.string(),
  count: v.pipe(v.number(), v.integer(), v.minValue(0)),
  steps: v.instance(Uint8Array),
  others: v.array(v.tuple([v.number(), v.string()])),
})

/** Larger numbers, and steps between such, would not fit the arithmetic of 32 bits. */
const LARGEST = 2 ** 30 - 1
const wholeNumber = /^(?:0|[1-9]\d{0,9})$/
/** A step of 31 bits. */
const MOST_BYTES = 5

/** Best where ids of one account make up the list. */
export function packIds(ids: readonly string[]): PackedIds {
  const prefix = prefixOf(ids[0] ?? '')
  const others: [number, string][] = []
  const steps = new Uint8Array(ids.length * MOST_BYTES)
  let [last, length] = [0, 0]
  for (const [at, id] of ids.entries()) {
    const number = numberOf(id, prefix)
    if (number === null) {
      others.push([at, id])
      continue
    }
    const step = number - last
    last = number
    let rest = ((step << 1) ^ (step >> 31)) >>> 0
    for (; rest > 127; rest >>>= 7) steps[length++] = (rest & 127) | 128
    steps[length++] = rest
  }
  return { prefix, count: ids.length, steps: steps.slice(0, length), others }
}

/** What `packIds` was given; too few where the bytes make no sense. */
export function unpackIds({ prefix, count, steps, others }: PackedIds): readonly string[] {
  const ids: string[] = []
  let [number, read, other] = [0, 0, 0]
  while (ids.length < count) {
    const [at, id] = others[other] ?? [-1, '']
    if (at === ids.length) {
      ids.push(id)
      other++
      continue
    }
    let [bits, shift] = [0, 0]
    for (;;) {
      const byte = steps[read++]
      if (byte === undefined) return ids
      bits |= (byte & 127) << shift
      shift += 7
      if (byte < 128) break
    }
    number += (bits >>> 1) ^ -(bits & 1)
    ids.push(`${prefix}${number}`)
  }
  return ids
}

const prefixOf = (id: string): string => id.slice(0, id.indexOf('.') + 1)

function numberOf(id: string, prefix: string): number | null {
  if (!id.startsWith(prefix)) return null
  const tail = id.slice(prefix.length)
  if (!wholeNumber.test(tail)) return null
  const number = Number(tail)
  return number <= LARGEST ? number : null
}
