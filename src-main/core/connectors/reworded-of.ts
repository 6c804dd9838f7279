import type { RemoteId, UserId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'

/**
 * Those that this user may have made, and that somebody has changed since: which of them was sent from here nothing tells any more.
 * @param own whose token it is; `null` where nobody has told, and anybody may have made them
 */
export const rewordedOf = (created: readonly RemoteNeighbour[], own: UserId | null): ReadonlySet<RemoteId> =>
  new Set(created.filter((one) => isMadeBy(one.createdBy, own) && isChanged(one)).map(({ remoteId }) => remoteId))

/** Whether this user may have made it: what nobody made the CRM itself may have noted down for us. @param own as for `rewordedOf` */
export const isMadeBy = (by: UserId | null, own: UserId | null): boolean => own === null || by === null || by === own

/** Whole seconds: two of them may be one, but then somebody else was it. */
const isChanged = ({ createdAt, createdBy, updatedAt, updatedBy }: RemoteNeighbour): boolean =>
  updatedAt > createdAt || updatedBy !== createdBy
