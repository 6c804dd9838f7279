import { jsonReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'

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

export function hal(value: unknown): Reply {
  return jsonReply(200, HAL, value)
}

/** An error in the form of RFC 7807 with the vendor's `type`. */
export function problem(status: number, detail: string): Reply {
  return jsonReply(status, PROBLEM, problemBody(status, detail))
}

/** One complaint about one submitted item. `path` is dotted, with the indices of the submitted lists. */
export type FieldError = { readonly code: string; readonly path: string; readonly detail: string }
export type ItemErrors = { readonly request_id: string; readonly errors: readonly FieldError[] }

/** @source https://www.amocrm.ru/developers/content/crm_platform/error-codes */
export function validationProblem(items: readonly ItemErrors[]): Reply {
  return jsonReply(400, PROBLEM, { 'validation-errors': items, ...problemBody(400, 'Request validation failed') })
}

export function notSupportedChoice(path: string): FieldError {
  return { code: 'NotSupportedChoice', path, detail: 'The value you selected is not a valid choice.' }
}

export function fieldMissing(path: string): FieldError {
  return { code: 'FieldMissing', path, detail: 'This field is missing.' }
}

export function fieldNotExpected(path: string): FieldError {
  return { code: 'FieldNotExpected', path, detail: 'This field was not expected.' }
}

// The vendor documents three codes. The next ones carry the wording of the validator those three come from.

export function invalidType(path: string, type: string): FieldError {
  return { code: 'InvalidType', path, detail: `This value should be of type ${type}.` }
}

export function notBlank(path: string): FieldError {
  return { code: 'NotBlank', path, detail: 'This value should not be blank.' }
}

export function tooMany(path: string, limit: number): FieldError {
  return { code: 'TooMany', path, detail: `This collection should contain ${limit} elements or less.` }
}

function problemBody(status: number, detail: string): Readonly<Record<string, unknown>> {
  return { title: TITLES[status] ?? 'Error', type: `https://httpstatus.es/${status}`, status, detail }
}
