import type { FieldName, NeighbourFieldName } from './field-edit.ts'
import { toNeighbourId, type AccountId, type NeighbourId, type RemoteId } from './ids.ts'

/** Cards that a CRM lays out; that of a lead of somebody who has bought before is one of its own. */
export const laidOutCards = ['contact', 'lead', 'repeat-lead'] as const
export type LaidOutCard = (typeof laidOutCards)[number]

/** Whose layout it is: the signed-in user's own, which counts where there is one, or everybody's. */
export const layoutScopes = ['own', 'common'] as const
export type LayoutScope = (typeof layoutScopes)[number]

/** What a sale has beside what a person has; `people` are its company and its contacts. */
export const salePlaces = ['name', 'price', 'stage', 'companyName', 'people'] as const
export type SalePlace = (typeof salePlaces)[number]

/** What stands in one place of a card. `foreign` is what the CRM's card has and ours has not: it keeps its place there. */
export type PlacedField = Exclude<FieldName, 'contact' | NeighbourFieldName> | SalePlace | `foreign:${string}`

const ownFields: readonly string[] = [
  ...['firstName', 'lastName', 'phones', 'emails', 'company', 'tags', 'responsible'],
  ...salePlaces,
]

/** Whether a text names such a place. */
export const isPlacedField = (value: unknown): value is PlacedField =>
  typeof value === 'string' && (ownFields.includes(value) || /^(?:custom|foreign):./.test(value))

export type PlacedElement = {
  readonly field: PlacedField
  /** The CRM shows it empty as well. */
  readonly isAlwaysShown: boolean
  /** The CRM's own settings of it, kept as they are. */
  readonly options: Readonly<Record<string, string>>
}

/** Fields that stand together under a title. */
export type LayoutSection = {
  /** What the CRM knows it by; each once in a layout. */
  readonly name: string
  readonly title: string
  readonly elements: readonly PlacedElement[]
}

/** How a card is laid out. Fields of no section are kept out of sight, not away. */
export type LayoutFields = {
  readonly card: LaidOutCard
  readonly scope: LayoutScope
  /** From the top; `null` where nobody has made a layout: then it is the CRM's default, which it does not tell. */
  readonly sections: readonly LayoutSection[] | null
  /**
   * Of the common one: everybody is to have it, whatever they have made of their own. A wish that is carried out and not kept;
   * a CRM always tells `false`.
   */
  readonly isForced: boolean
}

/** The CRM's id of a layout, made up: there is one of each. */
export const layoutRemoteId = (card: LaidOutCard, scope: LayoutScope): RemoteId => `${card}-${scope}` as RemoteId

/** Which layout such an id is of; `null` for any other. */
export function layoutOfId(remoteId: string): { readonly card: LaidOutCard; readonly scope: LayoutScope } | null {
  for (const card of laidOutCards) {
    for (const scope of layoutScopes) if (remoteId === layoutRemoteId(card, scope)) return { card, scope }
  }
  return null
}

/** The record of one layout of an account. */
export const layoutId = (accountId: AccountId, card: LaidOutCard, scope: LayoutScope): NeighbourId =>
  toNeighbourId('layout', accountId, layoutRemoteId(card, scope))
