/**
 * Items kept in order while they come and go. Few changes are inserted one by one; many are sorted in at once when the
 * order is next read.
 */
export class SortedList<Id> {
  readonly #compare: (a: Id, b: Id) => number
  #sorted: Id[] = []
  readonly #added = new Set<Id>()
  readonly #removed = new Set<Id>()

  /** @param compare a total order: 0 for the same item alone */
  constructor(compare: (a: Id, b: Id) => number) {
    this.#compare = compare
  }

  add(id: Id): void {
    this.#added.add(id)
  }

  remove(id: Id): void {
    this.#added.delete(id)
    this.#removed.add(id)
  }

  /** All items in order. Not to be kept: the next change may reuse it. */
  read(): readonly Id[] {
    if (this.#removed.size > 0) this.#sorted = this.#sorted.filter((id) => !this.#removed.has(id))
    if (this.#added.size > 0) this.#sorted = this.#merge([...this.#added].sort(this.#compare))
    this.#removed.clear()
    this.#added.clear()
    return this.#sorted
  }

  /** Both runs are sorted. Positions are found by halving: comparing texts is dear, copying is cheap. */
  #merge(added: readonly Id[]): Id[] {
    const merged: Id[] = []
    let from = 0
    for (const id of added) {
      const to = this.#positionOf(id, from)
      for (let at = from; at < to; at++) merged.push(this.#sorted[at] as Id)
      merged.push(id)
      from = to
    }
    for (let at = from; at < this.#sorted.length; at++) merged.push(this.#sorted[at] as Id)
    return merged
  }

  #positionOf(id: Id, from: number): number {
    let [low, high] = [from, this.#sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(this.#sorted[middle] as Id, id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
