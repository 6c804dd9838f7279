import type { MethodCall } from '../portal.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { FieldMap, FieldValue } from '../store/item-store.ts'
import { wordsOf } from './entities.ts'
import type { CrmType } from './entities.ts'
import { say } from './messages.ts'
import { userFieldDefaults } from './record-defaults.ts'
import { labelOf, userFieldsOf } from './record-fields.ts'

/**
 * The newer family checks fields that the portal's people have made mandatory: all of them for a new record, those that are
 * sent for a change.
 * @throws {RestError} `CRM_FIELD_ERROR_REQUIRED` in the language of the portal, a line for each
 */
export function mustFillRequired(call: MethodCall, type: CrmType, given: FieldMap, isNew: boolean): void {
  const after: FieldMap = isNew ? { ...userFieldDefaults(call, type), ...given } : given
  const missing = userFieldsOf(call.data, wordsOf(type).userFields)
    .filter(({ isMandatory, fieldName }) => isMandatory && (isNew || Object.hasOwn(given, fieldName)))
    .filter(({ fieldName }) => isEmpty(after[fieldName]))
  if (missing.length === 0) return
  const { language } = call.portal.switches()
  const lines = missing.map((field) => say(call.portal, 'required', { name: labelOf(field, language) }))
  throw new RestError(lines.join('\n'), 'CRM_FIELD_ERROR_REQUIRED')
}

const isEmpty = (value: FieldValue | undefined): boolean => value === undefined || value === null || value.length === 0
