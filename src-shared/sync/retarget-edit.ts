import type { ContactFields, ContactPoint, CustomItem } from '../domain/contact.ts'
import type { CustomEdit, FieldEdit } from '../domain/field-edit.ts'
import { applyEdit } from './apply-edit.ts'
import { indexOfPoint } from './find-point.ts'
import { applyCustom } from './merge-custom.ts'
import { reviewEdit } from './review-edit.ts'

/**
 * The same intentions for another contact: those that were meant for one that is gone, moved to the one that survived.
 * Each starts from what stands there now, so it overwrites knowingly; what stands there already is left out.
 * @param edits  oldest first
 * @param fields the other contact
 */
export function retargetEdits(edits: readonly FieldEdit[], fields: ContactFields): readonly FieldEdit[] {
  const moved: FieldEdit[] = []
  let current = fields
  for (const edit of edits) {
    const next = retargetEdit(edit, current)
    if (next === null || reviewEdit(current, next).kind !== 'applies') continue
    moved.push(next)
    current = applyEdit(current, next)
  }
  return moved
}

function retargetEdit(edit: FieldEdit, fields: ContactFields): FieldEdit | null {
  switch (edit.kind) {
    case 'set':
      return { ...edit, from: fields[edit.field] }
    case 'responsible':
      return { ...edit, from: fields.responsibleId }
    case 'custom':
      return retargetCustom(edit, fields.custom[edit.fieldId] ?? [])
    case 'point':
      return retargetPoint(edit, fields[edit.field])
    case 'company': {
      const [first] = fields.companyIds
      if (edit.exclusive) return { ...edit, from: first ?? null }
      const from = edit.from !== null && fields.companyIds.includes(edit.from) ? edit.from : null
      return from === null && edit.to === null ? null : { ...edit, from }
    }
    case 'tag':
      return edit
    // That one was to go, or its companies were to stand so, not the other's.
    case 'company-order':
    case 'delete':
      return null
  }
}

/** What is put on, or taken off, is so on the other contact as well; the rest of its values stays. */
const retargetCustom = (edit: CustomEdit, from: readonly CustomItem[]): FieldEdit => ({
  ...edit,
  from,
  to: applyCustom(from, edit),
})

/** A number that the other contact does not have is not replaced there: the new one is added. */
function retargetPoint(edit: FieldEdit & { kind: 'point' }, points: readonly ContactPoint[]): FieldEdit | null {
  const at = indexOfPoint(points, edit.from)
  const from = points[at] ?? null
  if (from === null && edit.to === null) return null
  return { ...edit, at: at === -1 ? points.length : at, from }
}
