import type { ContactFields, ContactPoint, CustomItem } from '#shared/domain/contact.ts'
import { remoteIdOf, type FieldId, type UserId } from '#shared/domain/ids.ts'
import type { ContactPatch } from '#shared/sync/resolve-update.ts'
import type { ContactCreate, ContactUpdate } from '../contact-writes.ts'
import { toValueOut, type ValueOut } from './custom-values.ts'
import { toMarkerOut } from './marker.ts'
import { toPointCode } from './point-kinds.ts'

/** A field as we send it: by code where it is the vendor's own, else by id. */
export interface FieldOut {
  readonly field_code?: 'PHONE' | 'EMAIL'
  readonly field_id?: number
  /** `null` clears; the vendor's answer to an empty list is not documented. */
  readonly values: readonly ValueOut[] | null
}

/** A contact as we send it: only keys that change. Order of `custom_fields_values` matters: errors point into it. */
export interface ContactOut {
  readonly id?: number
  readonly request_id?: string
  readonly name?: string
  readonly first_name?: string
  readonly last_name?: string
  readonly responsible_user_id?: number
  readonly custom_fields_values?: readonly FieldOut[]
  readonly tags_to_add?: readonly { readonly name: string }[]
  readonly tags_to_delete?: readonly { readonly name: string }[]
}

/** The vendor's type of each custom field, by its id. */
export type FieldTypes = ReadonlyMap<FieldId, string>

/** What a value of a custom field depends on beside itself. */
export interface ValueForm {
  readonly types: FieldTypes
  /** Of the account; `null` where it is not known. */
  readonly zone: string | null
}

/**
 * @param at place in the batch: comes back with the result, and names the item when it is refused
 * @param markerField the field for its key, if it is to carry it
 */
export function toCreateOut(
  { key, isMarked, fields }: ContactCreate,
  at: number,
  form: ValueForm,
  markerField: FieldId | null = null,
): ContactOut {
  const marker = isMarked ? markerField : null
  const filled = [
    ...(fields.phones.length > 0 ? [toPointsOut('PHONE', fields.phones)] : []),
    ...(fields.emails.length > 0 ? [toPointsOut('EMAIL', fields.emails)] : []),
    ...toCustomOut(fields.custom, form).filter((field) => field.values !== null && field.field_id !== Number(marker)),
    ...(marker === null ? [] : [toMarkerOut(marker, key)]),
  ]
  return {
    request_id: String(at),
    ...toNamesOut(fields),
    ...toResponsibleOut(fields.responsibleId),
    ...(filled.length > 0 ? { custom_fields_values: filled } : {}),
    ...toTagsOut('tags_to_add', fields.tags),
  }
}

/**
 * Never `_embedded.tags`, which replaces what colleagues have put; never `updated_at`, whose staleness is the vendor's
 * to judge; never `created_by`, which refuses the contact once that user has left.
 */
export function toUpdateOut({ remoteId, patch }: ContactUpdate, form: ValueForm): ContactOut {
  const changed = [
    ...(patch.phones === undefined ? [] : [toPointsOut('PHONE', patch.phones)]),
    ...(patch.emails === undefined ? [] : [toPointsOut('EMAIL', patch.emails)]),
    ...toCustomOut(patch.custom ?? {}, form),
  ]
  return {
    id: Number(remoteId),
    ...(patch.names === undefined ? {} : toChangedNames(patch.names)),
    ...toResponsibleOut(patch.responsibleId ?? null),
    ...(changed.length > 0 ? { custom_fields_values: changed } : {}),
    ...toTagsOut('tags_to_add', patch.addTags),
    ...toTagsOut('tags_to_delete', patch.removeTags),
  }
}

/** First and last name, or the full name alone: how the vendor settles a mix is not documented. */
function toNamesOut({ name, firstName, lastName }: ContactFields): ContactOut {
  if (firstName !== '' || lastName !== '') return { first_name: firstName, last_name: lastName }
  return name === '' ? {} : { name }
}

/** Both parts. Where both are emptied the full name, which they would compose, is emptied with them. */
function toChangedNames({ firstName, lastName }: NonNullable<ContactPatch['names']>): ContactOut {
  const parts = { first_name: firstName, last_name: lastName }
  return firstName === '' && lastName === '' ? { name: '', ...parts } : parts
}

function toResponsibleOut(id: UserId | null): ContactOut {
  const remoteId = id === null ? null : remoteIdOf(id)
  return remoteId === null ? {} : { responsible_user_id: Number(remoteId) }
}

/** All of them: what is not said is taken away. */
export function toPointsOut(code: 'PHONE' | 'EMAIL', points: readonly ContactPoint[]): FieldOut {
  const values = points.map(({ value, kind }) => ({ value, enum_code: toPointCode(kind) }))
  return { field_code: code, values: values.length === 0 ? null : values }
}

/** In the order of `custom`: a refusal points into it. */
export function toCustomOut(custom: ContactFields['custom'], form: ValueForm): readonly FieldOut[] {
  return Object.entries(custom).map(([id, items]) => toFieldOut(id as FieldId, items, form))
}

function toFieldOut(id: FieldId, items: readonly CustomItem[], { types, zone }: ValueForm): FieldOut {
  const values = items.map((item) => toValueOut(item, types.get(id) ?? null, zone))
  return { field_id: Number(id), values: values.length === 0 ? null : values }
}

function toTagsOut(key: 'tags_to_add' | 'tags_to_delete', names: readonly string[]): ContactOut {
  return names.length === 0 ? {} : { [key]: names.map((name) => ({ name })) }
}
