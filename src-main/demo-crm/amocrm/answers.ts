import { emptyReply, jsonReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'

const HAL = 'application/hal+json'
const PROBLEM = 'application/problem+json'

/** Names of statuses as the vendor's problem bodies spell them. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  504: 'Gateway Timeout',
}

/** A success in the form of HAL. */
export function hal(value: unknown): Reply {
  return jsonReply(200, HAL, value)
}

/** An error in the form of RFC 7807 with the vendor's `type`. */
export function problem(status: number, detail: string): Reply {
  return jsonReply(status, PROBLEM, problemBody(status, detail))
}

/** The vendor's 404 for an address that leads nowhere. */
export function cannot(call: Call): Reply {
  const query = call.rawQuery === '' ? '' : `?${call.rawQuery}`
  return problem(404, `Cannot ${call.method} ${call.base}${call.path}${query}!`)
}

/** A by-id read that finds nothing. The documented answer is 204. */
export function nothingThere(status: 204 | 404): Reply {
  return status === 204 ? emptyReply(204) : problem(404, 'Not found')
}

/** Every code that a complaint may have. The vendor documents the first three; the others go with the same validator. */
export const complaintCodes = [
  'NotSupportedChoice',
  'FieldMissing',
  'FieldNotExpected',
  'InvalidType',
  'NotBlank',
  'TooMany',
] as const

/** One complaint about one submitted item. `path` is dotted, with the indices of the submitted lists. */
export type FieldError = {
  readonly code: (typeof complaintCodes)[number]
  readonly path: string
  readonly detail: string
}
/** All complaints about one submitted item. */
export type ItemErrors = { readonly request_id: string; readonly errors: readonly FieldError[] }

/** @source https://www.amocrm.ru/developers/content/crm_platform/error-codes */
export function validationProblem(items: readonly ItemErrors[]): Reply {
  return jsonReply(400, PROBLEM, { 'validation-errors': items, ...problemBody(400, 'Request validation failed') })
}

/** A value that is none of those allowed: an unknown field, option, user or id. */
export function notSupportedChoice(path: string): FieldError {
  return { code: 'NotSupportedChoice', path, detail: 'The value you selected is not a valid choice.' }
}

/** A key that must be there and is not. */
export function fieldMissing(path: string): FieldError {
  return { code: 'FieldMissing', path, detail: 'This field is missing.' }
}

/** A key that must not be there. */
export function fieldNotExpected(path: string): FieldError {
  return { code: 'FieldNotExpected', path, detail: 'This field was not expected.' }
}

// The vendor documents three codes. The next ones carry the wording of the validator those three come from.

/** A value of another type than is due; `type` in the words of PHP. */
export function invalidType(path: string, type: string): FieldError {
  return { code: 'InvalidType', path, detail: `This value should be of type ${type}.` }
}

/** An empty value where something is due. */
export function notBlank(path: string): FieldError {
  return { code: 'NotBlank', path, detail: 'This value should not be blank.' }
}

/** A list longer than the vendor takes. */
export function tooMany(path: string, limit: number): FieldError {
  return { code: 'TooMany', path, detail: `This collection should contain ${limit} elements or less.` }
}

function problemBody(status: number, detail: string): Readonly<Record<string, unknown>> {
  return { title: TITLES[status] ?? 'Error', type: `https://httpstatus.es/${status}`, status, detail }
}
