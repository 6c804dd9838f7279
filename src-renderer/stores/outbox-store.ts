import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Change, Mutation } from '#shared/domain/mutation.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { bulkTags as toBulkMutations, type TagChange } from '../db/bulk-tags.ts'
import { cancelMutation } from '../db/cancel-mutation.ts'
import { readOutbox, type FailedTarget, type OutboxEntry } from '../db/read-outbox.ts'
import { retryMutation } from '../db/retry-mutation.ts'
import { undoMutation } from '../db/undo-mutation.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { FailedTarget, OutboxEntry }

/** What `undo` would take back: one user action, which is one mutation for each account it touched. */
export interface Undoable {
  readonly mutations: readonly Mutation[]
  readonly kind: Change['kind']
}

/** User actions that can be taken back, at most; each may hold thousands of ids. */
const UNDO_DEPTH = 50

/** What is not confirmed yet, and the way back. */
export const useOutboxStore = defineStore('outbox', () => {
  const { context, main } = useServices()
  /** Live, newest last. */
  const entries = useLiveQuery<readonly OutboxEntry[]>(() => readOutbox(context.db), [])
  const done = shallowRef<readonly Undoable[]>([])
  const lastUndoable = computed<Undoable | null>(() => done.value.at(-1) ?? null)
  /** Contacts for which an action of this window was cancelled or given up: undo leaves them alone. */
  const withdrawn = new Map<MutationId, Set<ContactId>>()

  function rememberAll(mutations: readonly Mutation[]): void {
    const [first] = mutations
    if (first === undefined) return
    done.value = [...done.value, { mutations, kind: first.change.kind }].slice(-UNDO_DEPTH)
  }

  /** Puts an accepted action on the undo stack. */
  function remember(mutation: Mutation): Mutation {
    rememberAll([mutation])
    return mutation
  }

  /** Takes back what has not left yet. What has left goes on; resolves to how many contacts that is. */
  async function cancel(mutationId: MutationId): Promise<{ readonly cancelled: number; readonly kept: number }> {
    const { cancelled, kept } = await cancelMutation(context, main, mutationId)
    withdrawn.set(mutationId, new Set([...(withdrawn.get(mutationId) ?? []), ...cancelled]))
    if (kept.length === 0) dropSingle(mutationId)
    return { cancelled: cancelled.length, kept: kept.length }
  }

  /** Of an action on one contact nothing is left to undo. */
  function dropSingle(mutationId: MutationId): void {
    done.value = done.value.filter(({ mutations, kind }) => kind === 'bulk-tags' || mutations[0]?.id !== mutationId)
  }

  /** Puts what was set aside back into the queue; for a conflict: "keep mine". */
  async function retry(mutationId: MutationId): Promise<void> {
    await retryMutation(context, main, mutationId)
  }

  /** Gives up what was set aside; for a conflict: "take theirs". */
  async function discard(mutationId: MutationId): Promise<void> {
    await cancel(mutationId)
  }

  /** @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  async function bulkTags(ids: readonly ContactId[], tags: TagChange): Promise<readonly Mutation[]> {
    const accepted: Mutation[] = []
    for (const mutation of await toBulkMutations(context, ids, tags)) {
      try {
        accepted.push(await acceptMutation(context, main, mutation))
      } catch (error) {
        // One action for the user: what another account has taken already goes back.
        for (const { id } of accepted) await cancelMutation(context, main, id)
        throw error
      }
    }
    rememberAll(accepted)
    return accepted
  }

  /**
   * Takes the last action back.
   * @throws {AppError} `state/refused` with reason `not-undoable` or `changed-since`; else as cancelling and accepting do
   */
  async function undo(): Promise<void> {
    const last = lastUndoable.value
    if (last === null) return
    done.value = done.value.filter((undoable) => undoable !== last)
    for (const mutation of last.mutations) {
      await undoMutation(context, main, mutation, withdrawn.get(mutation.id) ?? new Set())
    }
  }
  return { entries, lastUndoable, cancel, retry, discard, bulkTags, undo, remember }
})
