import type { AccessFacts } from '#shared/domain/access-facts.ts'
import type { Capabilities } from '#shared/domain/account.ts'
import type { ContactFields, RemoteContact } from '#shared/domain/contact.ts'
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
import type { Rejected } from '#shared/domain/fault.ts'
import type { FieldWish } from '#shared/domain/field-wish.ts'
import type { LinkedFound, LinkedKind, LinkedName, LinkedRef } from '#shared/domain/linked.ts'
import type { MarkerMaking } from '#shared/domain/marker.ts'
import type { ContactId, FieldId, NeighbourId, NeighbourKind, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { Noticing } from '#shared/domain/noticing.ts'
import type { Provider } from '#shared/domain/providers.ts'
import type { TagWish } from '#shared/domain/sale-facts.ts'
import type { WithheldKind } from '#shared/domain/withheld.ts'
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
  /** About how many items follow; absent while nobody knows. */
  readonly left?: number
  /** The form of records is not what it was: the small lists are read again before the next page is asked for. */
  readonly isFormChanged?: boolean
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
  /** Groups of its users; absent where it does not tell them by themselves. */
  readonly teams?: readonly Team[]
}

/** What became of one item of a batch. Failures of the whole request are thrown. */
export type ItemResult =
  | {
      readonly kind: 'applied'
      readonly remoteId: RemoteId
      readonly updatedAt: number | null
      /** Of a create: what of it the CRM has left out, though the record is there. */
      readonly without?: Rejected
    }
  | Rejected
  /** Deleted there, merged away, or no longer ours to see. */
  | { readonly kind: 'gone' }
  /**
   * Nothing was wrong with this one, but its batch was refused as a whole: send it again without the others. `restMs`: the CRM
   * takes no more of this kind for so long, while all else may go.
   */
  | { readonly kind: 'not-sent'; readonly restMs?: number }

export interface ContactCreate {
  readonly key: ContactId
  /** Its key goes along, into the field that keeps markers. Only where `marksCreates` said so. */
  readonly isMarked: boolean
  /** Companies are linked by `linkCompanies`. */
  readonly fields: ContactFields
}

/** A contact that came into being there. */
export interface CreatedContact {
  readonly contact: RemoteContact
  /** Keys (`uuidOf`) found in any of its text fields. More than ours may look like one; none but ours equals ours. */
  readonly keys: readonly string[]
}

/** What came into being since a moment. */
export interface CreatedLook {
  /** Server time, milliseconds, at which the newest contacts were listed. */
  readonly at: number
  readonly created: readonly CreatedContact[]
  /** Keys of marked contacts can be read; where not, that none was found says nothing. */
  readonly showsKeys: boolean
}

/** A contact that came into being there and has been deleted, or merged away, since. */
export interface DeletedContact {
  readonly remoteId: RemoteId
  /** As in `CreatedContact`; `null` where the CRM no longer tells what was in it. */
  readonly keys: readonly string[] | null
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

export interface ContactUpdate {
  readonly remoteId: RemoteId
  readonly patch: ContactPatch
  /**
   * The contact with which the edits were compared. What its lists have got since is somebody else's and stays, where the CRM
   * lets one tell single values; absent where nobody looked.
   */
  readonly base?: ContactFields | undefined
}

/**
 * Some of the contacts that the device has, in an order of its own, for whoever goes through them by and by.
 * @param after where the last part ended; `null` at the beginning
 * @returns hardly more than `limit` ids, or none though there are more; `next` is `null` at the end
 */
export type SomeKnown = (
  after: string | null,
  limit: number,
) => Promise<{ readonly ids: readonly RemoteId[]; readonly next: string | null }>

/** All records of one kind that the device has, in parts. */
export type KnownIds = () => AsyncIterable<readonly RemoteId[]>

export interface CompanyLink {
  readonly contactId: RemoteId
  readonly companyId: RemoteId
  /** It takes the place of this one, where a contact has several in an order; that one is taken off afterwards. */
  readonly insteadOf?: RemoteId | undefined
}

export interface CompanyOrder {
  readonly contactId: RemoteId
  readonly companyIds: readonly RemoteId[]
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

export type RemoteNeighbourChange =
  | { readonly kind: 'upsert'; readonly neighbour: RemoteNeighbour }
  /** Confirmed by id. */
  | { readonly kind: 'delete'; readonly remoteId: RemoteId }

export interface NeighbourCreate {
  /** Goes along where the CRM has a place for it: see `CreatedNeighbours`. */
  readonly key: NeighbourId
  readonly record: Neighbour
}

export interface NeighbourUpdate {
  readonly remoteId: RemoteId
  /** As it is to be. */
  readonly record: Neighbour
  /** As the CRM had it a moment ago: a link is taken off by what it led to. */
  readonly before?: Neighbour
  /** What of it changes; nothing else is sent. Contacts of a deal come one by one, as `memberField` names them. */
  readonly fields: readonly string[]
}

/** What a CRM can do with one kind of what stands beside contacts. Ids in records are those that it has computed itself. */
export interface NeighbourWays {
  /** As they are now; those that are deleted or out of reach are absent. `null` where none of the kind is for this user. */
  read(ids: readonly RemoteId[], signal: AbortSignal): Promise<ReadonlyMap<RemoteId, RemoteNeighbour> | null>
  /** One result per item, in order. Not idempotent: see `findCreated`. */
  create(items: readonly NeighbourCreate[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /** One result per item, in order. Repeating it is harmless. */
  update(items: readonly NeighbourUpdate[], signal: AbortSignal): Promise<readonly ItemResult[]>
  /**
   * What came into being since `since` (server time, milliseconds), and when that was asked by the server's time.
   * @param about contacts that it is about, where known: a CRM may tell only whoever names them
   */
  findCreated(since: number, signal: AbortSignal, about?: readonly RemoteId[]): Promise<CreatedNeighbours>
}

export interface CreatedNeighbours {
  readonly at: number
  readonly created: readonly RemoteNeighbour[]
  /** What may have come into being since as well and lies in the trash, where the CRM no longer tells what it was. */
  readonly deleted?: readonly RemoteId[]
  /** Keys (`uuidOf`) that came along, of those that have one. Absent where this CRM takes none: then likeness tells. */
  readonly keys?: ReadonlyMap<RemoteId, string>
  /**
   * Those that this user may have made and that may read otherwise by now, as far as the CRM tells when somebody has changed one and
   * who. Absent where keys tell, and for what nobody rewords.
   */
  readonly reworded?: ReadonlySet<RemoteId>
}

/** Of what the CRM lists. */
export interface NeighbourPort extends NeighbourWays {
  read(ids: readonly RemoteId[], signal: AbortSignal): Promise<ReadonlyMap<RemoteId, RemoteNeighbour>>
  /** Everything from `null`; else what changed since the cursor. @param known as for contacts */
  pull(cursor: Cursor | null, signal: AbortSignal, known?: KnownIds): AsyncGenerator<Page<RemoteNeighbourChange>>
  /** What these contacts have now; there where pulls may lag behind. Nothing where it is not for this user. */
  readAbout?(contactIds: readonly RemoteId[], signal: AbortSignal): Promise<readonly RemoteNeighbour[]>
}

/** Of chats the CRM tells only whoever names the contact, or the chat. It never makes one: they begin in a messenger. */
export interface ChatPort extends NeighbourWays {
  /** At most this many contacts in one call of `readAbout`. */
  readonly contactsPerRead: number
  /** Chats that these contacts have now. `null` where they are not for this user to see. */
  readAbout(contactIds: readonly RemoteId[], signal: AbortSignal): Promise<readonly RemoteNeighbour[] | null>
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
