import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import { remoteIdOf, uuidOf, type RemoteId } from '#shared/domain/ids.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { placeInRequisite, type RequisiteFields } from '#shared/domain/requisite.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourCreate, NeighbourUpdate } from '../neighbour-port.ts'
import type { Refusal } from './api.ts'
import { ORIGINATOR, toRemoteId } from './contact-context.ts'
import type { Bitrix24Context } from './context.ts'
import { families } from './families.ts'
import { parseResult } from './parse-result.ts'
import { readRowsById } from './read-by-ids.ts'
import { OF_REQUISITE, readAddresses, type Addresses } from './requisite-addresses.ts'
import { sendWrites, toRejected, toWrite, type Write } from './send-writes.ts'
import { IdWire } from './wire.ts'

const FAMILY = 'crm.requisite'

/**
 * New ones, each with the key by which it is found again. Addresses follow as edits: they need its number.
 * @source https://apidocs.bitrix24.com/api-reference/crm/requisites/universal/crm-requisite-add.html
 */
export function createRequisites(
  context: Bitrix24Context,
  items: readonly NeighbourCreate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  return sendWrites(context, items.map(toCreate), signal)
}

function toCreate({ key, record }: NeighbourCreate): Write {
  const method = `${FAMILY}.add`
  const { templateId, name, values } = fieldsOf(record)
  const fields = {
    ...{ ...toOwner(fieldsOf(record)), PRESET_ID: templateId, NAME: name, ...values },
    ...{ ORIGINATOR_ID: ORIGINATOR, XML_ID: uuidOf(key) ?? key },
  }
  return {
    command: { method, params: { fields } },
    toResult(outcome): ItemResult {
      if (outcome.kind === 'answered') {
        const remoteId = toRemoteId(parseResult(IdWire, outcome.answer.result, method))
        return { kind: 'applied', remoteId, updatedAt: null }
      }
      return isOwnerGone(outcome.refusal) ? { kind: 'gone' } : toRejected(outcome.refusal, null)
    },
  }
}

/** Of whom they are. */
function toOwner({ aboutId, companyId }: RequisiteFields) {
  const { typeId } = companyId === undefined ? families.contact : families.company
  const id = companyId ?? aboutId
  return { ENTITY_TYPE_ID: typeId, ENTITY_ID: id === null ? null : remoteIdOf(id) }
}

const isOwnerGone = ({ message }: Refusal): boolean => /^(?:entity not found|entity_id is not)/i.test(message)

/** Requisites are asked of requisites alone. */
function fieldsOf(record: Neighbour): RequisiteFields {
  if (record.kind === 'requisite') return record.fields
  const nothing = { aboutId: null, templateId: '', name: '', values: {}, addresses: {} }
  return { ...nothing, isAddressOnly: false, isRemoved: false }
}

/**
 * Changed ones, and those that are taken away, with all that hangs on them. Their own lines first, then addresses: those that the
 * portal has, as they are now, are changed or deleted, others added.
 */
export async function updateRequisites(
  context: Bitrix24Context,
  items: readonly NeighbourUpdate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const plans = items.map(toOwnWrites)
  const own = sum(items, plans, await sendWrites(context, plans.flat(), signal))
  const left = items.filter((item, at) => own[at]?.kind === 'applied' && !isTakenAway(item) && hasAddresses(item))
  const addresses = await readAddresses(
    context,
    left.map(({ remoteId }) => remoteId),
    signal,
  )
  const further = left.map((item) => toAddressWrites(item, addresses))
  const sent = sum(left, further, await sendWrites(context, further.flat(), signal))
  const results = items.map((item, at) => sent[left.indexOf(item)] ?? own[at] ?? ({ kind: 'not-sent' } as const))
  // Who has gone since has not what was to go either, and nothing of it was done.
  const idle = new Set<RemoteId>(left.filter((_, at) => further[at]?.length === 0).map(({ remoteId }) => remoteId))
  return withGone(context, items, results, idle, signal)
}

/** One result for each item: the first of its own that is no success. */
function sum(
  items: readonly NeighbourUpdate[],
  plans: readonly (readonly Write[])[],
  results: readonly ItemResult[],
): readonly ItemResult[] {
  let done = 0
  return plans.map(({ length }, at): ItemResult => {
    const own = results.slice(done, done + length)
    done += length
    const applied = { kind: 'applied', remoteId: items[at]?.remoteId ?? toRemoteId(''), updatedAt: null } as const
    return own.find(({ kind }) => kind !== 'applied') ?? applied
  })
}

const isTakenAway = ({ record, fields }: NeighbourUpdate): boolean =>
  fields.includes(REMOVED) && fieldsOf(record).isRemoved

const hasAddresses = ({ fields }: NeighbourUpdate): boolean =>
  fields.some((field) => placeInRequisite(field)?.kind === 'address')

function toOwnWrites(item: NeighbourUpdate): readonly Write[] {
  const { remoteId, record, fields } = item
  if (isTakenAway(item)) return [toWrite(`${FAMILY}.delete`, { id: remoteId }, remoteId, `neighbour:${REMOVED}`)]
  const { name, values } = fieldsOf(record)
  const changed = fields.flatMap((field): (readonly [string, string])[] => {
    const place = placeInRequisite(field)
    if (field === 'name') return [['NAME', name]]
    return place?.kind === 'value' ? [[place.name, values[place.name] ?? '']] : []
  })
  if (changed.length === 0) return []
  const lines = fields.filter((field) => placeInRequisite(field)?.kind !== 'address')
  const [only, other] = lines
  const field: NeighbourFieldName | null = only === undefined || other !== undefined ? null : `neighbour:${only}`
  const params = { id: remoteId, fields: Object.fromEntries(changed) }
  return [toWrite(`${FAMILY}.update`, params, remoteId, field)]
}

/** One command for each address of which a line has changed. A refusal shows at the first of these: the others go again. */
function toAddressWrites({ remoteId, record, fields }: NeighbourUpdate, now: Addresses): readonly Write[] {
  const places = fields.flatMap((field) => {
    const place = placeInRequisite(field)
    return place?.kind === 'address' ? [{ ...place, field }] : []
  })
  return [...Map.groupBy(places, ({ type }) => type)].flatMap(([type, changed]): Write[] => {
    const lines = fieldsOf(record).addresses[type]
    const isThere = now.get(remoteId)?.[type] !== undefined
    if (lines === undefined && !isThere) return []
    const key = { TYPE_ID: type, ENTITY_TYPE_ID: OF_REQUISITE, ENTITY_ID: remoteId }
    const told = isThere ? changed.map(({ line }) => [line, lines?.[line] ?? ''] as const) : Object.entries(lines ?? {})
    const action = lines === undefined ? 'delete' : isThere ? 'update' : 'add'
    const own = action === 'delete' ? key : { ...key, ...Object.fromEntries(told) }
    return [toWrite(`crm.address.${action}`, { fields: own }, remoteId, `neighbour:${changed[0]?.field ?? ''}`)]
  })
}

/**
 * What was refused because it is not there: the portal says so in its own words, so it is looked for. @param idle those to which nothing
 * had to be done
 */
async function withGone(
  context: Bitrix24Context,
  items: readonly NeighbourUpdate[],
  results: readonly ItemResult[],
  idle: ReadonlySet<RemoteId>,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const isUnsure = (at: number) => results[at]?.kind === 'rejected' || idle.has(items[at]?.remoteId ?? toRemoteId(''))
  const unsure: readonly RemoteId[] = items.filter((_, at) => isUnsure(at)).map(({ remoteId }) => remoteId)
  if (unsure.length === 0) return results
  const there = new Set<string>(
    (await readRowsById(context, `${FAMILY}.list`, unsure, ['ID'], signal)).map(({ ID }) => ID),
  )
  return results.map((result, at): ItemResult =>
    isUnsure(at) && !there.has(items[at]?.remoteId ?? '') ? { kind: 'gone' } : result,
  )
}
