import { computed, shallowRef, type ShallowRef } from 'vue'
import type { WireError } from '#shared/errors/app-error.ts'
import { holdStore, type StoreRole } from '../db/hold-store.ts'
import type { Services } from './services.ts'

/**
 * This window among the windows of the profile.
 * @param failure gets the reason while this window should keep the cache for main and cannot
 */
export function useStoreRole({ context, main, locks, search }: Services, failure: ShallowRef<WireError | null>) {
  const role = shallowRef<StoreRole>({ kind: 'viewer' })
  /** This window keeps the cache for main; any other only looks and edits. */
  const isStore = computed(() => role.value.kind === 'store')

  /** Gets in line; for the life of the window. */
  function takePlace(): void {
    holdStore({
      context,
      main,
      locks,
      spread: () => search.spread(),
      isOnline: () => main.connection === 'online',
      onRole: (changed) => {
        if (role.value.kind === 'failed') failure.value = null
        role.value = changed
        if (changed.kind === 'failed') failure.value = changed.error
      },
      signal: new AbortController().signal,
    })
  }

  return { isStore, takePlace }
}
