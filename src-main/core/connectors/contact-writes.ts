import type { ContactFields, RemoteContact } from '#shared/domain/contact.ts'
import type { Rejected } from '#shared/domain/fault.ts'
import type { ContactId, RemoteId } from '#shared/domain/ids.ts'
import type { ContactPatch } from '#shared/sync/resolve-update.ts'

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

export interface ContactUpdate {
  readonly remoteId: RemoteId
  readonly patch: ContactPatch
  /**
   * The contact with which the edits were compared. What its lists have got since is somebody else's and stays, where the CRM
   * lets one tell single values; absent where nobody looked.
   */
  readonly base?: ContactFields | undefined
}

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
