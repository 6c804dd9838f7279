import { assertNever } from '#shared/errors/invariant.ts'
import type { Stall } from '#shared/ipc/sync-status.ts'
import { syncErrorText } from './error-words.ts'
import type { Format } from './use-format.ts'
import type { Text } from './use-text.ts'

/**
 * Whether the user has to hear of it. A network that is away for hours is the daily life of a laptop: that edits are kept
 * is said already, and no alarm brings the network back.
 */
export const isLoud = ({ why }: Stall): boolean => why.kind !== 'failing' || why.error.code !== 'offline'

/** Why a sync does not get on, and what helps, in a sentence or two. */
export function stallText({ why }: Stall, text: Text, format: Pick<Format, 'clock'>, now: number): string {
  switch (why.kind) {
    case 'request':
      return text.t('stall.request', { when: format.clock(why.since, now) })
    case 'window':
      return text.t('stall.window', { when: format.clock(why.since, now) })
    case 'budget':
      return text.t('stall.budget', { when: format.clock(why.until, now) })
    case 'failing':
      return `${text.plural('stall.failing', why.failures)} ${syncErrorText(why.error, text)}`
    case 'turning':
      return text.t('stall.turning')
    case 'silent':
      return text.t('stall.silent')
    default:
      return assertNever(why)
  }
}
