import { computed, type ComputedRef } from 'vue'
import { accountOf, type TeamId, type UserId } from '#shared/domain/ids.ts'
import type { FilterOption } from '../components/contacts/filter-option.ts'
import { useText } from '../composables/use-text.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useAccountMarks } from './use-account-marks.ts'

/** Who contacts can be filtered by: teams first, then their people, each with how many contacts they answer for. */
export function useOwnerOptions(): {
  readonly owners: ComputedRef<readonly FilterOption[]>
  readonly ownerName: (id: UserId) => string
  /** `null` for one that nobody knows any more. */
  readonly teamName: (id: TeamId) => string | null
} {
  const [list, directory] = [useContactListStore(), useDirectoryStore()]
  const marks = useAccountMarks()
  const { t } = useText()

  /** A colleague may have the same name in each of several accounts, and be another one in each. */
  function inAccount(id: UserId | TeamId, name: string): string {
    const account = list.filters.accountId === undefined ? marks.value.get(accountOf(id))?.name : undefined
    return account === undefined ? name : `${name} · ${account}`
  }

  const ownerName = (id: UserId, name = directory.userName(id)): string =>
    directory.isInactive(id) ? t('user.inactive', { name }) : name

  function teamName(id: TeamId): string | null {
    const team = directory.teams.find((one) => one.id === id)
    return team === undefined ? null : t('filter.team', { name: team.name })
  }

  const teams = computed<readonly FilterOption[]>(() => {
    const counts = new Map<string, number>(list.facets.responsibles.map(({ id, count }) => [id, count]))
    const filled = directory.teams.flatMap(({ id }) => {
      const count = directory.membersOf(id).reduce((sum, member) => sum + (counts.get(member) ?? 0), 0)
      return count === 0 ? [] : [{ id, count, name: inAccount(id, teamName(id) ?? '') }]
    })
    // A team that all are in narrows nothing.
    return filled.length > 1 ? filled : []
  })

  const owners = computed<readonly FilterOption[]>(() => [
    ...teams.value,
    ...list.facets.responsibles.map(({ id, name, count }) => ({
      ...{ id, count },
      name: inAccount(id, ownerName(id, name)),
    })),
  ])
  return { owners, ownerName, teamName }
}
