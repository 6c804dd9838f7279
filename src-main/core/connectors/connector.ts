import type { Capabilities, Provider } from '#shared/domain/account.ts'
import type { ContactFields, RemoteContact } from '#shared/domain/contact.ts'
import type { Company, FieldDefinition, User } from '#shared/domain/directory.ts'
import type { FieldName } from '#shared/domain/field-edit.ts'
import type { ContactId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { ContactPatch } from '#shared/sync/resolve-update.ts'

/** Where a pull stands. Made and read by one connector alone; opaque text to everyone else. */
export type Cursor = string & { readonly __cursor: unique symbol }

/** A bounded part of a pull. Applying it twice has the effect of applying it once. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Position after this page. */
  readonly cursor: Cursor
  /** The pull has everything up to now: what follows are changes only. */
  readonly isComplete: boolean
}

export type RemoteChange =
  | { readonly kind: 'upsert'; readonly contact: RemoteContact }
  /** Confirmed by id: absence from a list proves nothing. */
  | { readonly kind: 'delete'; readonly remoteId: RemoteId }

/** Who we are, as the CRM says at this moment. */
export interface Identity {
  readonly provider: Provider
  /** The CRM's own id of the account: two sign-ins to one account meet here. */
  readonly remoteAccountId: RemoteId
  readonly accountName: string
  readonly userId: UserId | null
  readonly capabilities: Capabilities
}

/** What became of one item of a batch. Failures of the whole request are thrown. */
export type ItemResult =
  | { readonly kind: 'applied'; readonly remoteId: RemoteId; readonly updatedAt: number | null }
  /** `field: null` when the CRM did not name one. `message` is the CRM's own wording. */
  | { readonly kind: 'rejected'; readonly field: FieldName | null; readonly reason: string; readonly message: string }
  /** Deleted there, merged away, or no longer ours to see. */
  | { readonly kind: 'gone' }
  /** Nothing was wrong with this one, but its batch was refused as a whole: send it again without the others. */
  | { readonly kind: 'not-sent' }

export interface ContactCreate {
  /** Returned with the result; the CRM does not keep it. */
  readonly key: ContactId
  /** Companies are linked by `linkCompanies`. */
  readonly fields: ContactFields
}

export interface ContactUpdate {
  readonly remoteId: RemoteId
  readonly patch: ContactPatch
}

export interface CompanyLink {
  readonly contactId: RemoteId
  readonly companyId: RemoteId
}

/**
 * The code that speaks one CRM's API, for one account. Ids that it makes are the computed ones (`toEntityId`).
 *
 * Every method may throw {AppError}: `offline`, `timeout`, `rate-limited`, `remote/unavailable`,
 * `remote/invalid-response`, `auth/expired`, `auth/denied`, `auth/blocked`, `auth/unpaid`. On a write,
 * `details.reached` is `false` when the request certainly did not take effect (never sent, or answered with a refusal);
 * otherwise it may have been carried out.
 */
export interface Connector {
  identify(signal: AbortSignal): Promise<Identity>
  pullUsers(signal: AbortSignal): Promise<readonly User[]>
  pullFields(signal: AbortSignal): Promise<readonly FieldDefinition[]>
  pullTags(signal: AbortSignal): Promise<readonly string[]>
  /** Everything from `null`; else what changed since the cursor. */
  pullCompanies(cursor: Cursor | null, signal: AbortSignal): AsyncGenerator<Page<Company>>
  pullContacts(cursor: Cursor | null, signal: AbortSignal): AsyncGenerator<Page<RemoteChange>>
  /** As they are now; those that are deleted or out of reach are absent. Any order. */
  readContacts(ids: readonly RemoteId[], signal: AbortSignal): Promise<ReadonlyMap<RemoteId, RemoteContact>>

  /** At most this many items in one call of the methods below. */
  readonly writeBatch: number
  /** One result per item, in order. Not idempotent: see `findCreated`. */
  createContacts(items: readonly ContactCreate[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /** One result per item, in order. Repeating it is harmless. */
  updateContacts(items: readonly ContactUpdate[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /** Contacts that came into being there since `since` (device clock, milliseconds, generously early), any order. */
  findCreated(since: number, signal: AbortSignal): Promise<readonly RemoteContact[]>
  /**
   * The company with exactly this name, made if there is none. Looks first, so repeating it is harmless.
   * @throws {AppError} also `remote/rejected`, when the CRM refuses the name
   */
  ensureCompany(name: string, signal: AbortSignal): Promise<Company>
  /** One result per item, in order. Repeating it is harmless. */
  linkCompanies(links: readonly CompanyLink[], signal: AbortSignal): Promise<readonly ItemResult[]>
  unlinkCompanies(links: readonly CompanyLink[], signal: AbortSignal): Promise<readonly ItemResult[]>
}
