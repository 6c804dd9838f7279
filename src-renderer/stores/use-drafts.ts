import { kindOf, type ContactId, type MutationId, type NeighbourKind, type RemoteId } from '#shared/domain/ids.ts'
import type { DroppedDraft } from '../db/drop-draft.ts'
import { acceptTogether } from '../db/accept-together.ts'
import type { OutboxEntry } from '../db/read-outbox.ts'
import { asTheyStay } from '../db/staying.ts'
import { useAppStore } from './app-store.ts'
import { useServices } from './services.ts'
import type { useUndoStack } from './use-undo-stack.ts'

/** Hardly anybody drops anything: it is not part of the first script. */
const later = () => import('../db/drop-draft.ts')

/** What was made on this device and is not wanted after all: taken away before the CRM has it, and brought back by undo. */
export function useDrafts(
  { performDecision, whenAccepted }: Pick<ReturnType<typeof useUndoStack>, 'performDecision' | 'whenAccepted'>,
  find: (mutationId: MutationId) => OutboxEntry | undefined,
) {
  const { context, main } = useServices()
  const app = useAppStore()

  const drop = (dropping: () => Promise<DroppedDraft>): Promise<void> =>
    performDecision(async () => {
      // What is being accepted goes with it, and comes back with it.
      await whenAccepted()
      const { origin, again } = await dropping()
      const takeBack = async () => {
        await acceptTogether(context, main, await asTheyStay(context, await again(), app.hasTags))
      }
      return { kind: 'deleted', mutations: [origin], takeBack }
    })

  /** Takes away a contact that the CRM has not heard of. @throws {AppError} `state/refused` with reason `already-sent` */
  const dropContact = (contactId: ContactId): Promise<void> =>
    drop(async () => (await later()).dropContact(context, main, contactId))

  /**
   * Takes away what a refused action would have made.
   * @returns whether it was one: any other action is as it was
   * @throws {AppError} as `dropContact`
   */
  async function dropRefused(mutationId: MutationId): Promise<boolean> {
    const entry = find(mutationId)
    if (draftOf(entry) === null || entry === undefined) return false
    const { change } = entry.mutation
    // Where nothing of it shows there is nothing to bring back: it is simply cancelled.
    if (change.kind === 'create') {
      if (!isDraft(await context.db.contacts.get(change.contactId))) return false
      await dropContact(change.contactId)
    }
    if (change.kind === 'create-neighbour') {
      if (!isDraft(await context.db.neighbours.get(change.recordId))) return false
      await drop(async () => (await later()).dropRecord(context, main, entry.mutation, change.recordId))
    }
    return true
  }

  return { dropContact, dropRefused, draftOf: (mutationId: MutationId) => draftOf(find(mutationId)) }
}

const isDraft = (row: { readonly remoteId?: RemoteId } | undefined): boolean =>
  row !== undefined && row.remoteId === undefined

/** What a refused action would have made, and giving it up takes away; `null` where it is no such action. */
function draftOf(entry: OutboxEntry | undefined): 'contact' | NeighbourKind | null {
  // One that may have arrived is asked about in a way of its own.
  if (entry === undefined || !entry.failed.every(({ problem }) => problem.kind === 'rejected')) return null
  const { change } = entry.mutation
  if (change.kind === 'create') return 'contact'
  return change.kind === 'create-neighbour' ? kindOf(change.recordId) : null
}
