import type { RemoteId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { RemoteNeighbourChange } from '../neighbour-port.ts'

/** What was asked for by id: those that have not come are gone. */
export const toChanges = (
  ids: readonly RemoteId[],
  found: ReadonlyMap<RemoteId, RemoteNeighbour>,
): readonly RemoteNeighbourChange[] =>
  ids.map((remoteId) => {
    const neighbour = found.get(remoteId)
    return neighbour === undefined ? { kind: 'delete', remoteId } : { kind: 'upsert', neighbour }
  })
