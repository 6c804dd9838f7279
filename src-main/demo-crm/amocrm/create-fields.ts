import { isJsonObject, jsonReply } from '../http/exchange.ts'
import type { EntityName, FieldDefinition, FieldType } from '../store/records.ts'
import { fieldMissing, invalidType, notBlank, notSupportedChoice, problem, validationProblem } from './answers.ts'
import type { FieldError, ItemErrors } from './answers.ts'
import type { AmoContext, Handler } from './context.ts'
import { formatField, markApiOnly } from './custom-fields.ts'
import { readJsonItems } from './json-body.ts'

/** Those that need nothing but a name. */
const PLAIN_TYPES: readonly FieldType[] = [
  'text',
  'textarea',
  'url',
  'streetaddress',
  'numeric',
  'checkbox',
  'date',
  'date_time',
]

type NewField = Pick<FieldDefinition, 'name' | 'code' | 'type'> & { readonly isApiOnly: boolean }

/**
 * POST /contacts/custom_fields: plain fields, by administrators. A code that exists is refused.
 * @source https://developers.kommo.com/reference/custom-fields
 */
export function postFields(entity: EntityName): Handler {
  return (context, { call, user }) => {
    if (!user.isAdmin) return problem(403, 'Forbidden')
    const body = readJsonItems(call)
    if (!body.isOk) return body.reply
    if (body.items.some(isWithOptions)) return problem(501, 'Only plain fields are made here.')
    const codes = new Set(context.store.directory.fields(entity).map(({ code }) => code))
    const reads = body.items.map((item) => readField(item, codes))
    const bad = reads.flatMap((read, index): ItemErrors[] =>
      'errors' in read ? [{ request_id: String(index), errors: read.errors }] : [],
    )
    if (bad.length > 0) return validationProblem(bad)
    const made = context.store.transaction(() =>
      reads.flatMap((read) => ('errors' in read ? [] : [saveField(context, entity, read)])),
    )
    return jsonReply(201, 'application/hal+json', {
      _total_items: made.length,
      _embedded: {
        custom_fields: made.map((field, index) => ({
          ...formatField(context, field, call.base),
          request_id: String(index),
        })),
      },
    })
  }
}

const isWithOptions = (item: unknown): boolean =>
  isJsonObject(item) && typeof item['type'] === 'string' && !PLAIN_TYPES.some((type) => type === item['type'])

function readField(item: unknown, codes: ReadonlySet<string | null>): NewField | { readonly errors: FieldError[] } {
  if (!isJsonObject(item)) return { errors: [invalidType('', 'object')] }
  const { name, code = null, type, is_api_only: isApiOnly = false } = item
  const known = PLAIN_TYPES.find((one) => one === type)
  if (name === undefined) return { errors: [fieldMissing('name')] }
  if (typeof name !== 'string') return { errors: [invalidType('name', 'string')] }
  if (name.trim() === '') return { errors: [notBlank('name')] }
  if (known === undefined) return { errors: [fieldMissing('type')] }
  if (code !== null && typeof code !== 'string') return { errors: [invalidType('code', 'string')] }
  if (code !== null && codes.has(code)) return { errors: [notSupportedChoice('code')] }
  return { name: name.trim(), code, type: known, isApiOnly: isApiOnly === true }
}

/** Ids go in steps of two, as those that are there from the start. */
function saveField(context: AmoContext, entity: EntityName, { isApiOnly, ...made }: NewField): FieldDefinition {
  const { directory } = context.store
  const known = [...directory.fields('contacts'), ...directory.fields('companies')]
  const field: FieldDefinition = {
    ...made,
    id: Math.max(...known.map(({ id }) => id)) + 2,
    entity,
    sort: Math.max(...directory.fields(entity).map(({ sort }) => sort)) + 1,
    groupId: 'default',
    isPredefined: false,
    currency: null,
    remind: null,
    options: null,
  }
  directory.putField(field)
  if (isApiOnly) markApiOnly(context, field.id)
  return field
}
