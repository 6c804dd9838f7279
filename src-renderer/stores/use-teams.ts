import { computed, type Ref } from 'vue'
import type { Team, User } from '#shared/domain/directory.ts'
import type { TeamId, UserId } from '#shared/domain/ids.ts'

/** Who works with whom, and who has left, of all accounts. Reactive. */
export function useTeams(users: Readonly<Ref<readonly User[]>>) {
  /** By name; those that users are in. */
  const teams = computed<readonly Team[]>(() => {
    const found = new Map(users.value.flatMap(({ team }) => (team === undefined ? [] : [[team.id, team] as const])))
    return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name))
  })
  function membersOf(teamId: TeamId): readonly UserId[] {
    return users.value.filter(({ team }) => team?.id === teamId).map(({ id }) => id)
  }
  const inactive = computed(() => new Set(users.value.filter(({ isActive }) => !isActive).map(({ id }) => id)))
  /** Whether a user can no longer sign in to the CRM. */
  const isInactive = (id: UserId): boolean => inactive.value.has(id)
  return { teams, membersOf, isInactive }
}
