import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { ContactId, TeamId } from '#shared/domain/ids.ts'
import type { ContactListRow } from '../db/read-list-rows.ts'
import type { ContactFilters, ContactQuery, ContactSort, Facets, SortColumn } from '../search/contact-query.ts'
import { useAppStore } from './app-store.ts'
import { useDirectoryStore } from './directory-store.ts'
import { useServices } from './services.ts'
import { useContactWindow } from './use-contact-window.ts'
import { useFacets } from './use-facets.ts'
import { useSelection, type Selection } from './use-selection.ts'

export type { ContactFilters, ContactListRow, ContactSort, Facets, Selection, SortColumn }

/** What the list is narrowed to. */
export interface ListFilters extends Omit<ContactFilters, 'responsibleIds'> {
  readonly teamId?: TeamId | undefined
}

/** The list: a query, the part of its answer that is on screen, what is selected, and which contact is open. */
export const useContactListStore = defineStore('contact-list', () => {
  const { context, search, rows } = useServices()
  const app = useAppStore()
  const text = shallowRef('')
  const filters = shallowRef<ListFilters>({})
  const sort = shallowRef<ContactSort>({ by: 'name', direction: 'asc' })
  const isIndexing = shallowRef(search.progress.isIndexing)
  const isCatchingUp = shallowRef(search.progress.isCatchingUp)
  const indexed = shallowRef(search.progress.indexed)
  const openId = shallowRef<ContactId | null>(null)

  /** A team is whoever is in it now. The directory is asked only then: at a start the cache is not to be opened by this store. */
  const members = computed(() => {
    const { teamId } = filters.value
    return teamId === undefined ? undefined : useDirectoryStore().membersOf(teamId)
  })
  const query = (): ContactQuery => ({
    text: text.value,
    filters: { ...filters.value, responsibleIds: members.value },
    sort: sort.value,
  })
  const { restart, refresh, showLast, readFound, ...list } = useContactWindow({
    db: context.db,
    search,
    rows,
    query,
    onFailure: (error) => app.fail(error),
  })
  const selecting = useSelection(readFound)
  const { facets, findCompanyFacets } = useFacets(search, () => filters.value.accountId)

  watch([text, filters, sort, () => members.value?.join()], () => void restart())
  onScopeDispose(
    search.onChanged((progress) => {
      isIndexing.value = progress.isIndexing
      isCatchingUp.value = progress.isCatchingUp
      indexed.value = progress.indexed
    }),
  )
  void showLast()
  void refresh()

  /** -1 when the list does not have it. */
  async function indexOf(id: ContactId): Promise<number> {
    return (await readFound((found) => found.indexOf(id))) ?? -1
  }

  function open(id: ContactId | null): void {
    openId.value = id
  }

  async function openBeside(step: 1 | -1): Promise<number> {
    const at = openId.value === null ? -1 : await indexOf(openId.value)
    const next = at === -1 ? 0 : at + step
    const [id] = next < 0 ? [] : ((await readFound((found) => found.window(next, next + 1))) ?? [])
    if (id === undefined) return -1
    openId.value = id
    return next
  }

  /** Resolves to the index now open, -1 when there is none further. A contact that left the list is followed by the first. */
  const openNext = (): Promise<number> => openBeside(1)
  const openPrevious = (): Promise<number> => openBeside(-1)

  return {
    ...{ text, filters, sort, isIndexing, isCatchingUp, indexed, facets, findCompanyFacets },
    ...list,
    ...selecting,
    ...{ indexOf, openId, open, openNext, openPrevious },
  }
})
