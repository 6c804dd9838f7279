import { computed, shallowRef } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import { SlicedIds, toggleId, type IdSet } from './id-set.ts'
import type { ReadFound } from './read-found.ts'

/** What a bulk action acts on. `all` is frozen: it does not grow with what comes in later. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'ids'; readonly ids: IdSet }
  | { readonly kind: 'all'; readonly ids: IdSet; readonly total: number }

const noIds: IdSet = new Set()

/** Which contacts are selected, by id: it survives another order, another search and what comes in meanwhile. */
export function useSelection(readFound: ReadFound) {
  const selection = shallowRef<Selection>({ kind: 'none' })
  const chosen = computed<IdSet>(() => (selection.value.kind === 'none' ? noIds : selection.value.ids))
  const selectedCount = computed(() => chosen.value.size)
  const isSelected = (id: ContactId): boolean => chosen.value.has(id)
  /** The last thing that was asked for; what is selected has to be read first for some. */
  let asked: Promise<void> = Promise.resolve()

  function choose(next: Selection): void {
    selection.value = next
    // One that is still being read is not wanted any more.
    asked = Promise.resolve()
  }

  const select = (ids: IdSet): void => choose(ids.size === 0 ? { kind: 'none' } : { kind: 'ids', ids })

  /** Takes over what `read` brings, unless something else was selected meanwhile. */
  function chooseRead(read: () => Promise<Selection>): Promise<void> {
    const own = read().then((next) => {
      if (asked === own) choose(next)
    })
    asked = own
    return own
  }

  function toggle(id: ContactId): void {
    select(toggleId(chosen.value, id))
  }

  function selectOnly(id: ContactId): void {
    select(new Set([id]))
  }

  /** @param to exclusive */
  async function gather(from?: number, to?: number): Promise<IdSet> {
    return (await readFound((found) => SlicedIds.gather(found.slices(from, to)))) ?? noIds
  }

  /** Both ends included, in any order; replaces the selection. */
  function selectRange(fromIndex: number, toIndex: number): Promise<void> {
    const [first, last] = fromIndex <= toIndex ? [fromIndex, toIndex] : [toIndex, fromIndex]
    return chooseRead(async () => {
      const ids = await gather(first, last + 1)
      return ids.size === 0 ? { kind: 'none' } : { kind: 'ids', ids }
    })
  }

  function selectAllMatching(): Promise<void> {
    return chooseRead(async () => {
      const ids = await gather()
      return ids.size === 0 ? { kind: 'none' } : { kind: 'all', ids, total: ids.size }
    })
  }

  function clearSelection(): void {
    choose({ kind: 'none' })
  }

  /**
   * In the order in which they were selected; of a range or of all, in the order of the list. Waits for a selection that
   * is still being read: it is what the user sees coming.
   */
  async function selectedIds(): Promise<readonly ContactId[]> {
    await asked
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
