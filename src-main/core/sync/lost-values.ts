import { createHash } from 'node:crypto'
import type { ContactFields } from '#shared/domain/contact.ts'
import { aboutField, faultsOf, type Rejected } from '#shared/domain/fault.ts'
import { fieldOf, type FieldName } from '#shared/domain/field-edit.ts'
import type { FieldId, MutationId, RecordId } from '#shared/domain/ids.ts'
import { recordIdsOf, type Change, type Mutation } from '#shared/domain/mutation.ts'
import { customOf, type Neighbour, type NeighbourEdit } from '#shared/domain/neighbour.ts'
import { applyNeighbourEdit, valueIn } from '#shared/sync/neighbour-edits.ts'
import { originEdits } from '#shared/sync/origin-edits.ts'
import type { JournaledTarget } from './journal-rows.ts'

/**
 * What the CRM has left out of a record that it has made. The create is over by then: from here on each of its values that is
 * missing is an edit of its own, set aside, so that trying again and giving up mean that value alone.
 */
export interface LostValues {
  /** To be taken in, in one transaction with `moves`. */
  readonly added: readonly Mutation[]
  readonly moves: readonly JournaledTarget[]
  /** What they are about: no fault of the create's any more. */
  readonly fields: ReadonlySet<FieldName | null>
}

/** Of a create that has come through whole, or not at all. */
export const nothingLost: LostValues = { added: [], moves: [], fields: new Set() }

/**
 * @param create the mutation that has brought the record; `null` where its words are lost
 * @param without what the CRM says that it has left out, if anything
 */
export function lostValuesOf(create: Mutation | null, without: Rejected | undefined): LostValues {
  const [recordId] = create === null ? [] : recordIdsOf(create.change)
  if (create === null || recordId === undefined || without === undefined) return nothingLost
  const lost = lostOf(create.change, without)
  const added = lost.map(({ change }, at): Mutation => ({ ...create, id: idOf(create.id, at), change }))
  return {
    added,
    moves: lost.map(({ problem }, at) => toMove(idOf(create.id, at), recordId, problem)),
    fields: new Set(lost.map(({ problem }) => problem.field)),
  }
}

interface Lost {
  readonly change: Change
  readonly problem: Rejected
}

function lostOf(change: Change, without: Rejected): readonly Lost[] {
  if (change.kind === 'create') {
    const { contactId } = change
    return originEdits(change.fields, undefined).flatMap((edit): Lost[] => {
      const problem = aboutField(without, fieldOf(edit))
      return problem === null ? [] : [{ change: { kind: 'edit', contactId, edit, isOrigin: true }, problem }]
    })
  }
  if (change.kind !== 'create-neighbour') return []
  const { record, recordId } = change
  return [...new Set(faultsOf(without).map(({ field }) => field))].flatMap((field): Lost[] => {
    const problem = field === null ? null : aboutField(without, field)
    const edit = bringing(record, field)
    if (problem === null || edit === null) return []
    return [{ change: { kind: 'edit-neighbour', recordId, edit, isOrigin: true }, problem }]
  })
}

const NEIGHBOUR = 'neighbour:'

/** The edit that brings what the record was to have there; `null` where it was to have nothing. */
function bringing(record: Neighbour, name: FieldName | null): NeighbourEdit | null {
  if (name?.startsWith(NEIGHBOUR) !== true) return null
  const field = name.slice(NEIGHBOUR.length)
  const [from, to] = [customOf(field) === null ? null : [], valueIn(record, field)]
  const isEmpty = to === null || (Array.isArray(to) && to.length === 0)
  return isEmpty ? null : { kind: 'value', field, from, to }
}

const toMove = (mutationId: MutationId, recordId: RecordId, problem: Rejected): JournaledTarget => ({
  ...{ mutationId, recordId, state: { kind: 'set-aside', problem } },
})

/** The same whenever it is asked for: what a create has lost is lost once. */
function idOf(createId: MutationId, at: number): MutationId {
  const hex = createHash('sha256').update(`${createId} ${at}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as MutationId
}

/** A new contact as the CRM has it. */
export function leavingOut(fields: ContactFields, without: Rejected | undefined): ContactFields {
  if (without === undefined) return fields
  const isThere = ([id]: readonly [string, unknown]) => aboutField(without, `custom:${id as FieldId}`) === null
  const custom = Object.fromEntries(Object.entries(fields.custom).filter(isThere))
  return { ...fields, custom, tags: aboutField(without, 'tags') === null ? fields.tags : [] }
}

/** The same of a new record beside contacts: of its own fields those of its form can be left out. */
export function leavingOutOf<N extends Neighbour>(record: N, without: Rejected | undefined): N {
  const fields = without === undefined ? [] : faultsOf(without).map(({ field }) => field?.slice(NEIGHBOUR.length) ?? '')
  return fields
    .filter((field) => customOf(field) !== null)
    .reduce(
      (sum, field) => applyNeighbourEdit(sum, { kind: 'value', field, from: valueIn(sum, field), to: [] }),
      record,
    )
}
