import type { Capabilities } from '#shared/domain/account.ts'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import type { LayoutSection, PlacedElement, PlacedField } from '#shared/domain/layout.ts'

/** Fields that stand together on a card, as its layout says. */
export interface PlannedSection {
  readonly name: string
  readonly title: string
  readonly fields: readonly PlacedField[]
}

/** A card by its layout. */
export interface CardPlan {
  /** Those with something to show. */
  readonly sections: readonly PlannedSection[]
  /** What the layout leaves out: it is still a step away. */
  readonly more: readonly PlacedField[]
}

/** Everything that the card of a contact can show, in the order that it has without a layout. */
export function placesOf(
  definitions: readonly Pick<FieldDefinition, 'id'>[],
  { tags }: Pick<Capabilities, 'tags'>,
): readonly PlacedField[] {
  return [
    ...(['firstName', 'lastName', 'phones', 'emails', 'company'] as const),
    ...(tags ? (['tags'] as const) : []),
    'responsible',
    ...definitions.map(({ id }): PlacedField => `custom:${id}`),
  ]
}

/** The same for the card of a lead, whose other fields its CRM tells. */
export const leadPlacesWith = (definitions: readonly Pick<FieldDefinition, 'id'>[]): readonly PlacedField[] => [
  ...leadPlaces,
  ...definitions.map(({ id }): PlacedField => `custom:${id}`),
]

/** What every lead has. What it sells stands beneath all of them. */
export const leadPlaces: readonly PlacedField[] = [
  ...(['name', 'price', 'stage', 'firstName', 'lastName', 'companyName'] as const),
  ...(['phones', 'emails', 'responsible', 'people'] as const),
]

/** Which fields stand where. What the CRM's card has and ours has not keeps no place here. */
export function planCard(sections: readonly LayoutSection[], places: readonly PlacedField[]): CardPlan {
  const known = new Set(places)
  const planned = sections.map(({ name, title, elements }) => ({
    ...{ name, title },
    fields: elements.map(({ field }) => field).filter((field) => known.has(field)),
  }))
  const placed = new Set(planned.flatMap(({ fields }) => fields))
  return {
    sections: planned.filter(({ fields }) => fields.length > 0),
    more: places.filter((field) => !placed.has(field)),
  }
}

/** A place that nobody has said anything about. */
export const toElement = (field: PlacedField): PlacedElement => ({ field, isAlwaysShown: false, options: {} })

/**
 * What a layout begins with where the CRM has none to tell: what every contact has, then all the rest.
 * @param titles of the two sections
 */
export function firstLayout(
  places: readonly PlacedField[],
  titles: { readonly main: string; readonly other: string },
): readonly LayoutSection[] {
  const isOwn = (field: PlacedField) => !field.startsWith('custom:')
  const [own, other] = [places.filter(isOwn), places.filter((field) => !isOwn(field))]
  const main = { name: 'main', title: titles.main, elements: own.map(toElement) }
  return other.length === 0
    ? [main]
    : [main, { name: 'additional', title: titles.other, elements: other.map(toElement) }]
}
