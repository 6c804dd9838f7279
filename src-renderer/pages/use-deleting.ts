import { computed, shallowRef, watch } from 'vue'
import { displayNameOf } from '#shared/domain/contact.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useDeletionStore } from '../stores/deletion-store.ts'
import { useContactPanel } from './use-contact-panel.ts'

/** What the question before contacts are deleted knows, and what it does. */
export function useDeleting() {
  const [list, open, deletion] = [useContactListStore(), useContactStore(), useDeletionStore()]
  const { deleting } = useContactPanel()
  /** Frozen when the question is asked; `null` while it is being looked up. */
  const ids = shallowRef<readonly ContactId[] | null>(null)

  watch(deleting, async (asked) => {
    ids.value = null
    if (asked === null) return
    const found = await deletion.deletable(asked)
    if (deleting.value === asked) ids.value = found
  })

  async function remove(): Promise<void> {
    const chosen = ids.value ?? []
    await deletion.remove(chosen)
    if (list.openId !== null && chosen.includes(list.openId)) list.open(null)
    list.clearSelection()
  }

  return {
    deleting,
    reached: computed(() => ids.value?.length ?? null),
    /** Of the contact in the card, where that is the one. */
    name: computed(() => {
      const [contactId] = deleting.value ?? []
      return open.contact?.id === contactId && open.contact !== null ? displayNameOf(open.contact.fields) : ''
    }),
    remove,
  }
}
