import { homeOfCompany, isContactId, kindOf, remoteIdOf } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { aboutIdsOf, type Neighbour, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { applyNeighbourEdit } from '#shared/sync/neighbour-edits.ts'
import type { NeighbourRow } from './rows.ts'

/**
 * The row with the view that its pending mutations make, as `withView` for a contact.
 * @param pending mutations not confirmed for this record, oldest first
 */
export function withNeighbourView(row: NeighbourRow, pending: readonly Mutation[]): NeighbourRow {
  const { base, ...rest } = row
  const known = base ?? row.record
  if (pending.length === 0) return toView(rest, known)
  const origin = originOf(pending)
  if (row.remoteId === undefined && origin !== null) return toView(rest, withEdits(origin, pending))
  return { ...toView(rest, withEdits(known, pending)), base: known }
}

/** The base once these mutations are confirmed and the CRM did not say how the record looks now. */
export function absorbInNeighbour(row: NeighbourRow, confirmed: readonly Mutation[]): NeighbourRow {
  const base = row.base ?? originOf(confirmed)
  return base === null ? row : { ...row, base: withEdits(base, confirmed) }
}

/** What the CRM told, as a row without any pending edit. */
export function toNeighbourRow({ kind, fields, ...about }: RemoteNeighbour): NeighbourRow {
  const record = { kind, fields } as Neighbour
  return { ...about, record, aboutIds: homesOf(record) }
}

/**
 * A record that exists on this device alone, or a chat that only its edit tells of: the CRM lists none that nobody has.
 * `null` for a mutation that brings none.
 */
export function toNewNeighbourRow({ accountId, at, change }: Mutation): NeighbourRow | null {
  const times = { createdAt: at, createdBy: null, updatedAt: at, updatedBy: null }
  if (change.kind === 'create-neighbour') {
    const { recordId: id, record } = change
    return { id, accountId, record, aboutIds: homesOf(record), ...times }
  }
  if (change.kind !== 'edit-neighbour' || kindOf(change.recordId) !== 'chat') return null
  const { recordId: id, edit } = change
  const remoteId = remoteIdOf(id)
  const record: Neighbour = { kind: 'chat', fields: { aboutId: isContactId(edit.from) ? edit.from : null } }
  return { id, accountId, ...(remoteId === null ? {} : { remoteId }), record, aboutIds: homesOf(record), ...times }
}

/** In whose cards it shows: contacts, or a company by `homeOfCompany`. */
function homesOf(record: Neighbour): NeighbourRow['aboutIds'] {
  const companyId = record.kind === 'requisite' ? record.fields.companyId : undefined
  return companyId === undefined ? aboutIdsOf(record) : [homeOfCompany(companyId)]
}

function toView(row: NeighbourRow, record: Neighbour): NeighbourRow {
  return { ...row, record, aboutIds: homesOf(record) }
}

function originOf(mutations: readonly Mutation[]): Neighbour | null {
  for (const { change } of mutations) if (change.kind === 'create-neighbour') return change.record
  return null
}

const withEdits = (record: Neighbour, mutations: readonly Mutation[]): Neighbour =>
  mutations.reduce(
    (sum, { change }) => (change.kind === 'edit-neighbour' ? applyNeighbourEdit(sum, change.edit) : sum),
    record,
  )
