import { computed, shallowRef } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import type { FoundContacts } from '../search/search-client.ts'

/** What a bulk action acts on. `all` is frozen: it does not grow with what comes in later. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'ids'; readonly ids: ReadonlySet<ContactId> }
  | { readonly kind: 'all'; readonly ids: readonly ContactId[]; readonly total: number }

/** Which contacts are selected, by id: it survives another order, another search and what comes in meanwhile. */
export function useSelection(found: () => FoundContacts | null) {
  const selection = shallowRef<Selection>({ kind: 'none' })
  const chosen = computed<ReadonlySet<ContactId>>(() => {
    const now = selection.value
    return now.kind === 'none' ? new Set() : new Set(now.ids)
  })
  const selectedCount = computed(() => chosen.value.size)
  const isSelected = (id: ContactId): boolean => chosen.value.has(id)

  function select(ids: ReadonlySet<ContactId>): void {
    selection.value = ids.size === 0 ? { kind: 'none' } : { kind: 'ids', ids }
  }

  function toggle(id: ContactId): void {
    const ids = new Set(chosen.value)
    if (!ids.delete(id)) ids.add(id)
    select(ids)
  }

  function selectOnly(id: ContactId): void {
    select(new Set([id]))
  }

  /** Both ends included, in any order; replaces the selection. */
  async function selectRange(fromIndex: number, toIndex: number): Promise<void> {
    const [first, last] = fromIndex <= toIndex ? [fromIndex, toIndex] : [toIndex, fromIndex]
    select(new Set(await found()?.window(first, last + 1)))
  }

  async function selectAllMatching(): Promise<void> {
    const ids = (await found()?.all()) ?? []
    selection.value = ids.length === 0 ? { kind: 'none' } : { kind: 'all', ids, total: ids.length }
  }

  function clearSelection(): void {
    selection.value = { kind: 'none' }
  }

  /** In the order in which they were selected; of a range or of all, in the order of the list. */
  async function selectedIds(): Promise<readonly ContactId[]> {
    return [...chosen.value]
  }

  return {
    selection,
    selectedCount,
    isSelected,
    toggle,
    selectOnly,
    selectRange,
    selectAllMatching,
    clearSelection,
    selectedIds,
  }
}
