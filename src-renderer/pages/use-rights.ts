import { computed, shallowRef, watch } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import { denialText } from '../composables/denial-words.ts'
import { useText } from '../composables/use-text.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { useContactPanel } from './use-contact-panel.ts'

/** Why the buttons of the list are off, in words; empty where they are on. */
export function useDenials() {
  const rights = useRightsStore()
  const text = useText()
  return computed(() => ({ add: denialText(rights.addDenial, text), edit: denialText(rights.editDenial, text) }))
}

/** How many of the selected contacts a bulk edit leaves alone: known before it is made, and again when it is. */
export function useUntouched() {
  const [list, rights] = [useContactListStore(), useRightsStore()]
  const { isTagging } = useContactPanel()
  /** `null` while it is being looked up. */
  const untouched = shallowRef<number | null>(0)

  const reachable = async (): Promise<readonly ContactId[]> => rights.reachable(await list.selectedIds())

  watch(isTagging, async (is) => {
    untouched.value = is && rights.isLimited ? null : 0
    if (untouched.value !== null) return
    const ids = await reachable()
    if (isTagging.value) untouched.value = list.selectedCount - ids.length
  })

  return { untouched, reachable }
}
