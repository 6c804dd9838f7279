import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import type { ContactCreate, ContactUpdate, ItemResult } from '../contact-writes.ts'
import { toRemoteId, type ContactContext } from './contact-context.ts'
import { readRows } from './contacts.ts'
import { families } from './families.ts'
import type { Catalog } from './field-catalog.ts'
import { parseResult } from './parse-result.ts'
import { createFieldCheck, newFields, sayingDropped, withoutDropped, writtenFields } from './check-fields.ts'
import { toRejected } from './rejections.ts'
import { createPointCheck, repairPoints, type Told } from './repair-points.ts'
import { MAY_REPEAT, sendWrites, type Write } from './send-writes.ts'
import { neededFor, toCreateOut, toUpdateOut } from './submission.ts'
import { IdWire, type ReachWire } from './wire.ts'

const ADD = 'crm.contact.add'
const UPDATE = 'crm.contact.update'

/** @source https://apidocs.bitrix24.com/api-reference/crm/contacts/crm-contact-add.html */
export async function createContacts(
  context: ContactContext,
  items: readonly ContactCreate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const ids = items.flatMap(({ fields }) => Object.keys(fields.custom) as FieldId[])
  const catalog = await context.catalog.covering(ids, signal)
  const writes = items.map((item): Write => {
    const fields = toCreateOut(item, catalog)
    return {
      command: { method: ADD, params: { fields } },
      toResult: (outcome) =>
        outcome.kind === 'refused'
          ? toRejected(outcome.refusal, toSent(fields, item.fields.emails), catalog)
          : applied(toRemoteId(parseResult(IdWire, outcome.answer.result, ADD))),
    }
  })
  const written = items.map(({ fields }) => newFields(fields, catalog))
  const check = written.some(({ length }) => length > 0) ? createFieldCheck(families.contact) : null
  if (check === null) return sendWrites(context, writes, signal)
  const results = await sendWrites(context, writes, signal, [check])
  return sayingDropped(context, { family: families.contact, check, written }, results, signal)
}

const applied = (remoteId: RemoteId): ItemResult => ({ kind: 'applied', remoteId, updatedAt: null })

const toSent = (fields: Told['fields'], emails: readonly { readonly value: string }[]) => ({
  names: Object.keys(fields),
  emails: fields['EMAIL'] === undefined ? [] : emails.map(({ value }) => value),
})

/** @source https://apidocs.bitrix24.com/api-reference/crm/contacts/crm-contact-update.html */
export async function updateContacts(
  context: ContactContext,
  items: readonly ContactUpdate[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const catalog = await context.catalog.covering(fieldsOf(items), signal)
  const current = await readCurrent(context, items, catalog, signal)
  const judged = new Map(items.map((item) => [item, judgeAtOnce(item, current, catalog)]))
  const sendable = items.filter((item) => judged.get(item) === null)
  const told = sendable.map((item): ToldItem => {
    const fields = toUpdateOut(item, current.rows.get(item.remoteId), catalog)
    return { item, remoteId: item.remoteId, fields }
  })
  const results = await confirm(context, sendable, await sendUpdates(context, told, catalog, signal), signal)
  const sent = new Map(sendable.map((item, at) => [item, results[at] ?? notSent]))
  return items.map((item) => judged.get(item) ?? sent.get(item) ?? notSent)
}

const notSent: ItemResult = { kind: 'not-sent' }

const fieldsOf = (items: readonly ContactUpdate[]): readonly FieldId[] => [
  ...new Set(items.flatMap(({ patch }) => Object.keys(patch.custom ?? {}) as FieldId[])),
]

/** What has to be known of contacts before they are written to. */
interface Current {
  readonly asked: ReadonlySet<RemoteId>
  readonly rows: ReadonlyMap<RemoteId, ReachWire>
}

/** Values with ids of their own, and lists that the vendor replaces whole, as late as can be. */
async function readCurrent(
  context: ContactContext,
  items: readonly ContactUpdate[],
  catalog: Catalog,
  signal: AbortSignal,
): Promise<Current> {
  const needs = items.map((item) => [item.remoteId, neededFor(item, catalog)] as const)
  const asked = new Set(needs.filter(([, names]) => names.length > 0).map(([id]) => id))
  if (asked.size === 0) return { asked, rows: new Map() }
  const select = ['ID', ...new Set(needs.flatMap(([, names]) => names))]
  return { asked, rows: await readRows(context, [...asked], select, signal) }
}

/** What needs no command; `null` where one has to go. */
function judgeAtOnce(item: ContactUpdate, { asked, rows }: Current, catalog: Catalog): ItemResult | null {
  // Every contact of this vendor has somebody responsible.
  if (item.patch.responsibleId === null) return needsSomebody
  if (catalog.tagField === null && item.patch.addTags.length > 0) return needsTagField
  const row = rows.get(item.remoteId)
  if (asked.has(item.remoteId) && row === undefined) return { kind: 'gone' }
  return Object.keys(toUpdateOut(item, row, catalog)).length === 0 ? applied(item.remoteId) : null
}

/** An administrator has deleted it since: what is put on now would be forgotten without a word. */
const needsTagField: ItemResult = { kind: 'rejected', field: 'tags', reason: 'no-such-field', message: '' }

const needsSomebody: ItemResult = {
  kind: 'rejected',
  field: 'responsible',
  reason: 'required',
  message: 'a contact cannot be left without a responsible user',
}

interface ToldItem extends Told {
  readonly item: ContactUpdate
}

/** Writes them, and looks in the same requests at what the vendor says yes to and does not do. */
async function sendUpdates(
  context: ContactContext,
  told: readonly ToldItem[],
  catalog: Catalog,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const items = told.map(({ item }) => item)
  const patches = new Map(items.map(({ remoteId, patch }) => [remoteId, patch]))
  const toResult =
    ({ remoteId, fields }: Told): Write['toResult'] =>
    (outcome) =>
      outcome.kind === 'refused'
        ? toRejected(outcome.refusal, toSent(fields, patches.get(remoteId)?.emails ?? []), catalog)
        : applied(remoteId)
  const writes = told.map((one): Write => {
    const params = { id: one.remoteId, fields: one.fields }
    return { command: { method: UPDATE, params }, toResult: toResult(one) }
  })
  const written = items.map(({ patch }) => writtenFields(patch, catalog))
  const fieldCheck = written.some(({ length }) => length > 0) ? createFieldCheck(families.contact) : null
  const pointCheck = createPointCheck(families.contact, told)
  const checks = [fieldCheck, pointCheck].filter((check) => check !== null)
  const sent = await sendWrites(context, writes, signal, checks, MAY_REPEAT)
  const results = await repairPoints(context, families.contact, told, sent, pointCheck, toResult, signal)
  return fieldCheck === null ? results : withoutDropped(context, written, results, fieldCheck.names())
}

/** A portal says in its own language that a contact is not there: what was refused without a field is looked for by its id. */
async function confirm(
  context: ContactContext,
  items: readonly ContactUpdate[],
  results: readonly ItemResult[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const doubtful = items.filter((_, at) => isUnexplained(results[at]))
  if (doubtful.length === 0) return results
  const ids = doubtful.map(({ remoteId }) => remoteId)
  const there = await readRows(context, ids, ['ID'], signal)
  return results.map((result, at) => {
    const item = items[at]
    const isGone = item !== undefined && isUnexplained(result) && !there.has(item.remoteId)
    return isGone ? { kind: 'gone' } : result
  })
}

const isUnexplained = (result: ItemResult | undefined): boolean => result?.kind === 'rejected' && result.field === null
