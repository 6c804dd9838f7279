import { emptyReply, jsonReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import type { EntityName, FieldDefinition } from '../store/records.ts'
import { hal, nothingThere, notSupportedChoice, problem } from './answers.ts'
import { readBatch, readInt, saveBatch } from './batch.ts'
import type { BatchRead } from './batch.ts'
import type { AmoContext, Handler } from './context.ts'
import { formatField, markApiOnly } from './custom-fields.ts'
import { numberOptions, readFieldChange, readNewField } from './field-input.ts'
import type { FieldInput } from './field-input.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import { forbidden } from './rights.ts'

/**
 * POST /contacts/custom_fields, by administrators. A code that exists is refused.
 * @source https://developers.kommo.com/reference/custom-fields
 */
export function postFields(entity: EntityName): Handler {
  return (context, api) => {
    if (!api.user.isAdmin) return forbidden()
    const body = readJsonItems(context, api.call)
    if (!body.isOk) return body.reply
    const codes = new Set<string>()
    const reads = readBatch(body.items, (item, errors) => {
      const read = readNewField(context, entity, item, errors)
      const code = read?.field.code ?? null
      if (code !== null && codes.has(code)) errors.push(notSupportedChoice('code'))
      if (code !== null) codes.add(code)
      return read
    })
    return saveBatch(context, reads, (good) => {
      const made = good.map(({ requestId, value: { field, isApiOnly } }) => {
        // Ids go in steps of two, as those that are there from the start.
        const id = context.store.directory.lastFieldId() + 2
        const saved = saveField(context, { ...field, id }, [], isApiOnly)
        return { ...formatField(context, saved, api.call.base), request_id: requestId }
      })
      const embedded = { _total_items: made.length, _embedded: { custom_fields: made } }
      return jsonReply(201, 'application/hal+json', embedded)
    })
  }
}

/** PATCH /contacts/custom_fields: a list, each with its id. */
export function patchFields(entity: EntityName): Handler {
  return (context, api) => {
    if (!api.user.isAdmin) return forbidden()
    const body = readJsonItems(context, api.call)
    if (!body.isOk) return body.reply
    const reads = readBatch(body.items, (item, errors) => {
      const known = context.store.directory.field(entity, readInt(context, item, 'id', errors) ?? 0)
      if (known === undefined) errors.push(notSupportedChoice('id'))
      return known && readFieldChange(context, known, item, errors)
    })
    return saveChanges(context, entity, reads, (fields) =>
      hal({
        _total_items: fields.length,
        _embedded: {
          custom_fields: fields.map((field) => bulkForm(context, formatField(context, field, api.call.base))),
        },
      }),
    )
  }
}

/** PATCH /contacts/custom_fields/{id}: one object. */
export function patchField(entity: EntityName): Handler {
  return (context, api) => {
    if (!api.user.isAdmin) return forbidden()
    const known = context.store.directory.field(entity, Number(api.params[0]))
    if (known === undefined) return nothingThere(404)
    const body = readJsonBody(api.call)
    if (!body.isOk) return body.reply
    const reads = readBatch([body.value], (item, errors) => readFieldChange(context, known, item, errors))
    return saveChanges(context, entity, reads, ([field]) => hal(formatField(context, field ?? known, api.call.base)))
  }
}

/** DELETE /contacts/custom_fields/{id}: 204. Fields that every account has stay. */
export function deleteField(entity: EntityName): Handler {
  return (context, api) => {
    if (!api.user.isAdmin) return forbidden()
    const known = context.store.directory.field(entity, Number(api.params[0]))
    if (known === undefined) return nothingThere(404)
    if (known.isPredefined) return problem(422, 'A predefined field cannot be deleted')
    context.store.directory.deleteField(known.id)
    return emptyReply(204)
  }
}

function saveChanges(
  context: AmoContext,
  entity: EntityName,
  reads: readonly BatchRead<FieldInput>[],
  answer: (fields: readonly FieldDefinition[]) => Reply,
): Reply {
  return saveBatch(context, reads, (good) =>
    answer(
      good.map(({ value: { field, isApiOnly } }) => {
        const before = context.store.directory.field(entity, field.id)?.options ?? []
        return saveField(context, field, before, isApiOnly)
      }),
    ),
  )
}

function saveField(
  context: AmoContext,
  field: FieldDefinition,
  before: FieldDefinition['options'],
  isApiOnly: boolean | undefined,
): FieldDefinition {
  const saved = numberOptions(field, before ?? [])
  context.store.directory.putField(saved)
  if (isApiOnly !== undefined) markApiOnly(context, saved.id, isApiOnly)
  return saved
}

/** A change of several fields may be answered with options by index: PHP writes a list with gaps so. */
function bulkForm(context: AmoContext, field: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { enums } = field
  if (context.switches().bulkFieldEnums === 'list' || !Array.isArray(enums)) return field
  return { ...field, enums: Object.fromEntries(enums.map((option: unknown, index) => [String(index), option])) }
}
