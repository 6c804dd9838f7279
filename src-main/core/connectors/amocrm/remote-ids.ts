import { toEntityId, type AccountId, type RemoteId, type UserId } from '#shared/domain/ids.ts'

/** The vendor's ids are numbers; to everyone else they are text. */
export const toRemoteId = (id: number): RemoteId => String(id) as RemoteId

export const toUserId = (accountId: AccountId, id: number | null | undefined): UserId | null =>
  id === null || id === undefined || id === 0 ? null : toEntityId<UserId>(accountId, toRemoteId(id))

/** Seconds to milliseconds. */
export const toMs = (seconds: number): number => seconds * 1000
