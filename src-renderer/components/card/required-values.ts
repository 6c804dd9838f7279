import type { CustomItem } from '#shared/domain/contact.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import type { CustomValues } from '#shared/domain/neighbour.ts'

/** Values of fields by the account whose form they are of: another one has another field under the same id. */
export type ValuesByAccount = Readonly<Record<AccountId, CustomValues>>

/** The same with another value of one field; a field without a value has no key. */
export function withValue(values: CustomValues, fieldId: FieldId, items: readonly CustomItem[]): CustomValues {
  const others = Object.entries(values).filter(([id]) => id !== fieldId)
  return Object.fromEntries(items.length === 0 ? others : [...others, [fieldId, items]])
}
