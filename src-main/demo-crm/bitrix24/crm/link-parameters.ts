import type { MethodCall } from '../portal.ts'
import { asInt, asMap, pick, upperKeys } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'

/** `id` of the methods that link. */
export function ownerParameter(call: MethodCall, status = 400): number {
  const id = asInt(pick(call.params, 'id', 'ID'))
  if (id < 1) throw new RestError("The parameter 'ownerEntityID' is invalid or not defined.", '', status)
  return id
}

/** `fields` of the methods that link. */
export function linkFields(call: MethodCall): ParamMap {
  const fields = asMap(pick(call.params, 'fields', 'FIELDS'))
  if (fields === undefined) throw new RestError("The parameter 'fields' must be array.")
  return upperKeys(fields)
}

/** The word of the methods that link for a missing right. */
export function linkDenied(call: MethodCall): RestError {
  return accessDenied('Access denied!', call.portal.switches().accessDeniedStatus)
}
