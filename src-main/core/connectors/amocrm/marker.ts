import type { CustomItem } from '#shared/domain/contact.ts'
import { isUuid, uuidOf, type ContactId, type FieldId } from '#shared/domain/ids.ts'
import type { Logger } from '#core/ports/logger.ts'
import type { ContactCreate, ItemResult } from '../contact-writes.ts'
import type { FieldOut } from './submission.ts'
import type { ContactWire, FieldWire } from './wire.ts'

/**
 * The vendor knows no idempotency key, but a text field of the account's can hold one: each contact that we create
 * carries its key there, and can be told from all others for ever. The field is technical and shown to nobody here.
 */
export interface Marker {
  readonly fieldId: FieldId | null
  /** The account has that field, and takes keys in it, as far as we know. */
  isUsable(): boolean
  /** The account has that field. */
  isThere(): boolean
  /** Takes note of what fields there are. */
  learn(fields: readonly FieldWire[]): void
  /** Takes note of the answers to a batch; creates that were refused for their key alone go again, without it. */
  note(items: readonly ContactCreate[], results: readonly ItemResult[]): readonly ItemResult[]
}

/** Of the vendor's types the one that keeps a short text word for word. */
export const MARKER_TYPE = 'text'

/** @param fieldId `null` where the user has chosen none */
export function createMarker(fieldId: FieldId | null, logger: Logger): Marker {
  let isMissing = false
  let isRefused = false
  const isBlamed = (item: ContactCreate | undefined, result: ItemResult) =>
    item?.isMarked === true && result.kind === 'rejected' && result.field === `custom:${fieldId}`
  return {
    fieldId,
    isUsable: () => fieldId !== null && !isMissing && !isRefused,
    isThere: () => fieldId !== null && !isMissing,
    learn(fields) {
      if (fieldId === null) return
      isMissing = !fields.some(({ id, type }) => String(id) === fieldId && type === MARKER_TYPE)
      if (isMissing) logger.warn('the field for markers is gone: contacts are created without', { fieldId })
    },
    note(items, results) {
      if (!results.some((result, at) => isBlamed(items[at], result))) return results
      isRefused = true
      logger.warn('the field for markers is refused: contacts are created without', { fieldId })
      return results.map((result, at) => (isBlamed(items[at], result) ? { kind: 'not-sent' } : result))
    },
  }
}

/** A contact's key, as it goes out. */
export function toMarkerOut(fieldId: FieldId, key: ContactId): FieldOut {
  return { field_id: Number(fieldId), values: [{ value: uuidOf(key) ?? key }] }
}

/** Everything in a contact's own fields that looks like a key; `null` when its fields are not told. */
export function keysIn(filled: ContactWire['custom_fields_values']): readonly string[] | null {
  if (!Array.isArray(filled)) return null
  const texts = filled.flatMap(({ values }) =>
    (values ?? []).map(({ value }) => (typeof value === 'string' ? value : '')),
  )
  return texts.map((text) => text.trim()).filter(isUuid)
}

/** The fields of a contact that are the user's. */
export function withoutMarker(
  custom: Readonly<Record<FieldId, readonly CustomItem[]>>,
  { fieldId }: Marker,
): Readonly<Record<FieldId, readonly CustomItem[]>> {
  if (fieldId === null || !(fieldId in custom)) return custom
  return Object.fromEntries(Object.entries(custom).filter(([id]) => id !== fieldId))
}
