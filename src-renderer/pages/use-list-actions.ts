import { watch } from 'vue'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useContactPanel } from './use-contact-panel.ts'
import { useUntouched } from './use-rights.ts'

type SortColumn = 'name' | 'company' | 'responsible' | 'updated'

/** What clicks and keys in the list do. @param reveal shows a row when the card moved on to it by itself */
export function useListActions(reveal: (index: number) => void) {
  const [list, outbox] = [useContactListStore(), useOutboxStore()]
  const { untouched, reachable } = useUntouched()
  const { isCreating, isTagging } = useContactPanel()

  // The user is about to say which tags: of whom is known already.
  watch(isTagging, async (is) => {
    const ids = is ? await reachable() : []
    if (isTagging.value === is) outbox.prepareTags(ids)
  })

  function openAt(index: number): void {
    const id = list.idAt(index)
    if (id === undefined) return
    isCreating.value = false
    list.selectOnly(id)
    list.open(id)
  }

  function toggleAt(index: number): void {
    const id = list.idAt(index)
    if (id !== undefined) list.toggle(id)
  }

  /** What is being typed is taken first: leaving the field does that. */
  async function step(go: () => Promise<number>): Promise<void> {
    if (document.activeElement instanceof HTMLElement && document.activeElement.closest('.panel'))
      document.activeElement.blur()
    const index = await go()
    if (index < 0) return
    if (list.openId !== null) list.selectOnly(list.openId)
    reveal(index)
  }

  function sortBy(by: SortColumn): void {
    const isSame = list.sort.by === by
    // What changed last is what people look for first.
    const first = by === 'updated' ? 'desc' : 'asc'
    const other = list.sort.direction === 'asc' ? 'desc' : 'asc'
    list.sort = { by, direction: isSame ? other : first }
  }

  async function applyTags(op: 'add' | 'remove', tags: readonly string[]): Promise<void> {
    const ids = await reachable()
    await outbox.bulkTags(ids, { add: op === 'add' ? tags : [], remove: op === 'remove' ? tags : [] })
  }

  return { openAt, toggleAt, step, sortBy, applyTags, untouched }
}
