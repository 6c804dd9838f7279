import type { CustomItem } from '../domain/contact.ts'
import type { FieldId } from '../domain/ids.ts'
import { customField, type Sale } from '../domain/neighbour.ts'

/**
 * Whether a deal of the CRM has all that a new one was sent with, whoever belongs to it. What was left to the CRM to choose is not
 * asked for, nor what was edited since: that may have left with it, and if not, it is compared once more.
 * @param editedSince names of fields, as edits name them
 */
export function isAsMade(one: Sale, made: Sale, editedSince: ReadonlySet<string>): boolean {
  const [theirs, ours] = [one.fields, made.fields]
  const isSame = (field: 'price' | 'companyId' | 'stage' | 'responsibleId') =>
    editedSince.has(field) || theirs[field] === ours[field]
  const isChosen = (field: 'stage' | 'responsibleId') => ours[field] === null || isSame(field)
  return (
    one.kind === made.kind &&
    isSame('price') &&
    isSame('companyId') &&
    isChosen('stage') &&
    isChosen('responsibleId') &&
    Object.entries(ours.custom ?? {}).every(([id, items]) => {
      const fieldId = id as FieldId
      return editedSince.has(customField(fieldId)) || hasAll(theirs.custom?.[fieldId] ?? [], items)
    })
  )
}

/** An option is what its number says. */
const keyOf = ({ optionId, value }: CustomItem): string => optionId ?? JSON.stringify(value)

/** The CRM may have filled in more. */
const hasAll = (theirs: readonly CustomItem[], ours: readonly CustomItem[]): boolean =>
  ours.every((item) => theirs.some((other) => keyOf(other) === keyOf(item)))
