import { toRejectedWith } from '#shared/domain/fault.ts'
import type { FieldName } from '#shared/domain/field-edit.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ItemResult } from '../contact-writes.ts'
import { CallRefusal, type Refusal } from './api.ts'
import type { Catalog, Form } from './field-catalog.ts'
import type { FieldFacts } from './field-facts.ts'
import { isAccessDenied } from './refusals.ts'

/** What was sent in one command, as far as a refusal may be about it. */
export interface Sent {
  /** Keys of `fields`. */
  readonly names: readonly string[]
  readonly emails: readonly string[]
}

/**
 * A refusal of one contact. The vendor names a field by its label in the portal's language, if at all, so the field is the one
 * that was sent and whose label the message quotes.
 */
export function toRejected(refusal: Refusal, sent: Sent, catalog: Catalog): ItemResult {
  return toFaults(refusal, (message) => placeOf(message, sent, catalog))
}

/** Where a sentence of a refusal shows, and which value it is about. */
export interface Place {
  readonly field: FieldName | null
  readonly part?: string
}

/**
 * A refusal as the portal words it. What it says of several fields are lines of one message (`<br>`), each with a place of its
 * own; where none of them names a field, they stay together.
 */
export function toFaults(refusal: Refusal, place: (message: string) => Place): ItemResult {
  const { message } = refusal
  if (isAccessDenied(refusal)) return { kind: 'rejected', field: null, reason: 'forbidden', message }
  const reason = refusal.code.toLowerCase() || 'refused'
  const lines = message.split(LINE_END).flatMap((line) => line.trim() || [])
  const faults = lines.map((line) => ({ ...place(line), reason, message: line }))
  const placed = faults.filter(({ field }) => field !== null)
  const rejected =
    placed.length < 2 ? null : toRejectedWith([...placed, ...faults.filter((one) => !placed.includes(one))])
  return rejected ?? { kind: 'rejected', ...place(message), reason, message: lines.join(' ') || message }
}

const LINE_END = /<br\s*\/?>|\r?\n/iu

function placeOf(message: string, { names, emails }: Sent, { fields }: Catalog): Place {
  const ofEmail = emailRefused(message, emails)
  if (ofEmail !== null) return { field: 'emails', ...ofEmail }
  const field = fieldQuoted(message, names, fields)
  if (field !== undefined) return { field: `custom:${field.id}` }
  const isNameless = names.includes('NAME') && /"(?:first name|last name|имя|фамилия)"/i.test(message)
  return { field: isNameless ? 'firstName' : null }
}

/** Which address a message is about, where it is about any of those that were sent; `null` where it is not. */
export function emailRefused(message: string, emails: readonly string[]): { readonly part?: string } | null {
  if (emails.length === 0 || !/e-?mail|почт/i.test(message)) return null
  const odd = emails.find((email) => !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(email.trim()))
  const part = odd ?? (emails.length === 1 ? emails[0] : undefined)
  return part === undefined ? {} : { part }
}

/** The field that was sent and whose label a message quotes. @param names codes of what was sent */
export function fieldQuoted(message: string, names: readonly string[], fields: Form['fields']): FieldFacts | undefined {
  return (
    [...fields.values()]
      .filter(({ code, name }) => names.includes(code) && name !== '' && message.includes(name))
      // The longest label that fits: one may be the beginning of another.
      .sort((a, b) => b.name.length - a.name.length)[0]
  )
}

/** A refusal of what is no contact, in the portal's words. */
export function toRejection(error: unknown): unknown {
  if (!(error instanceof CallRefusal)) return error
  const { code, message } = error.refusal
  return new AppError('remote/rejected', message, {
    details: { reason: code.toLowerCase() || 'refused', reached: false },
    cause: error,
  })
}
