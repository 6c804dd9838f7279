const FIRST_MS = 250
const LONGEST_MS = 5_000

/**
 * How long to wait before the line to main is opened again: doubling, with up to a quarter less at random, so that
 * several windows do not knock at once. Short at its longest: main is on this machine.
 * @param failures attempts that failed in a row
 * @param chance in [0, 1)
 */
export function reconnectDelayMs(failures: number, chance: number): number {
  const full = Math.min(FIRST_MS * 2 ** Math.min(failures, 10), LONGEST_MS)
  return Math.round(full * (1 - chance / 4))
}
