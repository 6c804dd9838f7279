import type { CustomMerge } from './field-edit.ts'
import type { AccountId, CompanyId, FieldId, RemoteId, SaleKind, StageId, TeamId, UserId } from './ids.ts'

/** A company as the CRM last told it. */
export interface Company {
  readonly id: CompanyId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  readonly name: string
  readonly updatedAt: number
}

/** People of an account who work together. */
export interface Team {
  readonly id: TeamId
  readonly name: string
}

/** A colleague who can be responsible for a contact. */
export interface User {
  readonly id: UserId
  readonly accountId: AccountId
  readonly name: string
  readonly isActive: boolean
  /** Absent for whoever is in none, and where the CRM does not tell. */
  readonly team?: Team | undefined
}

/** Where deals of a pipeline begin, stand or end. Deals that nobody has accepted yet are `incoming`. */
export const stageKinds = ['incoming', 'open', 'won', 'lost'] as const
export type StageKind = (typeof stageKinds)[number]

/** Those that records of one kind go. */
export const pipelinesFor = (kind: SaleKind, all: readonly Pipeline[]): readonly Pipeline[] =>
  all.filter(({ of = 'deal' }) => of === kind)

export interface Stage {
  readonly id: StageId
  readonly name: string
  /** As CSS writes it; empty where the CRM has none. */
  readonly color: string
  readonly kind: StageKind
}

/** A way that deals, or leads, of an account go. */
export interface Pipeline {
  /** The CRM's own. */
  readonly id: string
  readonly accountId: AccountId
  /** What goes this way; deals, where nothing is said. */
  readonly of?: SaleKind
  readonly name: string
  readonly sort: number
  readonly isMain: boolean
  /** In which its deals are priced: ISO code, empty where nobody knows. */
  readonly currency: string
  /** From the first to the last. */
  readonly stages: readonly Stage[]
}

/** What kind of thing a task is: a call, a meeting. */
export interface TaskType {
  /** The CRM's own. */
  readonly id: string
  readonly accountId: AccountId
  readonly name: string
  readonly sort: number
}

/** How a custom field is shown and edited; `other` is kept and shown, never edited here, and files only taken out. */
export const fieldKinds = [
  'text',
  'long-text',
  'number',
  'money',
  'boolean',
  'date',
  'date-time',
  'url',
  'choice',
  'choices',
  /** Several lines of text, numbers or links. */
  'texts',
  /** Names in messengers, each with the messenger. */
  'messengers',
  /** An address line by line. */
  'address',
  /** Requisites of a company or a person. */
  'requisites',
  /** Other records of the CRM: each `{ kind, id }`, a kind of `recordKinds`. */
  'records',
  /** Elements of the CRM's catalogs: see `elementIn`. */
  'elements',
  'file',
  'other',
] as const
export type FieldKind = (typeof fieldKinds)[number]

/** What a CRM makes of a kind: values are the same, its own card shows them another way, or reminds of them. */
export const fieldVariants = ['birthday', 'radio', 'street', 'tracking', 'employee', 'website'] as const
export type FieldVariant = (typeof fieldVariants)[number]

/** How long before a birthday whoever is responsible is reminded. */
export const reminders = ['never', 'day', 'week', 'month'] as const
export type Reminder = (typeof reminders)[number]

/** Kinds of records that a field of `records` leads to. */
export const recordKinds = ['contact', 'company', 'deal', 'lead', 'other'] as const
export type RecordKind = (typeof recordKinds)[number]

/** How edits of such a field meet those of others. */
export function mergeOfKind(kind: FieldKind): CustomMerge | undefined {
  switch (kind) {
    case 'choices':
    case 'texts':
    case 'messengers':
    case 'file':
    case 'elements':
      return 'set'
    case 'address':
      return 'parts'
    case 'requisites':
      return 'keys'
    default:
      return undefined
  }
}

/** As `mergeOfKind`, of a field that may have several days, moments or amounts as well. */
export const mergeOfField = ({ kind, isMultiple }: Pick<FieldDefinition, 'kind' | 'isMultiple'>) =>
  isMultiple === true ? 'set' : mergeOfKind(kind)

export interface FieldOption {
  readonly id: string
  readonly value: string
  /** The CRM's own word for it, the same in every account. */
  readonly code?: string | undefined
}

/** A section of the card. */
export interface FieldGroup {
  readonly id: string
  readonly name: string
  readonly sort: number
}

/** What custom fields are of. */
export const fieldOwners = ['contact', 'company', 'deal', 'lead'] as const
export type FieldOwner = (typeof fieldOwners)[number]
/** Those that some CRM tells no fields of. */
export const furtherOwners = ['company', 'deal', 'lead'] as const satisfies readonly FieldOwner[]
export type FurtherOwner = (typeof furtherOwners)[number]

/** A section of a form, whether any field stands in it or not. Its id is one among those of the same form. */
export interface FormGroup extends FieldGroup {
  readonly accountId: AccountId
  readonly of: FieldOwner
  /** The CRM's own: it cannot be deleted. */
  readonly isPredefined?: boolean | undefined
}

/** A custom field of one account, in the CRM's order. Its id is one among the fields of all owners. */
export interface FieldDefinition {
  readonly id: FieldId
  readonly accountId: AccountId
  readonly name: string
  readonly kind: FieldKind
  readonly sort: number
  readonly isReadOnly: boolean
  /** Choices; sorts of messengers; lines of an address. Empty for all other kinds. */
  readonly options: readonly FieldOption[]
  /** What follows is absent where an earlier release has read it. */
  readonly group?: FieldGroup | undefined
  /** The CRM's own people are asked for it; its API takes a contact without. */
  readonly isRequired?: boolean | undefined
  /** What its form asks of a value; its API may take any. Absent where it asks nothing. */
  readonly limits?: FieldLimits | undefined
  /** ISO code; only for `money`. */
  readonly currency?: string | undefined
  /** Several days, moments, amounts or records, each a value of its own; other kinds say so themselves. */
  readonly isMultiple?: boolean | undefined
  /** Which records may be named in it; only for `records`, and absent where nobody knows: then it is shown and no more. */
  readonly leadsTo?: readonly RecordKind[] | undefined
  /** Absent for a kind as such. */
  readonly variant?: FieldVariant | undefined
  /** Only where it can be said in the form. */
  readonly remind?: Reminder | undefined
  /** What it says means the same in every CRM: what a contact does, and where it stands at work. */
  readonly role?: 'position' | undefined
  /** The CRM's own field: it can be neither renamed into something else nor deleted. */
  readonly isPredefined?: boolean | undefined
  /** Nothing of it can be changed in the form, not even its name. */
  readonly isFixed?: boolean | undefined
  /** What may be chosen lies elsewhere: the form cannot change it. */
  readonly hasFixedOptions?: boolean | undefined
  /** Absent for contacts. */
  readonly of?: FieldOwner | undefined
}

/** Lengths in characters, of each line where there are several; numbers as they are. Both ends are allowed. */
export interface FieldLimits {
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export const ownerOf = ({ of = 'contact' }: Pick<FieldDefinition, 'of'>): FieldOwner => of
