import type { ContactFields } from '../domain/contact.ts'
import type { CompanyEdit, FieldEdit } from '../domain/field-edit.ts'
import { isContactId, type ContactId, type MutationId, type RecordId } from '../domain/ids.ts'
import { linkedFields, linkedKindOf, linkedKinds, mergeOfLinked, partLinked } from '../domain/linked.ts'
import { editsFor, type Mutation } from '../domain/mutation.ts'
import { applyEdit } from './apply-edit.ts'
import { originFirst } from './origin-edits.ts'
import { squashEdits, type OwnedEdit, type SquashedEdit } from './squash-edits.ts'

/** One mutation, for one of its records, not yet confirmed. */
export interface PendingTarget {
  readonly mutation: Mutation
  readonly recordId: RecordId
}

/** Everything that the outbox means for one contact, ready to be sent in one go. */
export type ContactIntent =
  | {
      readonly kind: 'create'
      readonly contactId: ContactId
      /** The mutation that creates it, then the edits folded into it, oldest first. */
      readonly mutationIds: readonly MutationId[]
      readonly fields: ContactFields
      /** Which mutation filled what, so that a refusal of one field sets aside that one alone. */
      readonly folded: readonly SquashedEdit[]
    }
  | { readonly kind: 'update'; readonly contactId: ContactId; readonly edits: readonly SquashedEdit[] }

/**
 * Groups what is pending by contact, in the order in which the user acted first. A contact that the CRM does not have
 * takes its edits along in the create; its company is a link of its own and follows when the contact has a remote id.
 * @param targets    pending targets of one account, oldest first; those of other records are passed over
 * @param isInCrm    whether the contact has a remote id
 */
export function planPush(
  targets: readonly PendingTarget[],
  isInCrm: (contactId: ContactId) => boolean,
): readonly ContactIntent[] {
  const byRecord = Map.groupBy(targets, ({ recordId }) => recordId)
  return [...byRecord].flatMap(([contactId, targets]) => {
    if (!isContactId(contactId)) return []
    const group = originFirst(targets.map(({ mutation }) => mutation))
    const intent = isInCrm(contactId) ? toUpdate(contactId, group) : toCreate(contactId, group)
    return intent === null ? [] : [intent]
  })
}

function toUpdate(contactId: ContactId, group: readonly Mutation[]): ContactIntent {
  return { kind: 'update', contactId, edits: squashEdits(group.flatMap((one) => ownedEdits(one, contactId))) }
}

/** What can only be done to a contact that is there. */
const isAfterwards = (edit: FieldEdit): boolean =>
  ['company', 'company-order', 'delete'].includes(edit.kind) ||
  (edit.kind === 'custom' && linkedKindOf(edit.fieldId) !== null)

/** `null` while the create itself is set aside or in doubt: its edits wait for it. */
function toCreate(contactId: ContactId, group: readonly Mutation[]): ContactIntent | null {
  const origin = group.find(({ change }) => change.kind === 'create')
  if (origin?.change.kind !== 'create') return null
  const folded = squashEdits(
    group.flatMap((one) => ownedEdits(one, contactId)).filter(({ edit }) => !isAfterwards(edit)),
  )
  const fields = folded.reduce((sum, { edit }) => applyEdit(sum, edit), origin.change.fields)
  const mutationIds = [origin.id, ...new Set(folded.flatMap((edit) => edit.mutationIds))]
  const { others: custom } = partLinked(fields.custom)
  return { kind: 'create', contactId, mutationIds, fields: { ...fields, companyIds: [], custom }, folded }
}

/** A created contact that the CRM has by now still lacks its links: they are all that remains of the create. */
function ownedEdits({ change, id: mutationId }: Mutation, contactId: ContactId): readonly OwnedEdit[] {
  const edits =
    change.kind === 'create' ? linksOfCreate(change.fields, change.createCompanyName) : editsFor(change, contactId)
  return edits.map((edit) => ({ mutationId, edit }))
}

/** The links that remain of a create once the CRM has the contact. */
export const linksOfCreate = (fields: ContactFields, createName: string | undefined): readonly FieldEdit[] => [
  ...companyLinksOf(fields, createName),
  ...linkedKinds.flatMap((kind): FieldEdit[] => {
    const [fieldId, merge] = [linkedFields[kind], mergeOfLinked(kind)]
    const to = fields.custom[fieldId] ?? []
    return to.length === 0 ? [] : [{ kind: 'custom', fieldId, from: [], to, merge }]
  }),
]

function companyLinksOf(fields: ContactFields, createName: string | undefined): readonly CompanyEdit[] {
  // Not exclusive: the contact is seconds old, and whoever linked it to another company meant to.
  return fields.companyIds.map((to, at) => ({
    kind: 'company',
    from: null,
    to,
    exclusive: false,
    ...(at === 0 && createName !== undefined ? { createName } : {}),
  }))
}
