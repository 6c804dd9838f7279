import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { SyncPhase, SyncStatus } from '#shared/ipc/sync-status.ts'

export const useSyncStore = defineStore('sync', () => {
  const statuses = shallowRef<readonly SyncStatus[]>([])
  /** The one that matters most over all accounts. */
  const phase = computed<SyncPhase>(() => ({ kind: 'idle' }))
  /** User actions that the CRM has not confirmed. */
  const pendingCount = shallowRef(0)
  /** Of these, actions that wait for the user. */
  const attentionCount = shallowRef(0)
  /** The oldest `syncedAt` over all accounts; `null` while one has never been synced. */
  const syncedAt = computed<number | null>(() => null)

  async function syncNow(): Promise<void> {
    throw new Error('being written')
  }
  return { statuses, phase, pendingCount, attentionCount, syncedAt, syncNow }
})
