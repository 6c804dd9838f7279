import type { LayoutSection, PlacedElement, PlacedField } from '#shared/domain/layout.ts'
import { toElement } from './card-places.ts'

/** A layout on its way to another one. Every step gives a new one and leaves the old as it is. */
export type LayoutDraft = readonly LayoutSection[]

/** Where an element stands: which section, and the how manieth in it. */
export interface Spot {
  readonly section: number
  readonly at: number
}

/** `null` for what is in no section. */
export function spotOf(draft: LayoutDraft, field: PlacedField): Spot | null {
  for (const [section, { elements }] of draft.entries()) {
    const at = elements.findIndex((element) => element.field === field)
    if (at !== -1) return { section, at }
  }
  return null
}

/** The field at a place among the others of a section; from another section, or from what is hidden, it comes along. */
export function placeField(draft: LayoutDraft, field: PlacedField, to: Spot): LayoutDraft {
  const spot = spotOf(draft, field)
  const element: PlacedElement =
    (spot === null ? undefined : draft[spot.section]?.elements[spot.at]) ?? toElement(field)
  return hideField(draft, field).map((section, at) =>
    at === to.section ? { ...section, elements: section.elements.toSpliced(to.at, 0, element) } : section,
  )
}

/** One step up or down, out of a section into the next one at its edge. The same draft where there is nowhere to go. */
export function stepField(draft: LayoutDraft, field: PlacedField, step: -1 | 1): LayoutDraft {
  const spot = spotOf(draft, field)
  if (spot === null) return draft
  const { section, at } = spot
  const last = (draft[section]?.elements.length ?? 0) - 1
  if (at + step >= 0 && at + step <= last) return placeField(draft, field, { section, at: at + step })
  const next = draft[section + step]
  if (next === undefined) return draft
  return placeField(draft, field, { section: section + step, at: step === 1 ? 0 : next.elements.length })
}

/** Out of all sections. */
export const hideField = (draft: LayoutDraft, field: PlacedField): LayoutDraft =>
  draft.map((section) => {
    const elements = section.elements.filter((element) => element.field !== field)
    return elements.length === section.elements.length ? section : { ...section, elements }
  })

/** One step up or down. */
export function stepSection(draft: LayoutDraft, at: number, step: -1 | 1): LayoutDraft {
  const section = draft[at]
  const to = at + step
  return section === undefined || to < 0 || to >= draft.length
    ? draft
    : draft.toSpliced(at, 1).toSpliced(to, 0, section)
}

/** Its fields go out of sight with it, but for those that only the CRM's own card shows: they move to a neighbour. */
export function removeSection(draft: LayoutDraft, at: number): LayoutDraft {
  const kept = (draft[at]?.elements ?? []).filter(({ field }) => field.startsWith('foreign:'))
  const rest = draft.toSpliced(at, 1)
  const heir = Math.min(at, rest.length - 1)
  if (kept.length === 0) return rest
  return rest.map((section, place) =>
    place === heir ? { ...section, elements: [...section.elements, ...kept] } : section,
  )
}

/** @param name what the CRM is to know it by: of no other section */
export const addSection = (draft: LayoutDraft, name: string, title: string): LayoutDraft => [
  ...draft,
  { name, title, elements: [] },
]

export const renameSection = (draft: LayoutDraft, at: number, title: string): LayoutDraft =>
  draft.map((section, place) => (place === at ? { ...section, title } : section))

/** The CRM takes neither a layout without sections nor a section without a title. */
export const isTakable = (draft: LayoutDraft): boolean =>
  draft.length > 0 && draft.every(({ title }) => title.trim() !== '')

/** Without blanks around titles. */
export const toSaved = (draft: LayoutDraft): LayoutDraft =>
  draft.map((section) => ({ ...section, title: section.title.trim() }))
