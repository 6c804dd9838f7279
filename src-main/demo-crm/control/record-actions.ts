import type { AmoContext, ApiCall } from '../amocrm/context.ts'
import { applyLink, removeLink } from '../amocrm/link-pairs.ts'
import { readLink } from '../amocrm/link-input.ts'
import { linkNew } from '../amocrm/new-links.ts'
import { readRecordItem } from '../amocrm/record-input.ts'
import { setCompany } from '../store/link-writer.ts'
import { appendEvent, createRecord, updateRecord } from '../store/record-writer.ts'
import type { Author } from '../store/record-writer.ts'
import type { EntityName, StoredRecord } from '../store/records.ts'
import { ControlError } from './control-error.ts'
import { describeRecord } from './describe-record.ts'
import { toPatchItem } from './edit-fields.ts'
import { mergeRecords } from './merge-records.ts'
import type { VendorAction } from './vendor-schema.ts'

type RecordAction = Exclude<VendorAction, { action: 'add' | 'bind' }>

/** Does something with records that are there. */
export function changeRecords(
  context: AmoContext,
  action: RecordAction,
  entity: EntityName,
  author: Author,
): unknown[] {
  const records = action.ids.map((id) => mustFind(context, entity, id))
  const changed = change(context, action, entity, records, author)
  return changed.map((record) => describeRecord(context.store, entity, record))
}

/** Adds a record, with the fields of an edit; leads and customers take links as POST does. */
export function addRecord(
  context: AmoContext,
  entity: EntityName,
  fields: Readonly<Record<string, unknown>>,
  author: Author,
): unknown {
  const item = toItem(context, entity, fields)
  const { change: wanted, errors } = readRecordItem(context, entity, item, undefined)
  const [error] = errors
  if (error !== undefined) throw new ControlError(`fields.${error.path}: ${error.detail}`)
  const record = createRecord(context.store, entity, wanted, author)
  linkNew(context, entity, item, record.id, author)
  const made = moveToCompany(context, entity, mustFind(context, entity, record.id), fields, author)
  return describeRecord(context.store, entity, made)
}

function change(
  context: AmoContext,
  action: RecordAction,
  entity: EntityName,
  records: readonly StoredRecord[],
  author: Author,
): readonly StoredRecord[] {
  switch (action.action) {
    case 'delete':
      return records.map((record) => trash(context, entity, record, author))
    case 'restore':
      return records.map((record) => restore(context, entity, record, author))
    case 'edit':
      return records.map((record) => edit(context, entity, record, action.fields, author))
    case 'link':
    case 'unlink':
      return records.map((record) => relate(context, action, entity, record, author))
    case 'unsort':
    case 'accept':
      return records.map((record) => {
        const sorted = { ...record, isUnsorted: action.action === 'unsort' }
        context.store.records.update(entity, sorted)
        return sorted
      })
    case 'merge': {
      const [survivor, ...others] = records
      if (survivor === undefined || others.length === 0) throw new ControlError('ids: a merge needs two or more.')
      const { mergeEventOf: eventOf, mergeLogsDeletion: logsDeletion } = context.switches()
      return mergeRecords(context.store, entity, survivor, others, author, { eventOf, logsDeletion })
    }
  }
}

function trash(context: AmoContext, entity: EntityName, record: StoredRecord, author: Author): StoredRecord {
  if (record.trashed) return record
  const changed = { ...record, trashed: true, updatedAt: author.at, updatedBy: author.userId }
  context.store.records.update(entity, changed)
  appendEvent(context.store, entity, record.id, 'deleted', author)
  if (entity === 'companies') {
    for (const owner of ['contacts', 'deals', 'customers'] as const) {
      for (const { id } of context.store.records.recordsOfCompanies(owner, [record.id])) {
        setCompany(context.store, owner, mustFind(context, owner, id), null, author, false)
      }
    }
  }
  return changed
}

function restore(context: AmoContext, entity: EntityName, record: StoredRecord, author: Author): StoredRecord {
  if (!record.trashed) return record
  const changed = { ...record, trashed: false, updatedAt: author.at, updatedBy: author.userId }
  context.store.records.update(entity, changed)
  appendEvent(context.store, entity, record.id, 'restored', author)
  return changed
}

/** The same form, and the same rules, as a PATCH; `company_id` moves a record to another company. */
function edit(
  context: AmoContext,
  entity: EntityName,
  record: StoredRecord,
  fields: Readonly<Record<string, unknown>>,
  author: Author,
): StoredRecord {
  const { change: wanted, errors } = readRecordItem(context, entity, toItem(context, entity, fields), record)
  const [error] = errors
  if (error !== undefined) throw new ControlError(`fields.${error.path}: ${error.detail}`)
  const changed = updateRecord(context.store, entity, record, wanted, author)
  return moveToCompany(context, entity, changed, fields, author)
}

function toItem(
  context: AmoContext,
  entity: EntityName,
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const item = toPatchItem(fields, context.store.directory.fields(entity))
  if (typeof item['unknownKey'] === 'string') {
    throw new ControlError(`fields.${item['unknownKey']}: there is no such key.`)
  }
  return item
}

function moveToCompany(
  context: AmoContext,
  entity: EntityName,
  record: StoredRecord,
  fields: Readonly<Record<string, unknown>>,
  author: Author,
): StoredRecord {
  const companyId = fields['company_id']
  if (entity === 'companies' || companyId === undefined) return record
  if (companyId !== null && typeof companyId !== 'number') {
    throw new ControlError('fields.company_id: a number or null.')
  }
  if (companyId !== null) mustFind(context, 'companies', companyId)
  return setCompany(context.store, entity, record, companyId, author, true)
}

/** The body of POST /{entity}/{id}/link or /unlink, read by the same rules. */
function relate(
  context: AmoContext,
  action: Extract<RecordAction, { action: 'link' | 'unlink' }>,
  entity: EntityName,
  record: StoredRecord,
  author: Author,
): StoredRecord {
  const user = context.store.directory.user(author.userId)
  if (user === undefined) throw new ControlError('userId: there is no such user.')
  const call = { method: 'POST', path: `/${action.action}`, query: {}, rawQuery: '', headers: {}, body: '', base: '' }
  const api: ApiCall = { call, params: [String(record.id)], user: { ...user, isAdmin: true } }
  const read = readLink(context, api, entity, action.fields, 0)
  if ('errors' in read) throw new ControlError(`fields.${read.errors[0]?.path ?? ''}: ${read.errors[0]?.detail ?? ''}`)
  const write = action.action === 'link' ? applyLink : removeLink
  write(context.store, read.link, author, context.switches().linkBumpsUpdatedAt)
  return mustFind(context, entity, record.id)
}

/** @throws {ControlError} when there is none, trashed or not */
export function mustFind(context: AmoContext, entity: EntityName, id: number): StoredRecord {
  const record = context.store.records.find(entity, id)
  if (record === undefined) throw new ControlError(`ids: there is no record ${id} among ${entity}.`)
  return record
}
