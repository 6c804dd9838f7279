import type { Json } from '#shared/domain/contact.ts'
import type { AccountId, NeighbourId } from '#shared/domain/ids.ts'
import { isPlacedField, layoutRemoteId, type PlacedField } from '#shared/domain/layout.ts'
import type { NeighbourEdit } from '#shared/domain/neighbour.ts'
import { fieldLabel, type Speaker } from './mutation-words.ts'

const FOREIGN = 'foreign:'

/** A field by the name that the card gives it; what only the CRM's card has by the CRM's code. */
export function placeLabel(field: PlacedField, accountId: AccountId, speaker: Speaker): string {
  if (isForeign(field)) return field.slice(FOREIGN.length)
  if (field === 'phones') return speaker.text.t('card.phone')
  if (field === 'emails') return speaker.text.t('card.email')
  return fieldLabel(field, accountId, speaker)
}

type Foreign = PlacedField & `foreign:${string}`
export const isForeign = (field: PlacedField): field is Foreign => field.startsWith(FOREIGN)

/** What was done to a layout, as a sentence. */
export function describeLayoutEdit(id: NeighbourId, { field, to }: NeighbourEdit, { text }: Speaker): string {
  const isCommon = id.endsWith(`.${layoutRemoteId('contact', 'common')}`)
  if (field === 'isForced') return text.t('layout.forced')
  if (to === null) return text.t(isCommon ? 'layout.resetCommon' : 'layout.resetOwn')
  return text.t(isCommon ? 'layout.changedCommon' : 'layout.changedOwn')
}

/** A layout in a line: its sections, each with its fields. */
export function layoutValue(value: Json, accountId: AccountId, speaker: Speaker): string {
  const { t } = speaker.text
  if (!Array.isArray(value)) return t('layout.default')
  return (value as readonly Json[])
    .map((section) => {
      const { title, elements } = { title: '', elements: [], ...objectOf(section) }
      const fields = (Array.isArray(elements) ? (elements as readonly Json[]) : []).flatMap((element) => {
        const { field = null } = objectOf(element)
        return isPlacedField(field) ? [placeLabel(field, accountId, speaker)] : []
      })
      const name = typeof title === 'string' ? title : ''
      return fields.length === 0 ? name : t('layout.sectionLine', { title: name, fields: fields.join(', ') })
    })
    .join('; ')
}

const objectOf = (value: Json): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {}
