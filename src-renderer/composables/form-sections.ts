import type { FieldDefinition, FormGroup } from '#shared/domain/directory.ts'
import type { GroupWish } from '#shared/domain/field-wish.ts'
import type { FieldId } from '#shared/domain/ids.ts'

/** A section of a form, as it is changed in the settings. */
export interface FormSection {
  /** `null` for fields that stand in none, and where a CRM has none. */
  readonly group: FormGroup | null
  readonly definitions: readonly FieldDefinition[]
}

/** Something goes to another place. */
export type Move = Extract<GroupWish, { readonly kind: 'move-group' | 'move-field' }>

/** A form by its sections, empty ones too; both in the given order. Fields of no section come first, if there are any. */
export function toFormSections(
  groups: readonly FormGroup[],
  definitions: readonly FieldDefinition[],
): readonly FormSection[] {
  const known = new Set(groups.map(({ id }) => id))
  const loose = definitions.filter(({ group }) => group === undefined || !known.has(group.id))
  const sections = groups.map((group): FormSection => ({
    group,
    definitions: definitions.filter((definition) => definition.group?.id === group.id),
  }))
  return loose.length === 0 && groups.length > 0 ? sections : [{ group: null, definitions: loose }, ...sections]
}

/** One step up or down, out of a section into the next one at its edge; `null` where there is nowhere to go. */
export function stepField(sections: readonly FormSection[], fieldId: FieldId, by: -1 | 1): Move | null {
  const at = sections.findIndex(({ definitions }) => definitions.some(({ id }) => id === fieldId))
  const [section, next] = [sections[at], sections[at + by]]
  const ids = section?.definitions.map(({ id }) => id) ?? []
  const to = ids.indexOf(fieldId) + by
  const move = (groupId: string, before: FieldId | null | undefined): Move => ({
    ...{ kind: 'move-field', fieldId, groupId },
    before: before ?? null,
  })
  if (section?.group && to >= 0 && to < ids.length) return move(section.group.id, ids[by === 1 ? to + 1 : to])
  // No form can be told to have a field in no section.
  if (!next?.group) return null
  return move(next.group.id, by === 1 ? next.definitions[0]?.id : null)
}

/** One step up or down among the sections; `null` where there is nowhere to go. */
export function stepGroup(sections: readonly FormSection[], groupId: string, by: -1 | 1): Move | null {
  const ids = sections.flatMap(({ group }) => (group === null ? [] : [group.id]))
  const to = ids.indexOf(groupId) + by
  if (to < 0 || to >= ids.length) return null
  return { kind: 'move-group', groupId, before: ids[by === 1 ? to + 1 : to] ?? null }
}

/** The form as it is when that has been done: it is shown before the CRM has told of it. */
export function afterMove(sections: readonly FormSection[], move: Move): readonly FormSection[] {
  if (move.kind === 'move-group') {
    const moved = sections.find(({ group }) => group?.id === move.groupId)
    if (moved === undefined) return sections
    const others = sections.filter((section) => section !== moved)
    return others.toSpliced(
      placeBefore(others, ({ group }) => group?.id === move.before),
      0,
      moved,
    )
  }
  const field = sections.flatMap(({ definitions }) => definitions).find(({ id }) => id === move.fieldId)
  if (field === undefined) return sections
  return sections.map(({ group, definitions }) => {
    const others = definitions.filter((definition) => definition !== field)
    if (group?.id !== move.groupId) return { group, definitions: others }
    return {
      group,
      definitions: others.toSpliced(
        placeBefore(others, ({ id }) => id === move.before),
        0,
        field,
      ),
    }
  })
}

/** The last place where there is none. */
function placeBefore<T>(list: readonly T[], isIt: (item: T) => boolean): number {
  const at = list.findIndex(isIt)
  return at === -1 ? list.length : at
}
