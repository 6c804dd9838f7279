import type { Json } from '#shared/domain/contact.ts'
import { accountOf, type AccountId, type NeighbourId } from '#shared/domain/ids.ts'
import type { NeighbourEdit } from '#shared/domain/neighbour.ts'
import { isRemoval, REMOVED } from '#shared/domain/removal.ts'
import { placeInRequisite, type RequisiteFields, type RequisiteForm } from '#shared/domain/requisite.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Speaker } from './mutation-words.ts'
import type { Text } from './use-text.ts'

const addressWords: Readonly<Record<string, MessageKey>> = {
  ADDRESS_1: 'part.address1',
  ADDRESS_2: 'requisites.flat',
  CITY: 'part.city',
  REGION: 'requisites.district',
  PROVINCE: 'part.state',
  POSTAL_CODE: 'part.zip',
  COUNTRY: 'part.country',
}

/** A line of an address; one that nobody here knows is called as the CRM has it. */
export function addressLineLabel(line: string, { t }: Text): string {
  const key = Object.hasOwn(addressWords, line) ? addressWords[line] : undefined
  return key === undefined ? line : t(key)
}

/** A type of addresses by the CRM's name of it. */
export const addressTypeName = (type: string, form: RequisiteForm | null, { t }: Text): string =>
  form?.addressTypes.find(({ id }) => id === type)?.name || t('requisites.address')

/** One field of requisites by the name that the card gives it; `null` for a field of anything else. */
export function requisiteFieldLabel(field: string, accountId: AccountId, { text, names }: Speaker): string | null {
  const form = names.requisites(accountId)
  const place = placeInRequisite(field)
  if (place?.kind === 'address') {
    const [type, line] = [addressTypeName(place.type, form, text), addressLineLabel(place.line, text)]
    return text.t('requisites.lineOf', { type, line })
  }
  if (place?.kind !== 'value') return null
  const lines = form?.templates.flatMap((template) => template.lines) ?? []
  return lines.find(({ name }) => name === place.name)?.title ?? place.name.replace(/^RQ_/, '')
}

/** One value as a short text; `null` for a value of anything else. */
export function requisiteValueText(field: string, value: Json, { text }: Speaker): string | null {
  if (field !== REMOVED) return null
  return textsIn(value).join(', ') || text.t('mutation.empty')
}

/** All texts of whatever was seen, in their order. */
function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((part: Json) => textsIn(part)) : []
}

/** New requisites, as a sentence. */
export const describeNewRequisite = ({ name }: RequisiteFields, who: string, { text }: Speaker): string =>
  text.t('requisites.new', { who, name })

/** What was done to requisites, as a sentence. @param said the field and its values in words */
export function describeRequisiteEdit(
  id: NeighbourId,
  edit: NeighbourEdit,
  said: { readonly who: string; readonly from: string; readonly to: string },
  speaker: Speaker,
): string {
  const { who, from, to } = said
  if (isRemoval(edit)) return speaker.text.t('requisites.remove', { who, name: from })
  const field = requisiteFieldLabel(edit.field, accountOf(id), speaker) ?? speaker.text.t('requisites.name')
  return speaker.text.t('requisites.edit', { who, field, from, to })
}
