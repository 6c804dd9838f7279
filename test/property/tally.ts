/** Counts what happened in a history, by name. */
export interface Tally {
  count(name: string): void
  readonly counts: ReadonlyMap<string, number>
}

export function createTally(): Tally {
  const counts = new Map<string, number>()
  return {
    counts,
    count: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
  }
}
