import { defineStore } from 'pinia'
import { computed } from 'vue'
import {
  isContactId,
  isNeighbourId,
  type AccountId,
  type ContactId,
  type MutationId,
  type RecordId,
} from '#shared/domain/ids.ts'
import { acceptTogether } from '../db/accept-together.ts'
import { readBulkGround, toBulkTags, type TagChange } from '../db/bulk-tags.ts'
import { cancelMutation } from '../db/cancel-mutation.ts'
import { areDeleted } from '../db/delete-contacts.ts'
import { areTakenAway } from '../db/read-requisites.ts'
import { readOutbox, type FailedTarget, type OutboxEntry } from '../db/read-outbox.ts'
import { retryMutation } from '../db/retry-mutation.ts'
import { undoMutation } from '../db/undo-mutation.ts'
import { asTheyStay } from '../db/staying.ts'
import { useAppStore } from './app-store.ts'
import { useBulkGround } from './use-bulk-ground.ts'
import { useDrafts } from './use-drafts.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'
import { deletedBy, takenAwayBy, useUndoStack, type Undoable } from './use-undo-stack.ts'

export type { FailedTarget, OutboxEntry }
export type { Undoable } from './use-undo-stack.ts'

/** What is not confirmed yet, and the way back. */
export const useOutboxStore = defineStore('outbox', () => {
  const { context, main, search, rows } = useServices()
  const app = useAppStore()
  /** Live, newest last. */
  const entries = useLiveQuery<readonly OutboxEntry[]>(() => readOutbox(context.db), [])
  const { lastUndoable, perform, performDecision, performImport, dropSingle, takeLast, whenAccepted } = useUndoStack()
  const arrived = useLiveQuery(
    async () => {
      const ids = lastUndoable.value?.made ?? []
      const contacts = await context.db.contacts.bulkGet(ids.filter(isContactId))
      const made = [...contacts, ...(await context.db.neighbours.bulkGet(ids.filter(isNeighbourId)))]
      const isMade = made.some((row) => row?.remoteId !== undefined)
      return {
        of: lastUndoable.value,
        isThere:
          isMade ||
          (await areDeleted(context.db, deletedBy(lastUndoable.value))) ||
          (await areTakenAway(context.db, takenAwayBy(lastUndoable.value))),
      }
    },
    { of: null, isThere: false },
    lastUndoable,
  )
  /** Whether the CRM leaves a way back: what it has once made it keeps, and what it has deleted is gone. */
  const canUndo = computed(
    () => lastUndoable.value !== null && !(arrived.value.of === lastUndoable.value && arrived.value.isThere),
  )
  /** Contacts for which an action of this window was cancelled or given up: undo leaves them alone. */
  const withdrawn = new Map<MutationId, Set<RecordId>>()

  /** As the whole window counts them: a bulk edit of which some rows are set aside waits, and needs attention as well. */
  function countsOf(accountId: AccountId) {
    const own = entries.value.filter(({ mutation }) => mutation.accountId === accountId)
    const isAside = own.filter(({ state }) => state === 'set-aside').length
    const attentionCount = own.filter(({ failed }) => failed.length > 0).length
    return { waitingCount: own.length - isAside, attentionCount, openCount: own.length }
  }

  /** Takes back what has not left yet. What has left goes on; resolves to how many contacts that is. */
  async function cancel(mutationId: MutationId): Promise<{ readonly cancelled: number; readonly kept: number }> {
    const { cancelled, kept } = await cancelMutation(context, main, mutationId)
    withdrawn.set(mutationId, new Set([...(withdrawn.get(mutationId) ?? []), ...cancelled]))
    if (kept.length === 0) dropSingle(mutationId)
    return { cancelled: cancelled.length, kept: kept.length }
  }

  /** Puts what was set aside back into the queue; for a conflict: "keep mine". */
  const retry = async (mutationId: MutationId) => void (await retryMutation(context, main, mutationId))

  const { dropContact, dropRefused, draftOf } = useDrafts({ performDecision, whenAccepted }, (mutationId) =>
    entries.value.find(({ mutation }) => mutation.id === mutationId),
  )

  /** Gives up what was set aside; for a conflict: "take theirs". What it would have made goes whole, and undo brings it back. */
  async function discard(mutationId: MutationId): Promise<void> {
    if (!(await dropRefused(mutationId))) await cancel(mutationId)
  }

  const ground = useBulkGround((ids) => readBulkGround(context.db, ids, (asked) => search.countTags(asked)), rows)
  /** These may be tagged in a moment: what that takes is looked up. Of none: they were not. */
  const prepareTags = (ids: readonly ContactId[]): void => ground.prepare(ids, null)

  /** @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  const bulkTags = (ids: readonly ContactId[], tags: TagChange) =>
    perform(async () => {
      const mutations = toBulkTags(context, await ground.take(ids, null), tags)
      return acceptTogether(context, main, await asTheyStay(context, mutations, app.hasTags))
    })

  /**
   * Takes the last action back.
   * @returns that action; `null` when there was none
   * @throws {AppError} `state/refused` with reason `not-undoable` or `changed-since`; else as cancelling and accepting do
   */
  async function undo(): Promise<Undoable | null> {
    const last = await takeLast()
    if (last === null) return null
    if (last.takeBack !== undefined) {
      await last.takeBack()
      return last
    }
    for (const mutation of last.mutations) {
      await undoMutation(context, main, mutation, withdrawn.get(mutation.id) ?? new Set())
    }
    return last
  }
  return {
    ...{ entries, countsOf, lastUndoable, canUndo, cancel, retry, discard, dropContact, draftOf },
    ...{ prepareTags, bulkTags, undo, perform, performDecision, performImport, whenAccepted },
  }
})
