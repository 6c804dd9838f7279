import { computed } from 'vue'
import { useAppStore } from '../stores/app-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useSyncStore } from '../stores/sync-store.ts'
import { useNamesAhead } from './use-names-ahead.ts'

/** How far the list of contacts is: what has come from the CRM, and what of it is read. */
export function useListReading() {
  useNamesAhead()
  const [app, list, sync] = [useAppStore(), useContactListStore(), useSyncStore()]
  const isPulling = computed(() => sync.phase.kind === 'pulling' && sync.phase.what === 'contacts')
  const received = computed(() => (isPulling.value && sync.phase.kind === 'pulling' ? sync.phase.received : 0))
  /**
   * Until the index is whole its part is no count; the list of the last time, which shows before there is any part, is one, and
   * so is what was saved, to which only the last changes are added.
   */
  const isPart = computed(() => list.isIndexing && !(list.isCatchingUp && list.total > 0))
  const readCount = computed(() => (isPart.value && list.total <= list.indexed ? list.indexed : null))
  const isFilling = computed(() => isPulling.value && sync.phase.kind === 'pulling' && sync.phase.isInitial)
  const isSynced = computed(() => sync.phase.kind === 'idle' && sync.syncedAt !== null)
  return { received, readCount, isFilling, isSynced, isWithheld: computed(() => app.withholds('contacts')) }
}
