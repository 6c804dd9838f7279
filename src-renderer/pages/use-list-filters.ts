import { computed, watch } from 'vue'
import { accountOf, isAccountId, isCompanyId, isTeamId } from '#shared/domain/ids.ts'
import type { AccountId, CompanyId, TeamId, UserId } from '#shared/domain/ids.ts'
import type { ActiveFilter, FilterOption } from '../components/contacts/filter-option.ts'
import { useText } from '../composables/use-text.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useAccountMarks } from './use-account-marks.ts'
import { useOwnerOptions } from './use-owner-options.ts'

/** The filters of the list as chips, and the way to switch each. */
export function useListFilters() {
  const list = useContactListStore()
  const directory = useDirectoryStore()
  type ContactFilters = typeof list.filters
  const { t } = useText()
  const marks = useAccountMarks()
  const { owners, ownerName, teamName } = useOwnerOptions()

  const active = computed<readonly ActiveFilter[]>(() => {
    const { accountId, tags = [], companyId, responsibleId, teamId } = list.filters
    const unknown = t('mutation.unknown')
    return [
      ...(accountId === undefined
        ? []
        : [{ kind: 'account' as const, id: accountId, name: marks.value.get(accountId)?.name ?? unknown }]),
      ...tags.map((tag) => ({ kind: 'tag' as const, id: tag, name: tag })),
      ...(companyId === undefined
        ? []
        : [{ kind: 'company' as const, id: companyId, name: directory.companyName(companyId) || unknown }]),
      ...(responsibleId === undefined
        ? []
        : [{ kind: 'responsible' as const, id: responsibleId, name: ownerName(responsibleId) || unknown }]),
      ...(teamId === undefined
        ? []
        : [{ kind: 'responsible' as const, id: teamId, name: teamName(teamId) ?? unknown }]),
    ]
  })

  /** Of tags all have to be there; of companies and people there can be only one. */
  function toggle(kind: ActiveFilter['kind'], id: string): void {
    list.filters = toggled(list.filters, kind, id)
  }

  function toggled(filters: ContactFilters, kind: ActiveFilter['kind'], id: string): ContactFilters {
    switch (kind) {
      case 'account':
        return ofAccount(filters, filters.accountId === id || !isAccountId(id) ? undefined : id)
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
        const responsibleId = filters.responsibleId === id ? undefined : chosen
        const teamId = filters.teamId === id || !isTeamId(id) ? undefined : id
        return { ...filters, responsibleId, teamId }
      }
    }
  }

  /** Of another account there is neither a company nor a colleague. */
  function ofAccount(filters: ContactFilters, accountId: AccountId | undefined): ContactFilters {
    const isElsewhere = (id: CompanyId | UserId | TeamId | undefined) =>
      accountId !== undefined && id !== undefined && accountOf(id) !== accountId
    return {
      ...filters,
      accountId,
      companyId: isElsewhere(filters.companyId) ? undefined : filters.companyId,
      responsibleId: isElsewhere(filters.responsibleId) ? undefined : filters.responsibleId,
      teamId: isElsewhere(filters.teamId) ? undefined : filters.teamId,
    }
  }

  // An account that has been signed out of, or is the only one, is no filter any more.
  watch(marks, (known) => {
    const { accountId } = list.filters
    if (accountId !== undefined && !known.has(accountId)) list.filters = { ...list.filters, accountId: undefined }
  })

  const accounts = computed<readonly FilterOption[]>(() => [...marks.value].map(([id, { name }]) => ({ id, name })))
  function clear(): void {
    list.filters = {}
  }

  return { active, toggle, clear, accounts, owners }
}
