import * as v from 'valibot'
import { toRejectedWith, type FieldFault } from '#shared/domain/fault.ts'
import type { FieldName } from '#shared/domain/field-edit.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { ContactOut } from './submission.ts'
import { ProblemWire } from './wire.ts'

/** The vendor's word for "no such id", among other things. */
const NO_SUCH_CHOICE = 'NotSupportedChoice'

/** What a refused batch says of its items. */
export interface Refusal {
  /** By place in the batch; empty when it names none. */
  readonly named: ReadonlyMap<number, ItemResult>
  /** For the whole, in the vendor's words; empty when it says nothing. */
  readonly message: string
}

/**
 * Reads a refused batch: which items are to blame, and for which field.
 * @throws {AppError} `remote/unavailable` when the vendor's backend stumbled and asks to be tried again,
 *   `remote/invalid-response` when the refusal is not about the items at all
 */
export function readRefusal(refusal: HttpRefusal, submitted: readonly ContactOut[]): Refusal {
  const problem = readProblem(refusal)
  const named = new Map<number, ItemResult>()
  for (const [at, faults] of readFaults(problem, submitted.length)) {
    const item = submitted[at]
    const result = item === undefined ? null : toResult(faults, item)
    if (result !== null) named.set(at, result)
  }
  return { named, message: problem.detail ?? '' }
}

/** The faults of each item that is named, by its place in a batch of `count`. */
export function readFaults(problem: ProblemWire, count: number): ReadonlyMap<number, readonly Fault[]> {
  const named = new Map<number, readonly Fault[]>()
  for (const { request_id, errors } of problem['validation-errors'] ?? []) {
    const at = placeOf(request_id, count)
    if (at !== null && errors.length > 0) named.set(at, [...(named.get(at) ?? []), ...errors])
  }
  return named
}

/** What failed when something was asked for at once: a refusal with the vendor's words alone for a message, anything else as it is. */
export function toRejection(error: unknown): unknown {
  if (!(error instanceof HttpRefusal)) return error
  const { detail, 'validation-errors': faults } = readProblem(error)
  const [first] = (faults ?? []).flatMap(({ errors }) => errors)
  const details = { reason: first?.code ?? `http-${error.status}`, reached: false }
  return new AppError('remote/rejected', first?.detail || detail || '', { details, cause: error })
}

/** The body of a refusal. @throws as `readRefusal` */
export function readProblem(refusal: HttpRefusal): ProblemWire {
  const { status, body } = refusal
  // The route is ours to know, not the item's fault.
  if (status !== 400 && status !== 413 && status !== 422) {
    const details = { path: '', status, reached: false }
    throw new AppError('remote/invalid-response', `a write refused with ${status}`, { details, cause: refusal })
  }
  const parsed = v.safeParse(ProblemWire, body)
  const problem = parsed.success ? parsed.output : {}
  if (isSystemError(problem)) {
    const details = { status, reason: 'system-error', reached: true }
    throw new AppError('remote/unavailable', 'the backend stumbled', { details, cause: refusal })
  }
  return problem
}

/** A fault of the vendor's backend dressed as a bad request. Known by its wording alone, in the account's language. */
function isSystemError(problem: ProblemWire): boolean {
  if ((problem['validation-errors'] ?? []).length > 0) return false
  return /system error|системн\S*\s+ошибк/iu.test(problem.detail ?? '')
}

/** The item's own `request_id` is its place, and so is the one it gets without; a lone item may go unnamed. */
function placeOf(requestId: string | number | null | undefined, count: number): number | null {
  if (requestId === null || requestId === undefined) return count === 1 ? 0 : null
  const at = Number(requestId)
  return Number.isInteger(at) && at >= 0 && at < count ? at : null
}

/** One sentence of a refusal. */
export interface Fault {
  readonly code: string
  readonly path?: string | null | undefined
  readonly detail?: string | null | undefined
}

function toResult(faults: readonly Fault[], item: ContactOut): ItemResult | null {
  const isGone = ({ code, path }: Fault) => path === 'id' && item.id !== undefined && code === NO_SUCH_CHOICE
  if (faults.some(isGone)) return { kind: 'gone' }
  return toRejectedWith(
    faults.map(({ code, path, detail }): FieldFault => {
      const part = toPart(path ?? '', item)
      const where = { field: toFieldName(path ?? '', item), ...(part === null ? {} : { part }) }
      return { ...where, reason: code, message: detail ?? '' }
    }),
  )
}

/** `custom_fields_values.0.values.1.value.name` is a key of the second value: of several values that one, of an object its key. */
export function toPart(path: string, item: Pick<ContactOut, 'custom_fields_values'>): string | null {
  const [head, field, , at, , key] = path.split('.')
  if (head !== 'custom_fields_values' || at === undefined) return null
  if (key !== undefined) return key
  const values = item.custom_fields_values?.[Number(field)]?.values ?? []
  const value = values[Number(at)]
  if (value === undefined || values.length < 2) return null
  return typeof value.value === 'string' && value.value !== '' ? value.value : (value.enum_code ?? null)
}

/** `custom_fields_values.2.values.0.value` is the third field that was sent. `null`: of no field that a user knows. */
export function toFieldName(path: string, item: ContactOut): FieldName | null {
  const [head, index] = path.split('.')
  switch (head) {
    case 'first_name':
    case 'name':
      return 'firstName'
    case 'last_name':
      return 'lastName'
    case 'responsible_user_id':
      return 'responsible'
    case 'tags_to_add':
    case 'tags_to_delete':
    case '_embedded':
      return 'tags'
    case 'custom_fields_values':
      return fieldAt(item, Number(index))
    default:
      return null
  }
}

function fieldAt(item: ContactOut, index: number): FieldName | null {
  const field = item.custom_fields_values?.[index]
  if (field?.field_code === 'PHONE') return 'phones'
  if (field?.field_code === 'EMAIL') return 'emails'
  return field?.field_id === undefined ? null : `custom:${String(field.field_id) as FieldId}`
}
