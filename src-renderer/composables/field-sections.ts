import type { FieldDefinition, FieldGroup } from '#shared/domain/directory.ts'

/** Fields that stand together on the card. */
export interface FieldSection {
  /** `null` where the CRM has told of no sections. */
  readonly group: FieldGroup | null
  readonly definitions: readonly FieldDefinition[]
}

/** The fields of a card by section, both in the CRM's order; those of no section come first. */
export function toSections(definitions: readonly FieldDefinition[]): readonly FieldSection[] {
  const byGroup = Map.groupBy(definitions, ({ group }) => group?.id ?? null)
  const sections = [...byGroup].map(([, fields]) => ({ group: fields[0]?.group ?? null, definitions: fields }))
  return sections.toSorted((a, b) => placeOf(a.group) - placeOf(b.group))
}

const placeOf = (group: FieldGroup | null): number => group?.sort ?? Number.NEGATIVE_INFINITY
