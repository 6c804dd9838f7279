/** Random choices that a seed replays. */
export interface Chance {
  /** Whether something of this probability happens. */
  happens(probability: number): boolean
  /** A whole number from `from` up to and without `to`. */
  between(from: number, to: number): number
  /** One of these, each as likely; a choice named twice is twice as likely. */
  oneOf<T>(choices: readonly [T, ...T[]]): T
}

/** The same seed makes the same choices, in the same order. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from))
  return {
    happens: (probability) => next() < probability,
    between,
    oneOf: (choices) => choices[between(0, choices.length)] ?? choices[0],
  }
}
