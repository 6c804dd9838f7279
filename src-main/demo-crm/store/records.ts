/** The words of the record store. They belong to no vendor: each dialect translates to and from them. */
export type EntityName = (typeof entityNames)[number]

/** Everything that is a record: it has a name, an owner, tags, fields, links, notes and tasks. */
export const entityNames = ['contacts', 'companies', 'deals', 'customers'] as const

/** What only a deal has. */
export type DealPart = {
  readonly price: number
  readonly pipelineId: number
  readonly stageId: number
  readonly lossReasonId: number | null
  readonly closedAt: number | null
}

/** What only a customer has: what is expected to be bought next, and when. */
export type CustomerPart = { readonly nextPrice: number; readonly nextAt: number | null }

/** One value of one field; `enumId` for values that come from, or are typed by, a list. */
export type StoredValue = { readonly value: StoredScalar | StoredObject; readonly enumId?: number }
export type StoredScalar = string | number | boolean
export type StoredObject = { readonly [key: string]: StoredScalar | null }

/** Values by field id. A field without values has no key. */
export type FieldValues = { readonly [fieldId: string]: readonly StoredValue[] }

/** A record as stored. Times are whole seconds since the epoch. */
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
  /** The one company of a contact, deal or customer; always null on companies. */
  readonly companyId: number | null
  /** The contact that a company calls its main one; null on all others, whose links know it. */
  readonly mainContactId: number | null
  readonly tagIds: readonly number[]
  readonly fields: FieldValues
  /** On every deal, and on nothing else. */
  readonly deal?: DealPart
  /** On every customer, and on nothing else. */
  readonly customer?: CustomerPart
  /** Came in by itself, and nobody has accepted it yet. */
  readonly isUnsorted?: boolean
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
  | 'tracking_data'
  | 'chained_list'

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
  /** Must a person fill it in? */
  readonly isRequired?: boolean
}

export type FieldGroup = {
  readonly id: string
  readonly entity: EntityName
  readonly name: string
  readonly sort: number
  readonly isPredefined: boolean
}

/** `color` is a hex code without `#`, or null where a tag has none. */
export type Tag = { readonly id: number; readonly name: string; readonly color: string | null }

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
  /** Missing: the user may do everything that needs no administrator. */
  readonly rights?: UserRights
}

/** How far a right reaches: every record, those of the own group, one's own, those linked to one's own, or none. */
export type Reach = 'all' | 'group' | 'own' | 'linked' | 'none'

/** What a user may do with one kind of record. */
export type EntityRights = { readonly view: Reach; readonly edit: Reach; readonly add: Reach }

/** What a role lets a user do. Kinds that it does not name are free; administrators are not held by it. */
export type UserRights = {
  readonly role: { readonly id: number; readonly name: string } | null
  readonly entities: Readonly<Partial<Record<EntityName | 'tasks', EntityRights>>>
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
  | 'stage-changed'
  | 'price-changed'
  | 'note-added'
  | 'note-deleted'
  | 'file-added'
  | 'call-received'
  | 'call-made'
  | 'task-added'
  | 'task-completed'
  | 'task-deleted'

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
  | { readonly is: 'stage'; readonly pipelineId: number; readonly stageId: number }
  | { readonly is: 'price'; readonly price: number }
  | { readonly is: 'note'; readonly id: number }

/** The side of an event that has nothing to say. */
export const NOTHING: EventSide = { is: 'nothing' }

/** Tasks have a log of their own, or tell it where their record does. */
export type EventEntity = EntityName | 'tasks'

/** One line of the audit log. */
export type StoredEvent = {
  readonly seq: number
  readonly entity: EventEntity
  readonly entityId: number
  readonly kind: EventKind
  readonly createdBy: number
  readonly createdAt: number
  readonly before: EventSide
  readonly after: EventSide
}
