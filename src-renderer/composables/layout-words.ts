import type { Json } from '#shared/domain/contact.ts'
import { remoteIdOf, type AccountId, type NeighbourId } from '#shared/domain/ids.ts'
import { isPlacedField, layoutOfId, type PlacedField, type SalePlace } from '#shared/domain/layout.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { NeighbourEdit } from '#shared/domain/neighbour.ts'
import type { FieldName } from '#shared/domain/field-edit.ts'
import { fieldLabel, type Speaker } from './mutation-words.ts'

const FOREIGN = 'foreign:'

/** A field by the name that the card gives it; what only the CRM's card has by the CRM's code. */
export function placeLabel(field: PlacedField, accountId: AccountId, speaker: Speaker): string {
  if (isForeign(field)) return field.slice(FOREIGN.length)
  const ofSale = Object.hasOwn(saleLabels, field) ? saleLabels[field as SalePlace] : undefined
  if (ofSale !== undefined) return speaker.text.t(ofSale)
  if (field === 'phones') return speaker.text.t('card.phone')
  if (field === 'emails') return speaker.text.t('card.email')
  return fieldLabel(field as FieldName, accountId, speaker)
}

const saleLabels: Readonly<Record<SalePlace, MessageKey>> = {
  ...{ name: 'deals.name', price: 'deals.price', stage: 'deals.stage' },
  ...{ companyName: 'leads.companyName', people: 'layout.people' },
}

type Foreign = PlacedField & `foreign:${string}`
export const isForeign = (field: PlacedField): field is Foreign => field.startsWith(FOREIGN)

/** What was done to a layout, as a sentence. */
export function describeLayoutEdit(id: NeighbourId, { field, to }: NeighbourEdit, { text }: Speaker): string {
  const { card, scope } = layoutOfId(remoteIdOf(id) ?? '') ?? { card: 'contact', scope: 'own' }
  const whose = { card: text.t(`layout.card.${card}`) }
  const isCommon = scope === 'common'
  if (field === 'isForced') return text.t('layout.forced', whose)
  if (to === null) return text.t(isCommon ? 'layout.resetCommon' : 'layout.resetOwn', whose)
  return text.t(isCommon ? 'layout.changedCommon' : 'layout.changedOwn', whose)
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
