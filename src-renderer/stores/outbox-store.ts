import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Change, Mutation, Problem } from '#shared/domain/mutation.ts'

/** One contact of a mutation that is set aside. */
export interface FailedTarget {
  readonly contactId: ContactId
  readonly name: string
  readonly problem: Problem
}

/** One user action that the CRM has not confirmed for all its contacts. */
export interface OutboxEntry {
  readonly mutation: Mutation
  /** `set-aside` when all that is left waits for the user; a bulk edit may have `failed` and still be `pending`. */
  readonly state: 'saving' | 'pending' | 'cancelling' | 'set-aside'
  readonly total: number
  /** Contacts that it is not confirmed for, the failed ones included. */
  readonly left: number
  readonly failed: readonly FailedTarget[]
}

/** What `undo` would take back: one user action, which is one mutation for each account it touched. */
export interface Undoable {
  readonly mutations: readonly Mutation[]
  readonly kind: Change['kind']
}

export const useOutboxStore = defineStore('outbox', () => {
  /** Live, newest last. */
  const entries = shallowRef<readonly OutboxEntry[]>([])
  const lastUndoable = shallowRef<Undoable | null>(null)

  /** Takes back what has not left yet. What has left goes on; resolves to how many contacts that is. */
  async function cancel(_mutationId: MutationId): Promise<{ readonly cancelled: number; readonly kept: number }> {
    throw new Error('being written')
  }
  /** Puts what was set aside back into the queue; for a conflict: "keep mine". */
  async function retry(_mutationId: MutationId): Promise<void> {
    throw new Error('being written')
  }
  /** Gives up what was set aside; for a conflict: "take theirs". */
  async function discard(_mutationId: MutationId): Promise<void> {
    throw new Error('being written')
  }
  /** @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  async function bulkTags(
    _ids: readonly ContactId[],
    _tags: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<readonly Mutation[]> {
    throw new Error('being written')
  }
  /** @throws {AppError} `state/refused` with reason `not-undoable` when the CRM offers no way back */
  async function undo(): Promise<void> {
    throw new Error('being written')
  }
  return { entries, lastUndoable, cancel, retry, discard, bulkTags, undo }
})
