import type { ContactId } from '#shared/domain/ids.ts'

/** Ids of contacts, few or very many. */
export interface IdSet extends Iterable<ContactId> {
  readonly size: number
  has(id: ContactId): boolean
}

/**
 * Very many ids, gathered slice by slice: to put a hundred thousand into one set would hold the window for a frame or
 * two. A line on screen asks each slice, of which there are few.
 */
export class SlicedIds implements IdSet {
  readonly #slices: ReadonlySet<ContactId>[] = []
  size = 0

  /** @param slices without an id that comes twice */
  static async gather(slices: AsyncIterable<readonly ContactId[]>): Promise<SlicedIds> {
    const gathered = new SlicedIds()
    for await (const slice of slices) {
      gathered.#slices.push(new Set(slice))
      gathered.size += slice.length
    }
    return gathered
  }

  has(id: ContactId): boolean {
    return this.#slices.some((slice) => slice.has(id))
  }

  *[Symbol.iterator](): Generator<ContactId, void> {
    for (const slice of this.#slices) yield* slice
  }
}

/** Another set, but for a few ids: of these it has those that the other one lacks. */
class ChangedIds implements IdSet {
  readonly #base: IdSet
  readonly #changed: ReadonlySet<ContactId>
  readonly size: number

  constructor(base: IdSet, changed: ReadonlySet<ContactId>) {
    this.#base = base
    this.#changed = changed
    this.size = [...changed].reduce((size, id) => size + (base.has(id) ? -1 : 1), base.size)
  }

  has(id: ContactId): boolean {
    return this.#base.has(id) !== this.#changed.has(id)
  }

  toggle(id: ContactId): IdSet {
    return new ChangedIds(this.#base, toggleFew(this.#changed, id))
  }

  *[Symbol.iterator](): Generator<ContactId, void> {
    for (const id of this.#base) if (!this.#changed.has(id)) yield id
    for (const id of this.#changed) if (!this.#base.has(id)) yield id
  }
}

/** Adds the id, or takes it out. Does not copy many. */
export function toggleId(ids: IdSet, id: ContactId): IdSet {
  if (ids instanceof ChangedIds) return ids.toggle(id)
  return ids instanceof SlicedIds ? new ChangedIds(ids, new Set([id])) : toggleFew(ids, id)
}

function toggleFew(ids: Iterable<ContactId>, id: ContactId): ReadonlySet<ContactId> {
  const toggled = new Set(ids)
  if (!toggled.delete(id)) toggled.add(id)
  return toggled
}
