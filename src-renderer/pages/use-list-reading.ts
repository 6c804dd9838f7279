import { computed } from 'vue'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useSyncStore } from '../stores/sync-store.ts'

/** How far the list of contacts is: what has come from the CRM, and what of it is read. */
export function useListReading() {
  const [list, sync] = [useContactListStore(), useSyncStore()]
  const received = computed(() => (sync.phase.kind === 'pulling' ? sync.phase.received : 0))
  /** Until the index is whole its part is no count; the list of the last time, which shows before there is any part, is one. */
  const readCount = computed(() => (list.isIndexing && list.total <= list.indexed ? list.indexed : null))
  const isFilling = computed(() => sync.phase.kind === 'pulling' && sync.phase.isInitial)
  const isSynced = computed(() => sync.phase.kind === 'idle' && sync.syncedAt !== null)
  return { received, readCount, isFilling, isSynced }
}
