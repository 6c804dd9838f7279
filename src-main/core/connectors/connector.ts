import type { AccessFacts } from '#shared/domain/access-facts.ts'
import type { Capabilities } from '#shared/domain/account.ts'
import type { RemoteContact } from '#shared/domain/contact.ts'
import type { Rights } from '#shared/domain/rights.ts'
import type {
  Company,
  FieldDefinition,
  FieldOwner,
  FormGroup,
  Pipeline,
  TaskType,
  Team,
  User,
} from '#shared/domain/directory.ts'
import type { FieldWish } from '#shared/domain/field-wish.ts'
import type { LinkedFound, LinkedKind, LinkedName, LinkedRef } from '#shared/domain/linked.ts'
import type { MarkerMaking } from '#shared/domain/marker.ts'
import type { FieldId, NeighbourKind, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { Noticing } from '#shared/domain/noticing.ts'
import type { Provider } from '#shared/domain/providers.ts'
import type { TagWish } from '#shared/domain/sale-facts.ts'
import type { WithheldKind } from '#shared/domain/withheld.ts'
import type {
  CompanyLink,
  CompanyOrder,
  ContactCreate,
  ContactUpdate,
  CreatedLook,
  DeletedContact,
  ItemResult,
} from './contact-writes.ts'
import type { ChatPort, NeighbourPort } from './neighbour-port.ts'
import type { Cursor, KnownIds, Page, RemoteChange, SomeKnown } from './pull-page.ts'

/** Who we are, as the CRM says at this moment. */
export interface Identity {
  readonly provider: Provider
  /** The CRM's own id of the account: two sign-ins to one account meet here. */
  readonly remoteAccountId: RemoteId
  readonly accountName: string
  readonly userId: UserId | null
  readonly capabilities: Capabilities
  /** Groups of its users; absent where it does not tell them by themselves. */
  readonly teams?: readonly Team[]
}

/** A field that could keep markers. */
export interface MarkerField {
  readonly id: FieldId
  readonly name: string
  /** Made for outside keys, by us or by somebody else. */
  readonly isSuggested: boolean
}

/** Where an account could keep markers. */
export interface MarkerOffer {
  readonly fields: readonly MarkerField[]
  readonly making: MarkerMaking
}

/** A contact in the CRM's trash, as far as it is still told. */
export interface TrashedContact {
  readonly remoteId: RemoteId
  /** Empty where the CRM no longer tells it. */
  readonly name: string
  /** When it was last changed there, as a rule by being deleted; milliseconds. */
  readonly changedAt: number
  readonly changedBy: UserId | null
}

/** The newest of the trash. */
export interface TrashList {
  readonly contacts: readonly TrashedContact[]
  readonly hasMore: boolean
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
  /** How it learns what others change, as far as it has found out; `null` where there is but one way. */
  noticing(): Noticing | null
  /** Kinds of records that it refused to this user as a whole when they were last pulled. Absent where that is told by rights. */
  readonly withheld?: () => readonly WithheldKind[]
  /** The account is given up on this device: what was set up for it there is taken back, as far as that goes. */
  leave(signal: AbortSignal): Promise<void>
  /** What the signed-in user may do now; unknown where the CRM does not tell. */
  readRights(signal: AbortSignal): Promise<Rights>
  /** Who is signed in and by what. Absent without `describesAccess`. */
  readonly describeAccess?: (signal: AbortSignal) => Promise<AccessFacts>
  pullUsers(signal: AbortSignal): Promise<readonly User[]>
  /** @param only the form that is needed now, where others would cost requests of their own; else all forms */
  pullFields(signal: AbortSignal, only?: FieldOwner): Promise<readonly FieldDefinition[]>
  /** The sections of those forms, as the last `pullFields` has found them, empty ones too; absent without `fieldGroups`. */
  readonly fieldGroups?: () => readonly FormGroup[]
  /**
   * Changes the form that all users of the account share.
   * @throws {AppError} also `remote/rejected`, with the CRM's words, or with reason `made-otherwise` where it has changed, but not
   *   into what was asked for; `auth/denied` for whoever is no administrator
   */
  changeField(wish: FieldWish, signal: AbortSignal): Promise<void>
  pullTags(signal: AbortSignal): Promise<readonly string[]>
  /**
   * What the field that keeps tags is called, as the last `pullFields` has found it, `null` where there is none. Once it is not what
   * `capabilities` said, they are asked for again. Absent where tags have a list of their own.
   */
  readonly tagField?: () => string | null
  /** Adds a tag to the list of all. Repeating it is harmless. @throws {AppError} as `changeField` */
  createTag(wish: TagWish, signal: AbortSignal): Promise<void>
  /** Gives a tag of deals another colour, `null` for none. Absent without `saleTagColors`. @throws {AppError} as `changeField` */
  readonly colorTag?: (name: string, color: string | null, signal: AbortSignal) => Promise<void>
  /**
   * Gives tags the field that they need, where they need one. Repeating it is harmless.
   * @param fieldId one of several lines that is to keep them; `null` makes a new one
   * @throws {AppError} as `changeField`; `state/refused` for a field that cannot keep them
   */
  setUpTags(fieldId: FieldId | null, signal: AbortSignal): Promise<void>
  /** The ways that deals go, in the CRM's order. */
  pullPipelines(signal: AbortSignal): Promise<readonly Pipeline[]>
  /** The types of tasks; absent for a CRM that has none. */
  readonly pullTaskTypes?: (signal: AbortSignal) => Promise<readonly TaskType[]>
  /** What they are called now, for whoever looks at them before they are pulled; those that are deleted or out of reach are absent. */
  readonly readCompanies?: (ids: readonly RemoteId[], signal: AbortSignal) => Promise<readonly Company[]>
  /**
   * @param known what a CRM that does not tell deletions is compared with, now and then
   * @param some the same, where that goes on from pull to pull
   */
  pullContacts(
    cursor: Cursor | null,
    signal: AbortSignal,
    known?: KnownIds,
    some?: SomeKnown,
  ): AsyncGenerator<Page<RemoteChange>>
  /** As they are now; those that are deleted or out of reach are absent. Any order. */
  readContacts(ids: readonly RemoteId[], signal: AbortSignal): Promise<ReadonlyMap<RemoteId, RemoteContact>>

  /** Contacts that its own search finds, the best it can do first, at most a page; what is deleted is absent. */
  findContacts(text: string, signal: AbortSignal): Promise<readonly RemoteContact[]>
  /** Contacts deleted last, newest first, at most a page; none where it does not tell. @throws {AppError} also `remote/rejected` */
  readTrash(signal: AbortSignal): Promise<TrashList>
  /** What these are called; those without a name, or out of reach, are absent. Any order. */
  readNames(refs: readonly LinkedRef[], signal: AbortSignal): Promise<readonly LinkedName[]>
  /** What of this kind could be linked, by a part of its name, at most a page; none where it keeps none. */
  findLinked(kind: LinkedKind, text: string, signal: AbortSignal): Promise<readonly LinkedFound[]>
  /** Grows when a write of ours leaves, and again when it has ended: what was read at one count is no older than it. */
  readonly writeCount: number

  /** At most this many items in one call of the methods below. */
  readonly writeBatch: number
  /** One result per item, in order. Not idempotent: see `findCreated`. */
  createContacts(items: readonly ContactCreate[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /** One result per item, in order. Repeating it is harmless. */
  updateContacts(items: readonly ContactUpdate[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /** One result per item, in order. Repeating it is harmless. Absent for a CRM that deletes none (`deleteContacts`). */
  readonly deleteContacts?: (ids: readonly RemoteId[], signal: AbortSignal) => Promise<readonly ItemResult[]>
  /**
   * The server's own time, milliseconds, whole seconds, of the newest answer it has given; `null` before the first. Never
   * reckoned with the device's clock: a create that leaves now cannot be older there, however wrong that clock is.
   */
  heardAt(): number | null
  /** Whether a create that is made up now may carry its key. May turn false at any time: then it goes without. */
  readonly marksCreates: boolean
  /** Contacts that came into being there since `since` (server time, milliseconds, generously early), each once, any order. */
  findCreated(since: number, signal: AbortSignal): Promise<CreatedLook>
  /** Those of them that are gone already, as far as the CRM tells. */
  findDeleted(since: number, signal: AbortSignal): Promise<readonly DeletedContact[]>
  /** Where markers could be kept. */
  offerMarkers(signal: AbortSignal): Promise<MarkerOffer>
  /** Makes a field for markers, or finds the one that was made before. @throws {AppError} also `remote/rejected` */
  makeMarkerField(signal: AbortSignal): Promise<FieldId>
  /**
   * The company with exactly this name, made if there is none. Looks first, so repeating it is harmless.
   * @throws {AppError} also `remote/rejected`, when the CRM refuses the name
   */
  ensureCompany(name: string, signal: AbortSignal): Promise<Company>
  /** What stands beside contacts, as far as this CRM has it. */
  readonly neighbours: { readonly [K in NeighbourKind]?: K extends 'chat' ? ChatPort : NeighbourPort }
  /** One result per item, in order. Repeating it is harmless. */
  linkCompanies(links: readonly CompanyLink[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /**
   * Puts the companies of contacts into an order, the main one first; what is linked and not named comes last. Repeating it is
   * harmless. One result per item, in order. Absent where a contact has one company.
   */
  readonly orderCompanies?: (orders: readonly CompanyOrder[], signal: AbortSignal) => Promise<readonly ItemResult[]>
  unlinkCompanies(links: readonly CompanyLink[], signal: AbortSignal): Promise<readonly ItemResult[]>
}
