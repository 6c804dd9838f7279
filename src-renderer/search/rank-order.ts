/**
 * Numbered items in order while they come and move. Few changes are inserted one by one; the whole is copied once for
 * all changes since it was last read, so that what was read stays as it was.
 */
export class RankOrder {
  readonly #compare: (a: number, b: number) => number
  #sorted: Uint32Array
  #added: number[] = []
  readonly #moved = new Set<number>()
  /** By item, where it stands in `#sorted`; made when it is asked for. */
  #places: Uint32Array | null = null

  /**
   * @param compare a total order: 0 for the same item alone
   * @param sorted by it
   */
  constructor(compare: (a: number, b: number) => number, sorted: Uint32Array = new Uint32Array(0)) {
    this.#compare = compare
    this.#sorted = sorted
  }

  /** An item that was not there. */
  add(item: number): void {
    this.#added.push(item)
  }

  /** An item that is there, and may belong elsewhere now. */
  move(item: number): void {
    this.#moved.add(item)
  }

  /** Nothing came or moved since it was read. */
  get isSettled(): boolean {
    return this.#moved.size === 0 && this.#added.length === 0
  }

  /** All items in order. Never changed afterwards. */
  read(): Uint32Array {
    if (!this.isSettled) this.#places = null
    if (this.#moved.size > 0) {
      const moved = this.#moved
      this.#sorted = this.#sorted.filter((item) => !moved.has(item))
      const isNew = new Set(this.#added)
      for (const item of moved) if (!isNew.has(item)) this.#added.push(item)
      moved.clear()
    }
    if (this.#added.length > 0) this.#sorted = this.#merge(this.#added.sort(this.#compare))
    this.#added = []
    return this.#sorted
  }

  /** By item: its place in what `read` gives. Items are numbered from 0 on without a gap. */
  readPlaces(): Uint32Array {
    const sorted = this.read()
    if (this.#places !== null) return this.#places
    const places = new Uint32Array(sorted.length)
    for (let at = 0; at < sorted.length; at++) places[sorted[at] as number] = at
    this.#places = places
    return places
  }

  /** Both runs are sorted. Positions are found by halving: comparing is dear, copying is cheap. */
  #merge(added: readonly number[]): Uint32Array {
    const merged = new Uint32Array(this.#sorted.length + added.length)
    let [from, to] = [0, 0]
    for (const [before, item] of added.entries()) {
      to = this.#positionOf(item, from)
      merged.set(this.#sorted.subarray(from, to), from + before)
      merged[to + before] = item
      from = to
    }
    merged.set(this.#sorted.subarray(from), from + added.length)
    return merged
  }

  #positionOf(item: number, from: number): number {
    let [low, high] = [from, this.#sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(this.#sorted[middle] as number, item) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * Sorts by a small number, keeping the order of those that have the same.
 * @param rankOf below `ranks`
 */
export function sortByRank(items: Uint32Array, rankOf: (item: number) => number, ranks: number): Uint32Array {
  const starts = new Uint32Array(ranks + 1)
  for (let at = 0; at < items.length; at++) {
    const after = rankOf(items[at] as number) + 1
    starts[after] = (starts[after] as number) + 1
  }
  for (let rank = 1; rank <= ranks; rank++) starts[rank] = (starts[rank] as number) + (starts[rank - 1] as number)
  const sorted = new Uint32Array(items.length)
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as number
    const rank = rankOf(item)
    const place = starts[rank] as number
    starts[rank] = place + 1
    sorted[place] = item
  }
  return sorted
}
