/** A repeatable source of chance. Two sources with the same seed give the same numbers. */
export type Random = {
  /** At least 0, less than 1. */
  next(): number
  /** A whole number from 0 to `below - 1`. */
  int(below: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Early items far more often than late ones: the share of an item falls with its rank (Zipf's law). */
  zipf(count: number): number
}

const GOLDEN = 0x9e3779b9

/**
 * One stream per record: records then do not depend on each other, nor on how many there are.
 * @param stream tells apart the streams of one seed
 */
export function createRandom(seed: number, stream: number): Random {
  let state = Math.imul(seed ^ Math.imul(stream + 1, GOLDEN), 0x85ebca6b) >>> 0

  // mulberry32: small, quick and good enough for test data.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000
  }

  return {
    next,
    int: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new Error('Nothing to pick from an empty list.')
      return item
    },
    // Inverse of the harmonic sum by its logarithm: no table needed.
    zipf: (count) => Math.min(count - 1, Math.floor(Math.exp(next() * Math.log(count + 1)) - 1)),
  }
}
