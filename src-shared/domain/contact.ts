import type { AccountId, CompanyId, ContactId, FieldId, RemoteId, UserId } from './ids.ts'

/** JSON as stored for custom values whose shape only the CRM knows. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * One phone or e-mail. `kind` is `work`, `direct`, `mobile`, `fax`, `home`, `private`, `other`, or a CRM's own
 * word in lower case; the value stands as it was typed. Its identity within the contact is the value.
 */
export interface ContactPoint {
  readonly value: string
  readonly kind: string
}

/**
 * One value of a custom field. Moments are milliseconds since the epoch, days midnight in UTC, wherever the CRM has its own;
 * choices carry their option.
 */
export interface CustomItem {
  readonly value: Json
  readonly optionId?: string | undefined
  readonly code?: string | undefined
}

/** What a user can change about a contact. Tags, companies, phones and e-mails are sets (each in the CRM's order). */
export interface ContactFields {
  /** Full name as the CRM shows it; composed from the other two where either is filled. */
  readonly name: string
  readonly firstName: string
  readonly lastName: string
  readonly phones: readonly ContactPoint[]
  readonly emails: readonly ContactPoint[]
  readonly companyIds: readonly CompanyId[]
  readonly tags: readonly string[]
  readonly responsibleId: UserId | null
  /** All other fields by id, and links (`linked.ts`); a field without a value has no key. */
  readonly custom: Readonly<Record<FieldId, readonly CustomItem[]>>
}

/** What the CRM tells of a contact beside its fields: nobody edits it here. */
export interface ContactFacts {
  /** `null` is the system, or nobody knows. */
  readonly createdBy: UserId | null
  /** When the next task is due, milliseconds; `null` without one. */
  readonly closestTaskAt: number | null
  /** It came with an incoming lead that nobody has accepted yet. */
  readonly isUnsorted: boolean
  /** Group of the responsible user; `null` is the account's first one. */
  readonly groupId: RemoteId | null
  readonly dealIds: readonly RemoteId[]
}

/** A contact as the CRM last told it. Times are milliseconds since the epoch, whole seconds. */
export interface RemoteContact {
  readonly id: ContactId
  readonly remoteId: RemoteId
  readonly accountId: AccountId
  readonly fields: ContactFields
  readonly createdAt: number
  readonly updatedAt: number
  /** `null` is the system. */
  readonly updatedBy: UserId | null
  /** Absent where an earlier release has read it. */
  readonly facts?: ContactFacts | undefined
}

export const emptyContactFields: ContactFields = {
  name: '',
  firstName: '',
  lastName: '',
  phones: [],
  emails: [],
  companyIds: [],
  tags: [],
  responsibleId: null,
  custom: {},
}

/** First name, then last name, as both CRMs compose it. */
export const composeName = (firstName: string, lastName: string): string => `${firstName} ${lastName}`.trim()

/**
 * A full name in two parts that compose to the same again: the first word, and all that follows. Where a CRM has only
 * the full name of a person, its parts are edited so, and nothing of it is lost when one of them changes.
 */
export function splitName(name: string): { readonly firstName: string; readonly lastName: string } {
  const [firstName = '', ...rest] = name.trim().split(/\s+/u)
  return { firstName, lastName: rest.join(' ') }
}

/** A contact without first and last name keeps the name that the CRM gave it. */
export function displayNameOf(fields: Pick<ContactFields, 'name' | 'firstName' | 'lastName'>): string {
  return composeName(fields.firstName, fields.lastName) || fields.name.trim()
}
