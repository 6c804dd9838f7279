import type { CustomItem, Json } from './contact.ts'
import type { CustomMerge } from './field-edit.ts'
import {
  isContactId,
  isFieldId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type FieldId,
  type NeighbourId,
  type NeighbourKind,
  type RemoteId,
  type StageId,
  type UserId,
} from './ids.ts'
import type { LayoutFields } from './layout.ts'
import type { ProductRow } from './product-row.ts'
import type { RequisiteFields } from './requisite.ts'

/** What is written about a contact, or happened to it: a comment, a call, a message. */
export type NoteFields = {
  /** `null` for a note about something that is not kept here. */
  readonly aboutId: ContactId | null
  /** `common` is what people type; all others come from telephony, mail and robots, and are only shown. */
  readonly noteType: string
  readonly text: string
  /** Somebody here has taken it away. */
  readonly isRemoved?: true
}

/** What a CRM that has no types of tasks keeps among them. A letter is nothing to be done: it is only shown. */
export const taskNatures = ['task', 'call', 'meeting', 'letter', 'other'] as const
export type TaskNature = (typeof taskNatures)[number]

/** Something to be done, by somebody, until some time. */
export type TaskFields = {
  readonly aboutId: ContactId | null
  /** As the CRM numbers its types of tasks. */
  readonly typeId: string
  readonly text: string
  /** Milliseconds, whole seconds. */
  readonly dueAt: number
  readonly responsibleId: UserId | null
  /** Absent where its type says it, or nobody has told. */
  readonly nature?: TaskNature
  /** What came of it, perhaps an empty text; `null` while it is open. */
  readonly doneWith: string | null
  /** As of a note. */
  readonly isRemoved?: true
}

/** Which contact a conversation in a messenger is with. Its id is the messenger's own, so there is nothing else to keep. */
export type ChatFields = {
  /** `null` for one that nobody has, or nobody whom this user may see. */
  readonly aboutId: ContactId | null
  /** The way by which it has come, where the CRM tells. */
  readonly title?: string
}

/** A sale that somebody works on. */
export type DealFields = {
  readonly name: string
  /** In the deal's own currency, else in the account's. */
  readonly price: number
  /** ISO code; absent where all deals of the CRM have one. */
  readonly currency?: string
  /** `null` where the CRM is to choose: the first one of its main pipeline. */
  readonly stage: StageId | null
  readonly responsibleId: UserId | null
  /** A set: edited contact by contact (`memberField`), in no order. */
  readonly contactIds: readonly ContactId[]
  /** One of them; `null` where none is, or the CRM is to choose. */
  readonly mainContactId: ContactId | null
  readonly companyId: CompanyId | null
  /** Fields that the CRM's own administrators made, as a contact's; absent where nobody has told of any. */
  readonly custom?: CustomValues
  /** Somebody here has taken it away. */
  readonly isRemoved?: true
}

/** Values of custom fields by id; a field without a value has no key. */
export type CustomValues = Readonly<Record<FieldId, readonly CustomItem[]>>

/** A phone number or an address of a lead or a company: as a contact's. */
export type ReachPoint = { readonly value: string; readonly kind: string }

/** Somebody who may come to buy: a sale that has hardly begun, of a person whom the CRM need not have as a contact yet. */
export type LeadFields = DealFields & {
  readonly firstName: string
  readonly lastName: string
  /** As it was told, whether or not such a company is there. */
  readonly companyName: string
  readonly phones: readonly ReachPoint[]
  readonly emails: readonly ReachPoint[]
  /** `price` was entered by hand: products do not change it. */
  readonly isPriceManual: boolean
  /** `null` where nobody has told. */
  readonly rows: readonly ProductRow[] | null
  /** Of somebody whom the CRM has known before: its card is laid out apart. */
  readonly isRepeat?: true
}

/**
 * A company as its card shows it. Its name stands in the list of companies as well, under the id that the company has on this
 * device: whoever writes one writes the other.
 */
export type CompanyFields = {
  /** Which company of the list it is; nobody edits that. */
  readonly companyId: CompanyId
  readonly name: string
  readonly responsibleId: UserId | null
  /** As those of a lead: sets, of which each value comes and goes by itself. */
  readonly phones: readonly ReachPoint[]
  readonly emails: readonly ReachPoint[]
  /** Absent where nobody has told of any. */
  readonly custom?: CustomValues
  /** Somebody here has taken it away. */
  readonly isRemoved?: true
}

/** The fields of each kind. Every value is JSON: the steps of a sync compare them as such. */
export interface FieldsByKind {
  readonly company: CompanyFields
  readonly note: NoteFields
  readonly task: TaskFields
  readonly chat: ChatFields
  readonly deal: DealFields
  readonly lead: LeadFields
  readonly requisite: RequisiteFields
  readonly layout: LayoutFields
}

/** A record of one of the kinds that stand beside contacts. */
export type Neighbour = {
  readonly [K in NeighbourKind]: { readonly kind: K; readonly fields: FieldsByKind[K] }
}[NeighbourKind]
export type NeighbourFields = Neighbour['fields']
export type Deal = Neighbour & { readonly kind: 'deal' }
export type Lead = Neighbour & { readonly kind: 'lead' }
/** What has a stage, a price and contacts. */
export type Sale = Deal | Lead

/** Whether they are a company's. */
export const isOfCompany = (fields: NeighbourFields): fields is CompanyFields =>
  'phones' in fields && !('contactIds' in fields)

export const isSale = (record: Neighbour): record is Sale => record.kind === 'deal' || record.kind === 'lead'

/** A neighbour as the CRM last told it. Times are milliseconds since the epoch, whole seconds. */
export type RemoteNeighbour = Neighbour & {
  readonly id: NeighbourId
  readonly remoteId: RemoteId
  readonly accountId: AccountId
  readonly createdAt: number
  /** `null` is the system, as below. */
  readonly createdBy: UserId | null
  readonly updatedAt: number
  readonly updatedBy: UserId | null
}

/** One field of one neighbour, from what the user saw to what was meant. */
export interface NeighbourEdit {
  readonly kind: 'value'
  readonly field: string
  readonly from: Json
  readonly to: Json
  /** Of a custom field, as in `CustomEdit`. */
  readonly merge?: CustomMerge
}

/** Both sides moved one field of a neighbour apart: base is `edit.from`, mine `edit.to`, theirs `rebased.from`. */
export interface NeighbourConflict {
  readonly edit: NeighbourEdit
  readonly rebased: NeighbourEdit
  readonly theirsAt: number
  readonly theirsBy: UserId | null
}

/** One field as an edit of it; its kind says which fields there are, and of what type. */
export function editOf<K extends NeighbourKind, F extends keyof FieldsByKind[K] & string>(
  field: F,
  from: FieldsByKind[K][F] & Json,
  to: FieldsByKind[K][F] & Json,
): NeighbourEdit {
  return { kind: 'value', field, from, to }
}

/** The field that says what a record is about: an edit of it leads to another contact. */
export const ABOUT = 'aboutId'

/** Fields whose value is a contact. */
const naming: readonly string[] = [ABOUT, 'mainContactId']

const MEMBER = 'contact:'

/**
 * Whether one contact belongs to a deal, as a field of its own: `true` or `false`. So each comes and goes by itself, and two
 * people who add different ones never meet.
 */
export const memberField = (id: ContactId): string => `${MEMBER}${id}`

/** The contact that such a field is about; `null` for any other field. */
export function memberOf(field: string): ContactId | null {
  const id = field.startsWith(MEMBER) ? field.slice(MEMBER.length) : ''
  return isContactId(id) ? id : null
}

const CUSTOM = 'custom:'

/** A custom field of a deal, as edits of it name it. */
export const customField = (id: FieldId): `custom:${FieldId}` => `${CUSTOM}${id}`

/** The custom field that such a name stands for; `null` for any other. */
export function customOf(field: string): FieldId | null {
  const id = field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : ''
  return isFieldId(id) ? id : null
}

/** Contacts that it hangs on: it shows in their cards, and waits until the CRM has them. Of a sale the main one first. */
export function aboutIdsOf(record: Neighbour): readonly ContactId[] {
  if (record.kind === 'layout' || record.kind === 'company') return []
  if (!isSale(record)) return record.fields.aboutId === null ? [] : [record.fields.aboutId]
  const { contactIds, mainContactId } = record.fields
  const isMain = (id: ContactId) => id === mainContactId
  return [...contactIds.filter(isMain), ...contactIds.filter((id) => !isMain(id))]
}

/** How somebody else calls what a record names. */
export interface Renaming {
  readonly contact: (id: ContactId) => ContactId
  readonly company?: (id: CompanyId) => CompanyId
}

/** The same record about other contacts: whoever sends it, or takes it in, knows them by other ids. */
export function withAbout<N extends Neighbour>(neighbour: N, { contact, company = (id) => id }: Renaming): N {
  const { fields } = neighbour
  if ('scope' in fields) return neighbour
  if (isOfCompany(fields)) return { ...neighbour, fields: { ...fields, companyId: company(fields.companyId) } }
  if (!('contactIds' in fields)) {
    const aboutId = fields.aboutId === null ? null : contact(fields.aboutId)
    const isOfOne = 'companyId' in fields && fields.companyId !== undefined
    return {
      ...neighbour,
      fields: { ...fields, aboutId, ...(isOfOne ? { companyId: company(fields.companyId) } : {}) },
    }
  }
  const { contactIds, mainContactId, companyId } = fields
  const renamed = {
    contactIds: [...new Set(contactIds.map(contact))],
    mainContactId: mainContactId === null ? null : contact(mainContactId),
    companyId: companyId === null ? null : company(companyId),
  }
  return { ...neighbour, fields: { ...fields, ...renamed } }
}

/** The same edit, as `withAbout`. */
export function withAboutInEdit(edit: NeighbourEdit, { contact }: Renaming): NeighbourEdit {
  const member = memberOf(edit.field)
  if (member !== null) return { ...edit, field: memberField(contact(member)) }
  if (!naming.includes(edit.field)) return edit
  const rename = (value: Json): Json => (isContactId(value) ? contact(value) : value)
  return { ...edit, from: rename(edit.from), to: rename(edit.to) }
}

/** Contacts that an edit names, whichever way it goes. */
export function namedInEdit({ field, from, to }: NeighbourEdit): readonly ContactId[] {
  const member = memberOf(field)
  if (member !== null) return [member]
  return naming.includes(field) ? [from, to].filter(isContactId) : []
}

/** Whether an edit would mean nothing any more without that contact. */
export const leadsTo = (edit: NeighbourEdit, id: ContactId): boolean =>
  memberOf(edit.field) === id || (naming.includes(edit.field) && edit.to === id)
