import type { UserId } from '#shared/domain/ids.ts'
import type { FeedContext } from './feed-context.ts'

interface Option {
  readonly id: string
  readonly name: string
}

/** Types that a task can have; its own is there even where the account has it no longer. */
export function offeredTypes({ taskTypes, speaker }: FeedContext, own?: string): readonly Option[] {
  const isKnown = own === undefined || taskTypes.some(({ id }) => id === own)
  return isKnown ? taskTypes : [...taskTypes, { id: own, name: speaker.text.t('mutation.unknown') }]
}

/** Who can be given a task: whoever still works here, and whoever has it. */
export function offeredUsers({ users, speaker }: FeedContext, own: UserId | null): readonly Option[] {
  const offered = users.filter(({ id, isActive }) => isActive || id === own)
  const isKnown = own === null || offered.some(({ id }) => id === own)
  return isKnown ? offered : [...offered, { id: own, name: speaker.text.t('mutation.unknown') }]
}
