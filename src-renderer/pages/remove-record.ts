import type { NeighbourId, RemoteId } from '#shared/domain/ids.ts'
import type { Change } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { useOutboxStore } from '../stores/outbox-store.ts'

/**
 * Takes away what stands beside contacts. Of a draft the CRM has not heard: with what made it all that waited for it goes.
 * @param remove takes it away where the CRM has it
 * @throws {AppError} `state/refused` with reason `already-sent`; as `remove`
 */
export async function removeRecord(
  outbox: Pick<ReturnType<typeof useOutboxStore>, 'entries' | 'cancel'>,
  { id, remoteId }: { readonly id: NeighbourId; readonly remoteId: RemoteId | null },
  remove: () => Promise<void>,
): Promise<void> {
  const origin = remoteId === null ? outbox.entries.find((entry) => isOriginOf(entry.mutation.change, id)) : undefined
  if (origin === undefined) await remove()
  else if ((await outbox.cancel(origin.mutation.id)).kept > 0) {
    throw new AppError('state/refused', 'its create is on its way', { details: { reason: 'already-sent' } })
  }
}

const isOriginOf = (change: Change, id: NeighbourId): boolean =>
  change.kind === 'create-neighbour' && change.recordId === id
