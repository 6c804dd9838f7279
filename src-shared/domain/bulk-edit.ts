import type { FieldEdit } from './field-edit.ts'
import type { ContactId } from './ids.ts'

/** One edit for all contacts of a bulk edit that had the same before. */
export interface BulkGroup {
  readonly edit: FieldEdit
  readonly contactIds: readonly ContactId[]
}

/** One field of many contacts. What each of them had is in its group's edit, so that each is compared by itself. */
export interface BulkEdit {
  readonly kind: 'bulk-edit'
  /** No contact is in two of them. */
  readonly groups: readonly BulkGroup[]
  /** Edits told anew for single contacts, after a conflict or together with earlier ones: of one contact the last counts. */
  readonly retold?: readonly RetoldEdit[] | undefined
}

export interface RetoldEdit {
  readonly contactId: ContactId
  readonly edit: FieldEdit
}

/** Changes never change: each is gone through once, however many contacts are asked about. */
const idsOf = new WeakMap<BulkEdit, readonly ContactId[]>()
const editsOf = new WeakMap<BulkEdit, ReadonlyMap<ContactId, FieldEdit>>()

/** All its contacts, group by group. Their places never change, whatever is told anew. */
export function idsInBulk(bulk: BulkEdit): readonly ContactId[] {
  const known = idsOf.get(bulk) ?? bulk.groups.flatMap(({ contactIds }) => contactIds)
  idsOf.set(bulk, known)
  return known
}

/** What it means for one of its contacts. */
export function editInBulk(bulk: BulkEdit, contactId: ContactId): FieldEdit | undefined {
  const known = editsOf.get(bulk) ?? mapEdits(bulk)
  editsOf.set(bulk, known)
  return known.get(contactId)
}

function mapEdits({ groups, retold = [] }: BulkEdit): ReadonlyMap<ContactId, FieldEdit> {
  const edits = new Map<ContactId, FieldEdit>()
  for (const { edit, contactIds } of groups) for (const id of contactIds) edits.set(id, edit)
  for (const { contactId, edit } of retold) if (edits.has(contactId)) edits.set(contactId, edit)
  return edits
}

/** The same with one contact's edit told anew; `null` where that contact is none of its own. */
export function retellInBulk(bulk: BulkEdit, contactId: ContactId, edit: FieldEdit): BulkEdit | null {
  if (editInBulk(bulk, contactId) === undefined) return null
  const others = (bulk.retold ?? []).filter((one) => one.contactId !== contactId)
  return { ...bulk, retold: [...others, { contactId, edit }] }
}

/**
 * The part of it that is for these contacts, each with the edit that it has by now.
 * @param turn what becomes of each edit
 */
export function partOfBulk(
  bulk: BulkEdit,
  contactIds: readonly ContactId[],
  turn: (edit: FieldEdit) => FieldEdit = (edit) => edit,
): BulkEdit {
  const byEdit = Map.groupBy(contactIds, (id) => editInBulk(bulk, id))
  const groups = [...byEdit].flatMap(([edit, ids]) =>
    edit === undefined ? [] : [{ edit: turn(edit), contactIds: ids }],
  )
  return { kind: 'bulk-edit', groups }
}
