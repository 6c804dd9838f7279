import * as v from 'valibot'
import { isFieldId, type FieldId } from '#shared/domain/ids.ts'
import type { LaidOutCard, LayoutSection, PlacedElement, PlacedField } from '#shared/domain/layout.ts'
import { codeOfField, families, isCardField, toFieldId, type Family } from './families.ts'
import { parseResult } from './parse-result.ts'
import { entriesOf, isYes, listOf, textOf } from './scalars.ts'
import { listOfRows } from './wire.ts'

const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')

const ElementWire = v.object({
  name: text,
  optionFlags: v.optional(v.pipe(v.unknown(), v.transform(isYes)), false),
  options: v.optional(v.pipe(v.unknown(), v.transform(toOptions)), {}),
})
const SectionWire = v.object({ name: text, title: text, elements: v.optional(listOfRows(ElementWire), []) })
type SectionWire = v.InferOutput<typeof SectionWire>

/** Numbers become texts on their way to the portal and back: all of them are compared as such. */
function toOptions(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entriesOf(value).map(([name, own]) => [name, typeof own === 'boolean' ? String(own) : textOf(own)] as const),
  )
}

type Places = Readonly<Record<string, PlacedField>>

/** How the vendor names what has a place of its own with us. */
const shared: Places = {
  ...{ NAME: 'firstName', LAST_NAME: 'lastName', PHONE: 'phones', EMAIL: 'emails', ASSIGNED_BY_ID: 'responsible' },
}
const ofLead: Places = {
  ...shared,
  ...{ TITLE: 'name', STATUS_ID: 'stage', OPPORTUNITY_WITH_CURRENCY: 'price', COMPANY_TITLE: 'companyName' },
  CLIENT: 'people',
}
const ownPlaces: Readonly<Record<LaidOutCard, Places>> = {
  ...{ contact: { ...shared, COMPANY: 'company' }, lead: ofLead, 'repeat-lead': ofLead },
}

/** Whose card it is. */
export const familyOf = (card: LaidOutCard): Family => (card === 'contact' ? families.contact : families.lead)

/** How the fields of one card are called. */
export interface CardNames {
  readonly places: Places
  /** Whose other fields have places as well. */
  readonly family: Family
}

/** @param tagField the field that keeps the tags of contacts, if there is one */
export const namesFor = (card: LaidOutCard, tagField: FieldId | null): CardNames =>
  card !== 'contact' || tagField === null
    ? { places: ownPlaces[card], family: familyOf(card) }
    : { places: { ...ownPlaces[card], [tagField]: 'tags' }, family: familyOf(card) }

/** A layout as it came; `null` where none is stored. A field that is named twice stands in its first place. */
export function toSections(result: unknown, names: CardNames, method: string): readonly LayoutSection[] | null {
  if (listOf(result).length === 0) return null
  const placed = new Set<PlacedField>()
  return parseResult(listOfRows(SectionWire), result, method).map(({ name, title, elements }) => ({
    ...{ name, title },
    elements: elements.flatMap(({ name: code, optionFlags, options }): PlacedElement[] => {
      const field = toPlace(code, names)
      if (code === '' || placed.has(field)) return []
      placed.add(field)
      return [{ field, isAlwaysShown: optionFlags, options }]
    }),
  }))
}

function toPlace(code: string, { places, family }: CardNames): PlacedField {
  const own = Object.hasOwn(places, code) ? places[code] : undefined
  if (own !== undefined) return own
  const id = toFieldId(family, code)
  return isCardField(family, code) && isFieldId(id) ? `custom:${id}` : `foreign:${code}`
}

/** The same as the vendor takes it. */
export function toSectionsOut(sections: readonly LayoutSection[], names: CardNames) {
  return sections.map(({ name, title, elements }) => {
    const named = elements.flatMap((element) => {
      const code = toCode(element.field, names)
      return code === '' ? [] : [toElementOut(code, element)]
    })
    // A query has no word for an empty list but an empty text, which the portal takes for a field without a name.
    return { name, title, type: 'section', ...(named.length === 0 ? {} : { elements: named }) }
  })
}

const toElementOut = (name: string, { isAlwaysShown, options }: PlacedElement) => ({
  ...{ name, optionFlags: isAlwaysShown ? '1' : '0' },
  ...(Object.keys(options).length === 0 ? {} : { options }),
})

/** Empty for what the portal has no field for. */
function toCode(field: PlacedField, { places, family }: CardNames): string {
  const own = Object.entries(places).find(([, place]) => place === field)
  if (own !== undefined) return own[0]
  const rest = field.includes(':') ? field.slice(field.indexOf(':') + 1) : ''
  return field.startsWith('custom:') && isFieldId(rest) ? codeOfField(family, rest) : rest
}
