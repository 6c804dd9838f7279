/** Places in a list, one bit each. */
export type PlaceSet = Uint32Array

/** Of a list of that length, the places that `isIn` says. */
export function placesOf(length: number, isIn: (at: number) => boolean): PlaceSet {
  const places = new Uint32Array((length + 31) >>> 5)
  for (let at = 0; at < length; at++) if (isIn(at)) places[at >>> 5] = (places[at >>> 5] ?? 0) | (1 << (at & 31))
  return places
}

export const allPlaces = (length: number): PlaceSet => placesOf(length, () => true)

export const hasPlace = (places: PlaceSet, at: number): boolean => (((places[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1

/** The same set without some of its places. */
export function withoutPlaces(places: PlaceSet, dropped: Iterable<number>): PlaceSet {
  const rest = places.slice()
  for (const at of dropped) rest[at >>> 5] = (rest[at >>> 5] ?? 0) & ~(1 << (at & 31))
  return rest
}

export const isEmpty = (places: PlaceSet): boolean => places.every((word) => word === 0)

/** Ascending. @param limit at most so many */
export function firstPlaces(places: PlaceSet, limit = Infinity): readonly number[] {
  const first: number[] = []
  for (const [word, bits] of places.entries()) {
    for (let rest = bits; rest !== 0 && first.length < limit; rest &= rest - 1) {
      first.push(word * 32 + 31 - Math.clz32(rest & -rest))
    }
    if (first.length >= limit) break
  }
  return first
}

/** How many there are. */
export function countPlaces(places: PlaceSet): number {
  let count = 0
  for (const bits of places) for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}
