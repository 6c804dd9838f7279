import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import { noFacets, type ContactFilters, type ContactSort, type Facets } from '../search/contact-query.ts'

/** One line of the list. */
export interface ContactListRow {
  readonly id: ContactId
  readonly accountId: AccountId
  readonly fullName: string
  /** Names of its companies, the first first, joined by commas. */
  readonly company: string
  /** The first of each. */
  readonly phone: string
  readonly email: string
  readonly tags: readonly string[]
  readonly responsible: string
  readonly updatedAt: number
  readonly isPending: boolean
  readonly needsAttention: boolean
  readonly isDeleted: boolean
}

/** What a bulk action acts on. `all` is frozen: it does not grow with what comes in later. */
export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'ids'; readonly ids: ReadonlySet<ContactId> }
  | { readonly kind: 'all'; readonly ids: readonly ContactId[]; readonly total: number }

export const useContactListStore = defineStore('contact-list', () => {
  const text = shallowRef('')
  const filters = shallowRef<ContactFilters>({})
  const sort = shallowRef<ContactSort>({ by: 'name', direction: 'asc' })
  const total = shallowRef(0)
  const isIndexing = shallowRef(true)
  const indexed = shallowRef(0)
  const facets = shallowRef<Facets>(noFacets)
  /** Grows whenever the list may show something else. */
  const version = shallowRef(0)
  const selection = shallowRef<Selection>({ kind: 'none' })
  const selectedCount = computed(() => 0)
  const openId = shallowRef<ContactId | null>(null)

  /** `undefined` until `loadRange` has brought it. Reactive. */
  function rowAt(_index: number): ContactListRow | undefined {
    return undefined
  }
  function idAt(_index: number): ContactId | undefined {
    return undefined
  }
  /** @param to exclusive */
  async function loadRange(_from: number, _to: number): Promise<void> {}
  /** -1 when the list does not have it. */
  async function indexOf(_id: ContactId): Promise<number> {
    return -1
  }
  function toggle(_id: ContactId): void {}
  function selectOnly(_id: ContactId): void {}
  /** Both ends included, in any order; replaces the selection. */
  async function selectRange(_fromIndex: number, _toIndex: number): Promise<void> {}
  async function selectAllMatching(): Promise<void> {}
  function clearSelection(): void {}
  async function selectedIds(): Promise<readonly ContactId[]> {
    return []
  }
  function isSelected(_id: ContactId): boolean {
    return false
  }
  function open(_id: ContactId | null): void {}
  /** Resolves to the index now open, -1 when there is none further. */
  async function openNext(): Promise<number> {
    return -1
  }
  async function openPrevious(): Promise<number> {
    return -1
  }
  return {
    text,
    filters,
    sort,
    total,
    isIndexing,
    indexed,
    facets,
    version,
    rowAt,
    idAt,
    loadRange,
    indexOf,
    selection,
    selectedCount,
    toggle,
    selectOnly,
    selectRange,
    selectAllMatching,
    clearSelection,
    selectedIds,
    isSelected,
    openId,
    open,
    openNext,
    openPrevious,
  }
})
