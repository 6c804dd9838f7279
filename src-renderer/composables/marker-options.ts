import type { FieldId } from '#shared/domain/ids.ts'
import type { MarkerChoice, MarkerMaking, MarkerWish } from '#shared/domain/marker.ts'
import type { Text } from './use-text.ts'

/** What the CRM offers, as main tells it. */
export interface MarkerOffer {
  readonly chosen: MarkerChoice
  readonly fields: readonly { readonly id: FieldId; readonly name: string }[]
  readonly making: MarkerMaking
}

const OFF = 'off'
const NEW = 'new'
const fieldPrefix = 'field:'
/** As main names the field that it makes. */
const OWN_NAME = 'Kartoteka ID'

/** As the value of a list to choose from. */
export const toMarkerValue = (choice: MarkerChoice): string =>
  choice.kind === 'field' ? `${fieldPrefix}${choice.fieldId}` : OFF

/** What a chosen value stands for. */
export function toMarkerWish(value: string): MarkerWish {
  if (value === NEW) return { kind: 'new' }
  return value.startsWith(fieldPrefix)
    ? { kind: 'field', fieldId: value.slice(fieldPrefix.length) as FieldId }
    : { kind: 'none' }
}

/** Off first, then a field of its own, then those that are there. A chosen field that has gone is still shown as chosen. */
export function toMarkerOptions(
  offer: MarkerOffer,
  { t }: Text,
): readonly { readonly id: string; readonly name: string }[] {
  const fields = offer.fields.map(({ id, name }) => ({
    id: `${fieldPrefix}${id}`,
    name: t('marker.inField', { name }),
  }))
  return [
    { id: OFF, name: t('marker.off') },
    ...(offer.making === 'possible' ? [{ id: NEW, name: t('marker.make') }] : []),
    ...fields,
    ...(isMarkerGone(offer) ? [{ id: toMarkerValue(offer.chosen), name: t('marker.goneField') }] : []),
  ]
}

/** The field that was chosen is there no longer, or is no text any more: contacts go without keys. */
export const isMarkerGone = ({ chosen, fields }: MarkerOffer): boolean =>
  chosen.kind === 'field' && !fields.some(({ id }) => id === chosen.fieldId)

/** The offer after a choice, until the CRM has been asked again. A field that was made for it is on the list by then. */
export function withChosen(offer: MarkerOffer, chosen: MarkerChoice): MarkerOffer {
  const isNew = isMarkerGone({ ...offer, chosen }) && chosen.kind === 'field'
  if (!isNew) return { ...offer, chosen }
  return { chosen, fields: [{ id: chosen.fieldId, name: OWN_NAME }, ...offer.fields], making: 'made' }
}
