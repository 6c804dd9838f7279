/** Somebody with an account on the portal. */
export type PortalUser = {
  readonly id: number
  readonly name: string
  readonly lastName: string
  readonly email: string
  readonly isAdmin: boolean
  readonly isActive: boolean
  readonly position: string
  readonly phone: string | null
  readonly gender: 'M' | 'F'
  /** What this user may do with records of the CRM; administrators may do everything. */
  readonly rights: CrmRights
  /** Further fields by their names: `SECOND_NAME`, `UF_PHONE_INNER`, … */
  readonly details?: Readonly<Record<string, string>>
  /** Where the user works; the first department without. */
  readonly departments?: readonly number[]
}

/** `own`: records that the user is responsible for. */
export type CrmReach = 'all' | 'own' | 'none'
export type CrmRights = {
  readonly read: CrmReach
  readonly add: CrmReach
  readonly edit: CrmReach
  readonly delete: CrmReach
}

/** An entry of a directory: a source, a type of contact, a stage. */
export type Status = {
  readonly id: number
  readonly entityId: string
  readonly statusId: string
  readonly name: string
  readonly nameInit: string
  readonly sort: number
  readonly isSystem: boolean
  readonly categoryId: number | null
  readonly color: string
  /** `S` won, `F` lost, null in work. */
  readonly semantics: string | null
}

export type EnumOption = {
  readonly id: number
  readonly value: string
  readonly sort: number
  readonly isDefault: boolean
  readonly xmlId: string
}

/** A field that the portal's people made. */
export type UserField = {
  readonly id: number
  /** `CRM_CONTACT`, `CRM_LEAD`, … */
  readonly entityId: string
  readonly fieldName: string
  readonly typeId: string
  readonly xmlId: string | null
  readonly sort: number
  readonly isMultiple: boolean
  readonly isMandatory: boolean
  readonly showFilter: string
  readonly showInList: boolean
  readonly editInList: boolean
  readonly isSearchable: boolean
  readonly settings: Readonly<Record<string, unknown>>
  /** Texts by language: `EDIT_FORM_LABEL`, `LIST_COLUMN_LABEL`, … */
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly options: readonly EnumOption[]
}

/** A currency of the portal; `lang` has the words for it by language, and names in them as the vendor writes them. */
export type Currency = {
  readonly id: number
  readonly code: string
  readonly amount: string
  /** How many of it `amount` of the base are. */
  readonly count: number
  readonly sort: number
  readonly isBase: boolean
  /** Seconds. */
  readonly updated: number
  readonly lang: Readonly<Record<string, Readonly<Record<string, string | null>>>>
}

/** A pipeline of deals; the general one has 0. */
export type DealCategory = {
  readonly id: number
  readonly name: string
  readonly sort: number
  readonly originId: string
  readonly originatorId: string
  /** Seconds; those of the seed are as old as the portal. */
  readonly created?: number
}

/** Who is told of an event, and how. */
export type EventBinding = {
  readonly id: number
  readonly event: string
  readonly handler: string
  readonly authType: number
  readonly isOffline: boolean
  readonly connector: string
  readonly options: Readonly<Record<string, unknown>>
}

/** A conversation of an open line, bound to a record of the CRM. */
export type OpenLineChat = {
  readonly id: number
  readonly connectorId: string
  readonly connectorTitle: string
  readonly entityType: number
  readonly entityId: number
  readonly isActive: boolean
}

/** An address of a requisite or a record: there is at most one of each type. */
export type Address = {
  readonly id: number
  readonly typeId: number
  readonly entityTypeId: number
  readonly entityId: number
  readonly fields: Readonly<Record<string, string | null>>
}
