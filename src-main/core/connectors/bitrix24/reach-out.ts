import type { ContactPoint, CustomItem } from '#shared/domain/contact.ts'
import { diffMultifields, type MultifieldOut, type Reach } from './diff-multifields.ts'
import { isOpenLine, toValueType } from './point-kinds.ts'
import { textOf } from './scalars.ts'
import type { MultifieldName, ReachWire } from './wire.ts'

/** A number or an address, as it goes out. */
export const toReach = ({ value, kind }: ContactPoint): Reach => ({ value, valueType: toValueType(kind) })

/** A site, or a name in a messenger. */
export const itemToReach = ({ value, code }: CustomItem): Reach => ({
  value: textOf(value),
  valueType: code ?? 'OTHER',
})

/** Links of open lines are written by the vendor alone. */
export const writable = (items: readonly CustomItem[]): readonly Reach[] =>
  items.map(itemToReach).filter(({ value }) => value !== '' && !isOpenLine(value))

export type ReachOut = Readonly<Partial<Record<MultifieldName, readonly MultifieldOut[]>>>

/** Values of a record that is made. */
export const toNewReach = (name: MultifieldName, values: readonly Reach[]): ReachOut =>
  values.length === 0 ? {} : { [name]: diffMultifields([], [], values) }

/**
 * What changes of them, value by value; nothing where the portal has them so already.
 * @param current the record as it is now
 * @param before as in `diffMultifields`
 */
export function toChangedReach(
  name: MultifieldName,
  current: ReachWire | undefined,
  before: readonly Reach[] | null,
  wanted: readonly Reach[],
): ReachOut {
  // What an open line has written is not ours to count.
  const own = (current?.[name] ?? []).filter(({ VALUE }) => !isOpenLine(VALUE))
  const told = diffMultifields(own, before, wanted)
  return told.length === 0 ? {} : { [name]: told }
}
