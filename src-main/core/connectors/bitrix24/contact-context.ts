import { toEntityId, type AccountId, type RemoteId, type UserId } from '#shared/domain/ids.ts'
import type { WithheldKind } from '#shared/domain/withheld.ts'
import type { Bitrix24Context } from './context.ts'
import type { EventFeed } from './event-feed.ts'
import type { FieldCatalog } from './field-catalog.ts'

/** What the parts that read and write contacts work with. */
export interface ContactContext extends Bitrix24Context {
  readonly catalog: FieldCatalog
  /** `null` where the portal is not asked to tell what happens. */
  readonly feed: EventFeed | null
  /** Kinds that the portal has refused to this user when they were last asked for. */
  readonly withheld: Set<WithheldKind>
}

/** Says who has made a contact; with it goes the key of the one that was made here. */
export const ORIGINATOR = 'KARTOTEKA'

export const toRemoteId = (id: string): RemoteId => id as RemoteId

/** `null` for "nobody", which the vendor writes in several ways. */
export const toUserId = (accountId: AccountId, id: string): UserId | null =>
  id === '' || id === '0' ? null : toEntityId(accountId, toRemoteId(id))
