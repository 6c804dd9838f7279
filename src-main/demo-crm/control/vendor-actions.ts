import * as v from 'valibot'
import { authorOf } from '../amocrm/context.ts'
import type { AmoContext } from '../amocrm/context.ts'
import { setCompany } from '../amocrm/link-writer.ts'
import { readRecordItem } from '../amocrm/record-input.ts'
import { appendEvent, updateRecord } from '../store/record-writer.ts'
import type { Author } from '../store/record-writer.ts'
import type { EntityName, FieldOption, StoredRecord } from '../store/records.ts'
import { describeRecord } from './describe-record.ts'
import { toPatchItem } from './edit-fields.ts'
import { mergeRecords } from './merge-records.ts'
import { FieldEditSchema } from './vendor-schema.ts'
import type { VendorAction } from './vendor-schema.ts'

/** A control request that makes no sense; the message is for the person who wrote the test. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
}

/**
 * Does what a person does in the vendor's own interface.
 * @returns the affected records, or field definitions, as they are now
 * @throws {ControlError} for ids that do not exist, or fields that the record cannot hold
 */
export function performVendorAction(context: AmoContext, action: VendorAction): unknown[] {
  const author = authorOf(context, action.userId ?? defaultUser(context))
  if (context.store.directory.user(author.userId) === undefined) {
    throw new ControlError(`userId: there is no user ${author.userId}.`)
  }
  return context.store.transaction(() => {
    if (action.entity === 'custom_fields') return changeFields(context, action)
    const { entity, ids } = action
    const records = ids.map((id) => mustFind(context, entity, id))
    const changed = changeRecords(context, action, entity, records, author)
    return changed.map((record) => describeRecord(context.store, entity, record))
  })
}

function changeRecords(
  context: AmoContext,
  action: VendorAction,
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
    for (const { contactId } of context.store.records.contactsOfCompanies([record.id])) {
      setCompany(context.store, mustFind(context, 'contacts', contactId), null, author, false)
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

/** The same form, and the same rules, as a PATCH; `company_id` moves a contact to another company. */
function edit(
  context: AmoContext,
  entity: EntityName,
  record: StoredRecord,
  fields: Readonly<Record<string, unknown>>,
  author: Author,
): StoredRecord {
  const item = toPatchItem(fields, context.store.directory.fields(entity))
  if (typeof item['unknownKey'] === 'string')
    throw new ControlError(`fields.${item['unknownKey']}: there is no such key.`)
  const { change, errors } = readRecordItem(context, entity, item, record)
  const [error] = errors
  if (error !== undefined) throw new ControlError(`fields.${error.path}: ${error.detail}`)
  const changed = updateRecord(context.store, entity, record, change, author)
  const companyId = fields['company_id']
  if (entity !== 'contacts' || companyId === undefined) return changed
  if (companyId !== null && typeof companyId !== 'number')
    throw new ControlError('fields.company_id: a number or null.')
  if (companyId !== null) mustFind(context, 'companies', companyId)
  return setCompany(context.store, changed, companyId, author, true)
}

function changeFields(context: AmoContext, action: VendorAction): unknown[] {
  const { directory } = context.store
  return action.ids.map((id) => {
    const field = directory.field('contacts', id) ?? directory.field('companies', id)
    if (field === undefined) throw new ControlError(`ids: there is no custom field ${id}.`)
    if (action.action !== 'edit') {
      directory.deleteField(id)
      return field
    }
    const parsed = v.safeParse(FieldEditSchema, action.fields)
    if (!parsed.success) throw new ControlError(`fields: ${parsed.issues[0].message}`)
    const known = field.options ?? []
    let nextId = Math.max(field.id * 10, ...known.map((option) => option.id)) + 1
    const options = parsed.output.enums?.map((option, index): FieldOption => ({
      id: option.id ?? nextId++,
      value: option.value,
      code: option.code ?? known.find(({ id: knownId }) => knownId === option.id)?.code ?? null,
      sort: option.sort ?? (index + 1) * 10,
    }))
    const changed = { ...field, name: parsed.output.name ?? field.name, options: options ?? field.options }
    directory.putField(changed)
    return changed
  })
}

function mustFind(context: AmoContext, entity: EntityName, id: number): StoredRecord {
  const record = context.store.records.find(entity, id)
  if (record === undefined) throw new ControlError(`ids: there is no record ${id} among ${entity}.`)
  return record
}

/** A colleague rather than the owner of the token, so that a test sees "someone else" by default. */
function defaultUser(context: AmoContext): number {
  const users = context.store.directory.users()
  return (users.find((user) => !user.isAdmin && user.isActive) ?? users[0])?.id ?? 0
}
