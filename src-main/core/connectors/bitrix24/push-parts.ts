import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import { customField, type Neighbour } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { customItems } from '#shared/sync/neighbour-custom.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import { createFieldCheck, withoutDropped, type WrittenField } from './check-fields.ts'
import { toRemoteId, type ContactContext } from './contact-context.ts'
import { codeOfField, type Family } from './families.ts'
import { readRowsById } from './read-by-ids.ts'
import { createPointCheck, repairPoints, type Told } from './repair-points.ts'
import type { RowWire } from './wire.ts'
import { MAY_REPEAT, sendWrites, toWrite, type Write } from './send-writes.ts'

/** Whatever else of it was changed is changed with it. */
export const isTakenAway = ({ fields, record }: NeighbourUpdate): boolean =>
  fields.includes(REMOVED) && 'isRemoved' in record.fields && record.fields.isRemoved === true

/**
 * @source https://apidocs.bitrix24.com/api-reference/crm/leads/crm-lead-delete.html
 * @source https://apidocs.bitrix24.com/api-reference/crm/companies/crm-company-delete.html
 */
export const toDelete = ({ method }: Family, { remoteId }: NeighbourUpdate): Write =>
  toWrite(`${method}.delete`, { id: remoteId }, remoteId, `neighbour:${REMOVED}`)

/** Values of user fields among what one item writes. */
export const writtenFields = (family: Family, record: Neighbour, ids: readonly FieldId[]): readonly WrittenField[] =>
  ids
    .filter((id) => codeOfField(family, id).startsWith('UF_') && customItems(record, id).length > 0)
    .map((id) => ({ code: codeOfField(family, id), field: `neighbour:${customField(id)}` }))

/** Changes of records of one kind. */
export interface Changes {
  readonly items: readonly NeighbourUpdate[]
  /** The writes of each, in their order. */
  readonly plans: readonly (readonly Write[])[]
  /** Values of user fields among what each of them writes. */
  readonly written: readonly (readonly WrittenField[])[]
  /** Who of those that had to be looked at right before was there; absent where nobody had to be. */
  readonly looked?: Looked
}

/** A look at records right before they are written to. */
export interface Looked {
  readonly asked: ReadonlySet<RemoteId>
  /** By id; those that are gone, or out of reach, are missing. */
  readonly rows: ReadonlyMap<string, RowWire>
}

export const nobodyLooked: Looked = { asked: new Set(), rows: new Map() }

/** One result per item: what was dropped, or is not there any more, is no success; values whose ids were gone are told anew. */
export async function sendChanges(
  context: ContactContext,
  family: Family,
  { items, plans, written, looked = nobodyLooked }: Changes,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const check = written.some(({ length }) => length > 0) ? createFieldCheck(family) : null
  const told = plans.flat().map(toTold)
  const pointCheck = createPointCheck(family, told)
  const checks = [check, pointCheck].filter((one) => one !== null)
  const sent = await sendWrites(context, plans.flat(), signal, checks, MAY_REPEAT)
  const toResult = ({ write }: ToldWrite) => write.toResult
  const results = await repairPoints(context, family, told, sent, pointCheck, toResult, signal)
  const summed = sumResults(items, plans, results).map((result, at): ItemResult => {
    const [remoteId, isLeft] = [items[at]?.remoteId ?? toRemoteId(''), plans[at]?.length === 0]
    // Who has gone since has not what was to go either, and nothing of it was done.
    return isLeft && looked.asked.has(remoteId) && !looked.rows.has(remoteId) ? { kind: 'gone' } : result
  })
  const known = check === null ? summed : withoutDropped(context, written, summed, check.names())
  return withGone(context, family, items, known, signal)
}

/** A command as what it tells of its record. */
interface ToldWrite extends Told {
  readonly write: Write
}

const toTold = (write: Write): ToldWrite => {
  const { id, fields = {} } = write.command.params
  return { write, remoteId: id as RemoteId, fields: fields as Told['fields'] }
}

/** One result for each item: the first of its own that is no success. */
function sumResults(
  items: readonly NeighbourUpdate[],
  plans: readonly (readonly Write[])[],
  results: readonly ItemResult[],
): readonly ItemResult[] {
  let done = 0
  return plans.map(({ length }, at): ItemResult => {
    const own = results.slice(done, done + length)
    done += length
    const remoteId = items[at]?.remoteId ?? toRemoteId('')
    return own.find(({ kind }) => kind !== 'applied') ?? { kind: 'applied', remoteId, updatedAt: null }
  })
}

/** What was refused because it is not there: the portal says so in its own words, so it is looked for. */
async function withGone(
  context: ContactContext,
  { method }: Family,
  items: readonly NeighbourUpdate[],
  results: readonly ItemResult[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const isRefused = (at: number) => results[at]?.kind === 'rejected'
  const refused = items.filter((_, at) => isRefused(at)).map(({ remoteId }) => remoteId)
  if (refused.length === 0) return results
  const rows = await readRowsById(context, `${method}.list`, refused, ['ID'], signal)
  const there = new Set<string>(rows.map(({ ID }) => ID))
  return results.map((result, at): ItemResult => {
    const item = items[at]
    return isRefused(at) && item !== undefined && !there.has(item.remoteId) ? { kind: 'gone' } : result
  })
}
