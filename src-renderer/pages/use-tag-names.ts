import { computed } from 'vue'
import { useAppStore } from '../stores/app-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'

/** Tags to suggest where contacts of several accounts may be meant. */
export function useTagNames() {
  const [app, directory] = [useAppStore(), useDirectoryStore()]
  const withTags = computed(() => app.accounts.filter(({ capabilities }) => capabilities.tags))
  const knownTags = computed(() => [...new Set(withTags.value.flatMap(({ id }) => directory.tagNames(id)))])
  const canTag = computed(() => withTags.value.length > 0)
  return { knownTags, canTag }
}
