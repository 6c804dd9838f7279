import { composeName, type ContactFields, type ContactPoint } from '../domain/contact.ts'
import type { CustomEdit, FieldEdit } from '../domain/field-edit.ts'
import type { CompanyId } from '../domain/ids.ts'
import { indexOfPoint } from './find-point.ts'
import { applyCustom } from './merge-custom.ts'
import { mergeOrder } from './merge-order.ts'

/**
 * The fields with one edit done, whatever stood there before. Sets stay sets: adding what is there, and removing
 * what is not, changes nothing.
 */
export function applyEdit(fields: ContactFields, edit: FieldEdit): ContactFields {
  switch (edit.kind) {
    case 'set':
      return withNamePart(fields, edit.field, edit.to)
    case 'responsible':
      return { ...fields, responsibleId: edit.to }
    case 'custom':
      return { ...fields, custom: withCustom(fields.custom, edit) }
    case 'point':
      return { ...fields, [edit.field]: withPoint(fields[edit.field], edit.from, edit.to) }
    case 'company':
      return { ...fields, companyIds: withCompany(fields.companyIds, edit.from, edit.to, edit.exclusive) }
    case 'company-order':
      return { ...fields, companyIds: mergeOrder(edit, fields.companyIds).order }
    case 'tag':
      return { ...fields, tags: withTag(fields.tags, edit.op, edit.tag) }
    // Whether it shows at all is none of its fields.
    case 'delete':
      return fields
  }
}

function withNamePart(fields: ContactFields, field: 'firstName' | 'lastName', to: string): ContactFields {
  const next = { ...fields, [field]: to }
  return { ...next, name: composeName(next.firstName, next.lastName) }
}

function withCustom(custom: ContactFields['custom'], edit: CustomEdit) {
  const { fieldId } = edit
  const to = applyCustom(custom[fieldId] ?? [], edit)
  const others = Object.fromEntries(Object.entries(custom).filter(([id]) => id !== fieldId))
  return to.length === 0 ? others : { ...others, [fieldId]: to }
}

/** Phones or e-mails with one of them changed, made or taken away. */
export function withPoint(
  points: readonly ContactPoint[],
  from: ContactPoint | null,
  to: ContactPoint | null,
): readonly ContactPoint[] {
  const at = indexOfPoint(points, from)
  const others = points.filter((_, index) => index !== at)
  const double = indexOfPoint(others, to)
  // Replacing a value by one that the contact has already leaves that one, once, of the kind that was chosen last.
  if (to !== null && double !== -1) {
    return from === null ? points : others.with(double, { ...to, value: others[double]?.value ?? to.value })
  }
  if (at === -1) return to === null ? points : [...points, to]
  return to === null ? points.filter((_, index) => index !== at) : points.with(at, to)
}

function withCompany(ids: readonly CompanyId[], from: CompanyId | null, to: CompanyId | null, exclusive: boolean) {
  if (exclusive) return to === null ? [] : [to]
  const rest = ids.filter((id) => id !== from && id !== to)
  if (to === null) return rest
  const at = from === null ? -1 : ids.indexOf(from)
  return at === -1 ? [...rest, to] : rest.toSpliced(at, 0, to)
}

function withTag(tags: readonly string[], op: 'add' | 'remove', tag: string) {
  if (op === 'remove') return tags.filter((other) => other !== tag)
  return tags.includes(tag) ? tags : [...tags, tag]
}
