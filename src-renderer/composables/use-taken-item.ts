import { shallowRef, watch, type ShallowRef } from 'vue'
import type { CustomItem } from '#shared/domain/contact.ts'
import { isSameItems } from '#shared/sync/same-value.ts'

/**
 * A new value on its way: it was handed over, and has yet to come back among those of its field. What is chosen for it meanwhile
 * is about this one. Only another content of the field ends that: an edit of anything else brings the same values anew.
 */
export function useTakenItem(items: () => readonly CustomItem[]): ShallowRef<CustomItem | null> {
  const taken = shallowRef<CustomItem | null>(null)
  watch(items, (now, before) => {
    if (!isSameItems(now, before)) taken.value = null
  })
  return taken
}
