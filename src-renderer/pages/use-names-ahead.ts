import { watch } from 'vue'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useSyncStore } from '../stores/sync-store.ts'

/** Each question takes the place of a page of contacts. */
const REST_MS = 5_000

/** While contacts come in for the first time, the companies of those on the screen are not left without names. */
export function useNamesAhead(): void {
  const [list, directory, sync] = [useContactListStore(), useDirectoryStore(), useSyncStore()]
  let askedAt = -Infinity
  watch(
    () => list.version,
    () => {
      const { phase } = sync
      const isFilling = phase.kind === 'pulling' && phase.isInitial && phase.what === 'contacts'
      if (!isFilling || performance.now() - askedAt < REST_MS) return
      askedAt = performance.now()
      // They come with the pull as well.
      directory.nameCompaniesOf(list.idsOnScreen()).catch(() => undefined)
    },
  )
}
