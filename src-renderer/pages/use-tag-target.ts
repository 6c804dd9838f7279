import { createSharedComposable } from '@vueuse/core'
import { computed, shallowRef, watch } from 'vue'
import { useContactListStore } from '../stores/contact-list-store.ts'

/** What tags would be put on. Shared, so that the button, the key and the palette agree. */
export const useTagTarget = createSharedComposable(() => {
  const list = useContactListStore()
  /** Whether the open contact is among those that match. */
  const isListed = shallowRef(false)
  const isMany = computed(() => list.selectedCount > 1)
  /** One that was ticked without being opened can be acted on, too. */
  const hasSelection = computed(
    () => isMany.value || (list.selectedCount === 1 && (list.openId === null || !list.isSelected(list.openId))),
  )
  /** The contact of the open card alone is one only while the list has it: nobody tags what is out of sight. */
  const hasTarget = computed(() => hasSelection.value || (list.selectedCount === 1 && isListed.value))

  watch(
    () => [list.openId, list.version] as const,
    async ([id, version]) => {
      const found = id !== null && (await list.indexOf(id)) >= 0
      // An answer about another contact, or another list, came too late.
      if (id === list.openId && version === list.version) isListed.value = found
    },
    { immediate: true },
  )
  return { isMany, hasSelection, hasTarget }
})
