import { sortByRank } from './rank-order.ts'

const DIGIT = 2 ** 16
const DIGITS = 3

/**
 * Earliest first, keeping the order of those at the same time: digit by digit, from the last to the first.
 * @param times by item, whole milliseconds; they may be eight thousand years apart
 */
export function sortByTime(items: Uint32Array, times: Float64Array): Uint32Array {
  const { earliest, isWhole } = look(items, times)
  if (!isWhole) return items.slice().sort((a, b) => (times[a] as number) - (times[b] as number))
  let sorted = items
  for (let digit = 0; digit < DIGITS; digit++) {
    const unit = DIGIT ** digit
    sorted = sortByRank(sorted, (item) => Math.floor(((times[item] as number) - earliest) / unit) % DIGIT, DIGIT)
  }
  return sorted
}

function look(items: Uint32Array, times: Float64Array): { earliest: number; isWhole: boolean } {
  let [earliest, latest, isWhole] = [Infinity, -Infinity, true]
  for (let at = 0; at < items.length; at++) {
    const time = times[items[at] as number] as number
    if (time < earliest) earliest = time
    if (time > latest) latest = time
    if (!Number.isSafeInteger(time)) isWhole = false
  }
  return { earliest, isWhole: isWhole && latest - earliest < DIGIT ** DIGITS }
}
