import type { ContactFields, RemoteContact } from '../domain/contact.ts'
import type { CompanyEdit, FieldEdit } from '../domain/field-edit.ts'
import type { FieldConflict } from '../domain/mutation.ts'
import { replayEdits } from './replay-edits.ts'
import type { SquashedEdit } from './squash-edits.ts'

/** What has to be sent so that a contact takes its edits, as changed keys only. */
export interface ContactPatch {
  /** Always both: the CRM composes the full name from them. */
  readonly names?: Pick<ContactFields, 'firstName' | 'lastName'>
  readonly responsibleId?: ContactFields['responsibleId']
  /** Whole lists: the CRM replaces the field. */
  readonly phones?: ContactFields['phones']
  readonly emails?: ContactFields['emails']
  /** An empty list clears the field. */
  readonly custom?: ContactFields['custom']
  readonly addTags: readonly string[]
  readonly removeTags: readonly string[]
}

export interface ResolvedUpdate {
  /** `null` when the CRM has it all already. */
  readonly patch: ContactPatch | null
  /** Links go by their own calls. */
  readonly companies: readonly CompanyEdit[]
  /** Edits behind the patch and the links. */
  readonly sent: readonly SquashedEdit[]
  readonly already: readonly SquashedEdit[]
  readonly conflicts: readonly { readonly edit: SquashedEdit; readonly conflict: FieldConflict }[]
  /** The contact after patch and links; `null` where nobody looked at it. */
  readonly fields: ContactFields | null
}

/** Whether the contact must be read before its edits can be sent; sets that the CRM edits itself need no look. */
export const needsRemote = (edits: readonly SquashedEdit[]): boolean => edits.some(({ edit }) => edit.kind !== 'tag')

/** A contact as just read, and who changed it last, when. */
export type ReadContact = Pick<RemoteContact, 'fields' | 'updatedAt' | 'updatedBy'>

/** Compares edits with the contact as the CRM has it now and says what to send. */
export function resolveUpdate(remote: ReadContact, edits: readonly SquashedEdit[]): ResolvedUpdate {
  const sent: SquashedEdit[] = []
  const already: SquashedEdit[] = []
  const conflicts: { edit: SquashedEdit; conflict: FieldConflict }[] = []
  const { updatedAt: theirsAt, updatedBy: theirsBy } = remote
  let { fields } = remote
  for (const squashed of edits) {
    const replay = replayEdits(fields, squashed)
    if (replay.kind === 'already') already.push(squashed)
    else if (replay.kind === 'conflict') {
      const conflict = { edit: squashed.edit, rebased: replay.rebased, theirsAt, theirsBy }
      conflicts.push({ edit: squashed, conflict })
    } else {
      sent.push({ ...squashed, edit: replay.edit })
      fields = replay.fields
    }
  }
  const changes = sent.map(({ edit }) => edit)
  const companies = changes.filter((edit) => edit.kind === 'company')
  return { patch: toPatch(fields, changes), companies, sent, already, conflicts, fields }
}

/** Tags alone need no look at the contact. */
export function patchOfTags(edits: readonly FieldEdit[]): ContactPatch {
  const tags = edits.filter((edit) => edit.kind === 'tag')
  return {
    addTags: tags.filter(({ op }) => op === 'add').map(({ tag }) => tag),
    removeTags: tags.filter(({ op }) => op === 'remove').map(({ tag }) => tag),
  }
}

function toPatch(fields: ContactFields, edits: readonly FieldEdit[]): ContactPatch | null {
  const patch = edits.reduce<Partial<ContactPatch>>((sum, edit) => ({ ...sum, ...keysOf(fields, edit, sum) }), {})
  const tags = patchOfTags(edits)
  const isEmpty = Object.keys(patch).length === 0 && tags.addTags.length === 0 && tags.removeTags.length === 0
  return isEmpty ? null : { ...patch, ...tags }
}

function keysOf(fields: ContactFields, edit: FieldEdit, sum: Partial<ContactPatch>): Partial<ContactPatch> {
  switch (edit.kind) {
    case 'set':
      return { names: { firstName: fields.firstName, lastName: fields.lastName } }
    case 'responsible':
      return { responsibleId: fields.responsibleId }
    case 'custom':
      return { custom: { ...sum.custom, [edit.fieldId]: fields.custom[edit.fieldId] ?? [] } }
    case 'point':
      return { [edit.field]: fields[edit.field] }
    case 'company':
    case 'company-order':
    case 'tag':
    case 'delete':
      return {}
  }
}
