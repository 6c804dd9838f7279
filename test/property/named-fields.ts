import { contactFieldIds } from '#demo-crm/seed/account-data.ts'
import type { FieldId } from '#shared/domain/ids.ts'

/** Fields of the simulated CRMs' forms, in the simulator's own words. */
export type FieldWord = 'note' | 'source' | 'interests' | 'orders' | 'address' | 'firm'
/** Where a CRM keeps them; one of them may have no such field. */
export type FieldPlaces = Readonly<Partial<Record<FieldWord, FieldId>>>

const numberOf = (code: string): number => contactFieldIds.get(code) ?? 0

/** In the first kind of CRM, by number. */
export const fieldIds = {
  phone: numberOf('phone'),
  email: numberOf('email'),
  note: numberOf('note'),
  source: numberOf('source'),
  interests: numberOf('interests'),
  address: numberOf('delivery'),
  firm: numberOf('requisites'),
  orders: numberOf('orders'),
  /** Where keys of new contacts go. */
  marker: numberOf('externalId'),
}

const textOf = (id: number): FieldId => String(id) as FieldId
/** Of the first kind of CRM. */
export const firstPlaces = {
  note: textOf(fieldIds.note),
  source: textOf(fieldIds.source),
  interests: textOf(fieldIds.interests),
  orders: textOf(fieldIds.orders),
  address: textOf(fieldIds.address),
  firm: textOf(fieldIds.firm),
} as const satisfies FieldPlaces

/** Of the second kind. */
export const portalPlaces = {
  note: 'UF_CRM_SIM_NOTE' as FieldId,
  source: 'UF_CRM_LOYALTY' as FieldId,
  interests: 'UF_CRM_INTERESTS' as FieldId,
  orders: 'UF_CRM_ORDERS' as FieldId,
} as const satisfies FieldPlaces

const words = new Map<FieldId, FieldWord>(
  [firstPlaces, portalPlaces].flatMap((places) =>
    Object.entries(places).map(([word, id]) => [id, word as FieldWord] as const),
  ),
)

/** What a field is called here, whichever CRM it is of. */
export const wordOf = (id: FieldId): FieldWord | undefined => words.get(id)
