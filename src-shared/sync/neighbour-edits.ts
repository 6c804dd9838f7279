import type { Json } from '../domain/contact.ts'
import type { CustomEdit } from '../domain/field-edit.ts'
import type { MutationId, UserId } from '../domain/ids.ts'
import {
  customOf,
  isOfCompany,
  memberOf,
  type CompanyFields,
  type DealFields,
  type LeadFields,
  type Neighbour,
  type NeighbourConflict,
  type NeighbourEdit,
  type NeighbourFields,
  type NoteFields,
  type RemoteNeighbour,
  type TaskFields,
} from '../domain/neighbour.ts'
import { isContactId } from '../domain/ids.ts'
import { isRemoval, REMOVED } from '../domain/removal.ts'
import { requisiteValueIn, withRequisiteValue } from '../domain/requisite.ts'
import { isSameRows, totalOf, type ProductRow } from '../domain/product-row.ts'
import { reviewCustom } from './merge-custom.ts'
import { customItems, fromCustomEdit, squashCustom, toCustomEdit, toJson, withCustom } from './neighbour-custom.ts'
import { applyReach, isReachField } from './reach-edits.ts'
import { isSameJson } from './same-value.ts'
import { seenInFeed, seenOfCompany, seenOfSale } from './seen-sale.ts'

/** The record with one edit done, whatever stood there before. */
export function applyNeighbourEdit<N extends Neighbour>(record: N, edit: NeighbourEdit): N {
  const { field, to } = edit
  if (isReachField(field)) {
    return 'phones' in record.fields ? { ...record, fields: applyReach(record.fields, field, edit) } : record
  }
  const custom = toCustomEdit(edit)
  if (custom !== null) return { ...record, fields: { ...record.fields, custom: withCustom(record, custom) } }
  if ('templateId' in record.fields) return { ...record, fields: withRequisiteValue(record.fields, field, to) }
  if (field === REMOVED && canGo(record.fields)) {
    return { ...record, fields: to === true ? { ...record.fields, isRemoved: true } : withoutRemoval(record.fields) }
  }
  const own = 'contactIds' in record.fields ? editContacts(record.fields, edit) : null
  const edited = { ...record, fields: { ...record.fields, ...(own ?? { [field]: to }) } }
  return 'rows' in record.fields
    ? { ...edited, fields: { ...edited.fields, ...followPrice(record.fields, edit) } }
    : edited
}

/** Fields of what can be taken away, and says so by a mark. */
const canGo = (fields: NeighbourFields): fields is Removable =>
  'contactIds' in fields || 'noteType' in fields || 'doneWith' in fields || isOfCompany(fields)

type Removable = DealFields | LeadFields | CompanyFields | NoteFields | TaskFields

/** As it was before somebody took it away: the mark is there or it is not. */
const withoutRemoval = <F extends object>(fields: F): F =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== REMOVED)) as F

/** What somebody types as a price is theirs, until they want it counted again; else it is what the products come to. */
function followPrice({ isPriceManual, rows }: LeadFields, { field, to }: NeighbourEdit): Partial<LeadFields> {
  if (field === 'price') return { isPriceManual: true }
  if (field === 'isPriceManual') return to === false && rows !== null ? { price: totalOf(rows) } : {}
  // It was made as rows, or told by the CRM: whatever crosses a process is parsed.
  return field === 'rows' && !isPriceManual && Array.isArray(to) ? { price: totalOf(to) } : {}
}

/** What an edit of a deal's contacts comes to; `null` for any other edit. The main one is always one of them. */
function editContacts(
  { contactIds, mainContactId }: DealFields,
  { field, to }: NeighbourEdit,
): Pick<DealFields, 'contactIds' | 'mainContactId'> | null {
  const member = memberOf(field)
  const others = contactIds.filter((id) => id !== member)
  if (member !== null && to === true) return { contactIds: [...others, member], mainContactId }
  if (member !== null) {
    return { contactIds: others, mainContactId: mainContactId === member ? null : mainContactId }
  }
  if (field !== 'mainContactId') return null
  if (!isContactId(to)) return { contactIds, mainContactId: null }
  return { contactIds: contactIds.includes(to) ? contactIds : [...contactIds, to], mainContactId: to }
}

/** What stands in a field; `null` where this kind has none of that name. */
export function valueIn(record: Neighbour, field: string): Json {
  const { fields } = record
  const member = memberOf(field)
  if (member !== null) return 'contactIds' in fields && fields.contactIds.includes(member)
  const fieldId = customOf(field)
  if (fieldId !== null) return toJson(customItems(record, fieldId))
  if ('templateId' in fields) return requisiteValueIn(fields, field)
  if (field === REMOVED && canGo(fields)) return fields.isRemoved === true ? true : seenOf(fields)
  const values: Readonly<Record<string, unknown>> = fields
  // All but the custom ones, of which nobody asks as a whole, are JSON.
  return (values[field] ?? null) as Json
}

function seenOf(fields: Removable): Json {
  if (isOfCompany(fields)) return seenOfCompany(fields)
  return 'contactIds' in fields ? seenOfSale(fields) : seenInFeed(fields)
}

/** What an edit meets in a record that may have moved since the user saw it. */
export type NeighbourVerdict =
  | { readonly kind: 'applies' }
  | { readonly kind: 'already' }
  | { readonly kind: 'conflict'; readonly rebased: NeighbourEdit }

/** As `reviewEdit` for a contact: `from` is base, `to` is mine. */
export function reviewNeighbourEdit(remote: Neighbour, edit: NeighbourEdit): NeighbourVerdict {
  // The CRM chooses one by itself where there is none: nothing can be said to it.
  if (edit.field === 'mainContactId' && edit.to === null) return { kind: 'already' }
  const custom = toCustomEdit(edit)
  if (custom !== null) return reviewCustomEdit(remote, custom)
  const theirs = valueIn(remote, edit.field)
  if (isSameIn(edit.field, theirs, edit.to)) return { kind: 'already' }
  if (isSameIn(edit.field, theirs, edit.from) || isVacancy(edit)) return { kind: 'applies' }
  return { kind: 'conflict', rebased: { ...edit, from: theirs } }
}

function reviewCustomEdit(remote: Neighbour, edit: CustomEdit): NeighbourVerdict {
  const theirs = customItems(remote, edit.fieldId)
  const verdict = reviewCustom(theirs, edit)
  if (verdict.kind !== 'conflict') return { kind: verdict.kind }
  return { kind: 'conflict', rebased: fromCustomEdit({ ...edit, from: theirs, to: verdict.to }) }
}

/** Products are compared by what they mean; they were parsed when they came. */
const isSameIn = (field: string, a: Json, b: Json): boolean =>
  field === 'rows' && isList(a) && isList(b) ? isSameRows(a, b) : isSameJson(a, b)
const isList = (value: Json): value is readonly ProductRow[] => Array.isArray(value)

/** A deal had no main contact: whom the CRM has put there since by itself, nobody has chosen. */
const isVacancy = ({ field, from }: NeighbourEdit): boolean => field === 'mainContactId' && from === null

/** Several edits of one field, told as one. */
export interface SquashedNeighbourEdit {
  readonly edit: NeighbourEdit
  /** Oldest first; what becomes of the edit becomes of them all. */
  readonly mutationIds: readonly MutationId[]
  /** As the user made them: any of them may be where the CRM stands. */
  readonly steps: readonly NeighbourEdit[]
}

/** Ten edits of one field leave one. @param edits pending edits of one record, oldest first; order is kept */
export function squashNeighbourEdits(
  edits: readonly { readonly mutationId: MutationId; readonly edit: NeighbourEdit }[],
): readonly SquashedNeighbourEdit[] {
  return [...Map.groupBy(edits, ({ edit }) => edit.field).values()].flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)]
    if (first === undefined || last === undefined) return []
    if (toCustomEdit(first.edit) !== null) return squashCustom(group)
    const isTakenOff = isMainTakenOff(last.edit, edits.slice(edits.findIndex((one) => one.edit === last.edit)))
    const edit = { ...last.edit, from: first.edit.from, ...(isTakenOff ? { to: null } : {}) }
    return [{ edit, mutationIds: group.map(({ mutationId }) => mutationId), steps: group.map((one) => one.edit) }]
  })
}

/** Whoever was made the main contact and has been taken off the deal since is neither. */
const isMainTakenOff = ({ field, to }: NeighbourEdit, since: readonly { readonly edit: NeighbourEdit }[]): boolean =>
  field === 'mainContactId' && since.some(({ edit }) => memberOf(edit.field) === to && edit.to === false)

export interface ResolvedNeighbour {
  /** The record after what is to be sent. */
  readonly record: Neighbour
  readonly sent: readonly SquashedNeighbourEdit[]
  readonly already: readonly SquashedNeighbourEdit[]
  readonly conflicts: readonly { readonly edit: SquashedNeighbourEdit; readonly conflict: NeighbourConflict }[]
}

/** Compares edits with the record as the CRM has it now and says what to send. */
export function resolveNeighbour(
  remote: Pick<RemoteNeighbour, 'updatedAt' | 'updatedBy'> & Neighbour,
  edits: readonly SquashedNeighbourEdit[],
): ResolvedNeighbour {
  const others = edits.filter((edit) => !isRemovalOf(edit))
  const changed = others.map((edit) => ({ edit, verdict: reviewSteps(remote, edit) }))
  const after = applyAll(remote, changed)
  // Whoever takes it away has seen it with their own edits.
  const removals = edits.filter(isRemovalOf).map((edit) => ({ edit, verdict: reviewSteps(after, edit) }))
  const reviewed = [...changed, ...removals]
  return {
    record: applyAll(after, removals),
    sent: reviewed.filter(({ verdict }) => verdict.kind === 'applies').map(({ edit }) => edit),
    already: reviewed.filter(({ verdict }) => verdict.kind === 'already').map(({ edit }) => edit),
    conflicts: reviewed.flatMap(({ edit, verdict }) =>
      verdict.kind === 'conflict' ? [{ edit, conflict: toConflict(remote, edit.edit, verdict.rebased) }] : [],
    ),
  }
}

interface Reviewed {
  readonly edit: SquashedNeighbourEdit
  readonly verdict: NeighbourVerdict
}

const applyAll = (record: Neighbour, reviewed: readonly Reviewed[]): Neighbour =>
  reviewed.reduce(
    (sum, { edit, verdict }) => (verdict.kind === 'applies' ? applyNeighbourEdit(sum, edit.edit) : sum),
    record,
  )

/** Whether it takes the whole record away. */
export const isRemovalOf = ({ edit }: SquashedNeighbourEdit): boolean => isRemoval(edit)

const toConflict = (
  { updatedAt: theirsAt, updatedBy: theirsBy }: { readonly updatedAt: number; readonly updatedBy: UserId | null },
  edit: NeighbourEdit,
  rebased: NeighbourEdit,
): NeighbourConflict => ({ edit, rebased, theirsAt, theirsBy })

/** What an earlier step has left there, by a request whose answer was lost, is ours and no conflict. */
function reviewSteps(remote: Neighbour, { edit, steps }: SquashedNeighbourEdit): NeighbourVerdict {
  const verdict = reviewNeighbourEdit(remote, edit)
  if (verdict.kind !== 'conflict') return verdict
  const isOurs = steps.some((step) => reviewNeighbourEdit(remote, step).kind !== 'conflict')
  return isOurs ? { kind: 'applies' } : verdict
}
