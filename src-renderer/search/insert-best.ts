/** Keeps `best` sorted and no longer than `limit`. @param compare below 0 where the first one is better */
export function insertBest<T>(best: T[], item: T, compare: (a: T, b: T) => number, limit: number): void {
  const last = best.at(-1)
  if (best.length >= limit && (last === undefined || compare(last, item) <= 0)) return
  let at = best.length
  while (at > 0 && compare(best[at - 1] as T, item) > 0) at--
  best.splice(at, 0, item)
  if (best.length > limit) best.pop()
}
