declare const brand: unique symbol
type Brand<Name extends string> = string & { readonly [brand]: Name }

/** A signed-in CRM, on this device. Lower-case letters and digits. */
export type AccountId = Brand<'AccountId'>
/**
 * Ours, made on the client, never changes. It begins with its account, so that no row can be taken for another
 * account's. What came from a CRM is `account.remote`; what was created here is `account.~uuid` for ever, and the
 * journal remembers which remote id it got. The first form is computed, not stored: after a wiped cache the same
 * contact has the same id again, and the edits that wait for it find it.
 */
export type ContactId = Brand<'ContactId'>
/** Made as `ContactId`. */
export type CompanyId = Brand<'CompanyId'>
/** Made as `ContactId`; users are never created here. */
export type UserId = Brand<'UserId'>
/** A custom field of one account, as the CRM numbers it. */
export type FieldId = Brand<'FieldId'>
/** UUID of one accepted user action. */
export type MutationId = Brand<'MutationId'>
/** The CRM's own id: opaque text. */
export type RemoteId = Brand<'RemoteId'>

const accountPattern = /^[a-z0-9]{1,32}$/
const entityPattern = /^[a-z0-9]{1,32}\.(?:~[0-9a-f-]{36}|[^~\s.][^\s.]{0,63})$/
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const matches =
  <Id extends string>(pattern: RegExp) =>
  (value: unknown): value is Id =>
    typeof value === 'string' && pattern.test(value)

export const isAccountId = matches<AccountId>(accountPattern)
export const isContactId = matches<ContactId>(entityPattern)
export const isCompanyId = matches<CompanyId>(entityPattern)
export const isUserId = matches<UserId>(entityPattern)
export const isFieldId = matches<FieldId>(/^[^\s.]{1,64}$/)
export const isMutationId = matches<MutationId>(uuidPattern)
export const isRemoteId = matches<RemoteId>(/^[^~\s.][^\s.]{0,63}$/)

type EntityId = ContactId | CompanyId | UserId

/** The id of something that the CRM already has. */
export const toEntityId = <Id extends EntityId>(accountId: AccountId, remoteId: RemoteId): Id =>
  `${accountId}.${remoteId}` as Id

/** The id of something that begins its life on this device. @param uuid lower-case UUID */
export const newEntityId = <Id extends EntityId>(accountId: AccountId, uuid: string): Id =>
  `${madeHereIn(accountId)}${uuid}` as Id

/** How all ids begin that are made on this device for one account. */
export const madeHereIn = (accountId: AccountId): string => `${accountId}.~`

export const accountOf = (id: EntityId): AccountId => id.slice(0, id.indexOf('.')) as AccountId

/** What is unique about an id made here, on any device; `null` for one that was computed. */
export function uuidOf(id: EntityId): string | null {
  const tail = id.slice(id.indexOf('.') + 1)
  return tail.startsWith('~') ? tail.slice(1) : null
}

/** Whether a text could be the `uuidOf` something. */
export const isUuid = (text: unknown): text is string => typeof text === 'string' && uuidPattern.test(text)

/** `null` for what was created here: only the journal knows its remote id, if it has one yet. */
export function remoteIdOf(id: EntityId): RemoteId | null {
  const tail = id.slice(id.indexOf('.') + 1)
  return tail.startsWith('~') ? null : (tail as RemoteId)
}
