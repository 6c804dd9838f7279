/** Something that the vendor puts in order by a number. */
export interface Sorted<Id> {
  readonly id: Id
  readonly sort: number
}

/**
 * The numbers that change when one thing is put before another: its own, and those of what follows as far as they are in the
 * way. Whole numbers, above 0.
 * @param others what it stands among, without itself, in order
 * @param before `null`, or one that is not there, is the last place
 */
export function sortsAfterMove<Id>(others: readonly Sorted<Id>[], id: Id, before: Id | null): readonly Sorted<Id>[] {
  const found = others.findIndex((other) => other.id === before)
  const at = found === -1 ? others.length : found
  const [above, below] = [others.slice(0, at), others.slice(at)]
  const [first] = below
  const lowest = above.length === 0 && first !== undefined ? first.sort - 1 : 1
  const own = Math.max(1, lowest, ...above.map(({ sort }) => sort + 1))
  const changed = [{ id, sort: own }]
  let last = own
  for (const other of below) {
    if (other.sort > last) break
    last += 1
    changed.push({ id: other.id, sort: last })
  }
  return changed
}
