/** An order that somebody has seen, and the one that they meant: of the same things, the first of which is the main one. */
export interface OrderChange<T> {
  readonly from: readonly T[]
  readonly to: readonly T[]
}

export interface MergedOrder<T> {
  /** What is there now, as it is to stand. */
  readonly order: readonly T[]
  /** Both sides have chosen another main one, or put the others otherwise: `order` is as ours. */
  readonly isConflict: boolean
}

/**
 * Puts what is there now into the order that was meant. Which one is the main one and how the others stand are two questions:
 * who changes one of them never meets who changes the other. What others have added stays where it stands among the rest,
 * what they have taken off stays off.
 * @param now as it stands, nothing twice
 */
export function mergeOrder<T>({ from, to }: OrderChange<T>, now: readonly T[]): MergedOrder<T> {
  const [seen, meant] = [from, to].map((side) => side.filter((one) => now.includes(one)))
  const main = mergeMain(seen ?? [], meant ?? [], now)
  const others = mergeOthers(seen ?? [], meant ?? [], now, main.value)
  const known = main.value === undefined ? [] : [main.value, ...others.value]
  return { order: withAdded(known, now), isConflict: main.isConflict || others.isConflict }
}

interface Merged<V> {
  readonly value: V
  readonly isConflict: boolean
}

function mergeMain<T>([seen]: readonly T[], [meant]: readonly T[], [theirs]: readonly T[]): Merged<T | undefined> {
  if (meant === seen || meant === undefined) return { value: theirs, isConflict: false }
  return { value: meant, isConflict: theirs !== seen && theirs !== meant }
}

/** Known to both sides, but for the main one. */
function mergeOthers<T>(
  seen: readonly T[],
  meant: readonly T[],
  now: readonly T[],
  main: T | undefined,
): Merged<readonly T[]> {
  const theirs = now.filter((one) => meant.includes(one))
  const isOurs = !isSame(without(meant, meant[0]), without(seen, meant[0]))
  const isTheirs = !isSame(without(theirs, theirs[0]), without(seen, theirs[0]))
  const [ours, other] = [without(meant, main), without(theirs, main)]
  if (!isOurs) return { value: other, isConflict: false }
  return { value: ours, isConflict: isTheirs && !isSame(ours, other) }
}

/** What only others know stands behind what it stood behind, or at the end where it was at the end. */
function withAdded<T>(known: readonly T[], now: readonly T[]): readonly T[] {
  const order = [...known]
  const last = now.findLastIndex((one) => known.includes(one))
  for (const [at, one] of now.entries()) {
    if (order.includes(one)) continue
    const before = now[at - 1]
    const place = at > last || before === undefined ? order.length : order.indexOf(before) + 1
    order.splice(place, 0, one)
  }
  return order
}

const without = <T>(list: readonly T[], one: T | undefined): readonly T[] => list.filter((other) => other !== one)
const isSame = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at])
