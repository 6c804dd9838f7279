import { computed } from 'vue'
import { isCompanyId } from '#shared/domain/ids.ts'
import type { ActiveFilter } from '../components/contacts/filter-option.ts'
import { useText } from '../composables/use-text.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'

/** The filters of the list as chips, and the way to switch each. */
export function useListFilters() {
  const list = useContactListStore()
  const directory = useDirectoryStore()
  type ContactFilters = typeof list.filters
  const { t } = useText()

  const active = computed<readonly ActiveFilter[]>(() => {
    const { tags = [], companyId, responsibleId } = list.filters
    const unknown = t('mutation.unknown')
    return [
      ...tags.map((tag) => ({ kind: 'tag' as const, id: tag, name: tag })),
      ...(companyId === undefined
        ? []
        : [{ kind: 'company' as const, id: companyId, name: directory.companyName(companyId) || unknown }]),
      ...(responsibleId === undefined
        ? []
        : [{ kind: 'responsible' as const, id: responsibleId, name: directory.userName(responsibleId) || unknown }]),
    ]
  })

  /** Of tags all have to be there; of companies and people there can be only one. */
  function toggle(kind: ActiveFilter['kind'], id: string): void {
    list.filters = toggled(list.filters, kind, id)
  }

  function toggled(filters: ContactFilters, kind: ActiveFilter['kind'], id: string): ContactFilters {
    switch (kind) {
      case 'tag': {
        const tags = filters.tags ?? []
        const next = tags.includes(id) ? tags.filter((tag) => tag !== id) : [...tags, id]
        return { ...filters, tags: next.length === 0 ? undefined : next }
      }
      case 'company': {
        // Found by its name, it need not be among those that the menu offers by itself.
        return { ...filters, companyId: filters.companyId === id || !isCompanyId(id) ? undefined : id }
      }
      case 'responsible': {
        const chosen = list.facets.responsibles.find((user) => user.id === id)?.id
        return { ...filters, responsibleId: filters.responsibleId === id ? undefined : chosen }
      }
    }
  }

  function clear(): void {
    list.filters = {}
  }

  return { active, toggle, clear }
}
