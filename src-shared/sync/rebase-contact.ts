import type { ContactFields } from '../domain/contact.ts'
import type { FieldEdit } from '../domain/field-edit.ts'
import { applyEdit } from './apply-edit.ts'

/**
 * What the user sees of a contact with pending edits: the newest remote version, the edits on top. Where both moved
 * one field apart the typed value stays on screen; the push finds the conflict and asks.
 * @param remote version last told by the CRM
 * @param edits  pending edits, oldest first
 */
export function rebaseContact(remote: ContactFields, edits: readonly FieldEdit[]): ContactFields {
  return edits.reduce(applyEdit, remote)
}
