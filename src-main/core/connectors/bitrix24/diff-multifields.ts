import type { MultifieldWire } from './wire.ts'

/** One value of a multifield, as a user means it. */
export interface Reach {
  readonly value: string
  readonly valueType: string
}

/** What changes one value: with an id that one, without it is one more. */
export type MultifieldOut =
  | { readonly VALUE: string; readonly VALUE_TYPE: string }
  | { readonly ID: string; readonly VALUE: string; readonly VALUE_TYPE: string }
  | { readonly ID: string; readonly DELETE: 'Y' }

/**
 * What to send so that `base` becomes `wanted` where `current` stands now. The vendor appends what comes without an id and
 * keeps what is not mentioned, so only what the user has moved is told, by the id that it has: values that others have
 * added or changed meanwhile stay, and telling it again changes nothing.
 * @param base as the user's edit was compared with it; `null` where it is to be as `wanted`, whatever stands there
 */
export function diffMultifields(
  current: readonly MultifieldWire[],
  base: readonly Reach[] | null,
  wanted: readonly Reach[],
): readonly MultifieldOut[] {
  const before = base ?? current.map(toReach)
  const left = without(before, wanted)
  const came = without(wanted, before)
  const free = new Set(current)
  /** One that stands there, whose turn has not come yet. */
  function take(reach: Reach): MultifieldWire | undefined {
    const found = current.find((field) => free.has(field) && isSame(toReach(field), reach))
    if (found !== undefined) free.delete(found)
    return found
  }

  const steps = pairUp(left, came)
  const known = steps.map(([from]) => (from === null ? undefined : take(from)))
  return steps.flatMap(([, to], at): MultifieldOut[] => {
    const field = known[at]
    if (to === null) return field === undefined ? [] : [{ ID: field.ID, DELETE: 'Y' }]
    const isThere = take(to) !== undefined
    // Already told: what it has replaced goes, if it has come back.
    if (isThere) return field === undefined ? [] : [{ ID: field.ID, DELETE: 'Y' }]
    const told = { VALUE: to.value, VALUE_TYPE: to.valueType }
    return [field === undefined ? told : { ID: field.ID, ...told }]
  })
}

const toReach = ({ VALUE, VALUE_TYPE }: MultifieldWire): Reach => ({ value: VALUE, valueType: VALUE_TYPE })
const isSame = (a: Reach, b: Reach): boolean => a.value === b.value && typeOf(a) === typeOf(b)
/** A value without a kind is read as one of the others. */
const typeOf = ({ valueType }: Reach): string => valueType.trim().toUpperCase() || 'OTHER'

/** Those of `all` that are not among `others`; of equals as many as there are more. */
function without(all: readonly Reach[], others: readonly Reach[]): readonly Reach[] {
  const rest = [...others]
  return all.filter((one) => {
    const at = rest.findIndex((other) => isSame(one, other))
    if (at !== -1) rest.splice(at, 1)
    return at === -1
  })
}

/** One that left and one that came are one that changed: first of the same text, then in their order. */
function pairUp(left: readonly Reach[], came: readonly Reach[]): readonly (readonly [Reach | null, Reach | null])[] {
  const rest = [...came]
  const rekinded = left.map((from) => {
    const at = rest.findIndex(({ value }) => value === from.value)
    return at === -1 ? null : (rest.splice(at, 1)[0] ?? null)
  })
  const changed = left.map((from, at): readonly [Reach, Reach | null] => [from, rekinded[at] ?? rest.shift() ?? null])
  return [...changed, ...rest.map((to): readonly [null, Reach] => [null, to])]
}
