/** The words of the record store. They belong to no vendor: each dialect translates to and from them. */
export type EntityName = 'contacts' | 'companies'

/** One value of one field; `enumId` for values that come from, or are typed by, a list. */
export type StoredValue = { readonly value: StoredScalar | StoredObject; readonly enumId?: number }
export type StoredScalar = string | number | boolean
export type StoredObject = { readonly [key: string]: StoredScalar | null }

/** Values by field id. A field without values has no key. */
export type FieldValues = { readonly [fieldId: string]: readonly StoredValue[] }

/** A contact or a company as stored. Times are whole seconds since the epoch. */
export type StoredRecord = {
  readonly id: number
  readonly name: string
  readonly firstName: string
  readonly lastName: string
  readonly responsibleUserId: number
  readonly createdBy: number
  readonly updatedBy: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly closestTaskAt: number | null
  readonly trashed: boolean
  /** The one company of a contact; always null on companies. */
  readonly companyId: number | null
  /** The contact that a company calls its main one; always null on contacts. */
  readonly mainContactId: number | null
  readonly tagIds: readonly number[]
  readonly fields: FieldValues
}

export type FieldType =
  | 'text'
  | 'textarea'
  | 'url'
  | 'streetaddress'
  | 'numeric'
  | 'monetary'
  | 'checkbox'
  | 'date'
  | 'date_time'
  | 'birthday'
  | 'select'
  | 'radiobutton'
  | 'multiselect'
  | 'multitext'
  | 'smart_address'
  | 'legal_entity'
  | 'file'

export type FieldOption = {
  readonly id: number
  readonly value: string
  readonly code: string | null
  readonly sort: number
}

/** A custom field: its type, and its options where it has any. */
export type FieldDefinition = {
  readonly id: number
  readonly entity: EntityName
  readonly name: string
  readonly code: string | null
  readonly type: FieldType
  readonly sort: number
  readonly groupId: string | null
  readonly isPredefined: boolean
  readonly currency: string | null
  readonly remind: string | null
  readonly options: readonly FieldOption[] | null
}

export type FieldGroup = {
  readonly id: string
  readonly entity: EntityName
  readonly name: string
  readonly sort: number
  readonly isPredefined: boolean
}

export type Tag = { readonly id: number; readonly name: string }

export type User = {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly lang: string
  readonly groupId: number
  readonly isAdmin: boolean
  readonly isActive: boolean
  readonly uuid: string
  readonly phone: string | null
}

export type UserGroup = { readonly id: number; readonly name: string; readonly uuid: string }

/** What happened to a record, in no vendor's words. `contact-linked` is seen from the company's side. */
export type EventKind =
  | 'added'
  | 'deleted'
  | 'restored'
  | 'merged'
  | 'renamed'
  | 'field-changed'
  | 'tag-added'
  | 'tag-removed'
  | 'responsible-changed'
  | 'linked'
  | 'unlinked'
  | 'contact-linked'
  | 'contact-unlinked'

/** One side of a change. Empty when the kind of event says it all. */
export type EventSide =
  | { readonly is: 'nothing' }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'user'; readonly userId: number }
  | { readonly is: 'tag'; readonly name: string }
  | {
      readonly is: 'values'
      readonly fieldId: number
      readonly type: FieldType
      readonly values: readonly StoredValue[]
    }
  | { readonly is: 'link'; readonly entity: EntityName; readonly id: number }

/** The side of an event that has nothing to say. */
export const NOTHING: EventSide = { is: 'nothing' }

/** One line of the audit log. */
export type StoredEvent = {
  readonly seq: number
  readonly entity: EntityName
  readonly entityId: number
  readonly kind: EventKind
  readonly createdBy: number
  readonly createdAt: number
  readonly before: EventSide
  readonly after: EventSide
}
