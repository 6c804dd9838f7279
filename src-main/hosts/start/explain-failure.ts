import { AppError } from '#shared/errors/app-error.ts'
import { launchUrl, makeLaunchToken } from '../browser/gate.ts'
import { readHolder } from '../browser/holder.ts'
import { readSessionKey } from '../browser/session-key.ts'
import type { Profile } from '../node/profile.ts'
import type { StartFlags } from './flags.ts'
import { explainDamage } from './explain-damage.ts'
import { StartFailure } from './start-failure.ts'

export interface Explanation {
  readonly text: string
  /** A fresh link into the app that runs already, when that is what stands in the way. */
  readonly url: string | null
}

/** What a user can do about a start that failed. An error that nobody foresaw keeps its stack. */
export async function explainFailure(error: unknown, flags: StartFlags, profile: Profile | null): Promise<Explanation> {
  if (error instanceof StartFailure) return { text: error.message, url: null }
  const damage = profile === null ? null : explainDamage(error, profile)
  if (damage !== null) return words(damage)
  if (!(error instanceof AppError)) {
    return { text: error instanceof Error ? (error.stack ?? error.message) : String(error), url: null }
  }
  switch (error.details['reason']) {
    case 'profile-in-use': {
      const url = await freshLink(profile)
      const way = url === null ? 'Use its window, or close it first.' : `Open it with this link: ${url}`
      const other = 'Another profile can run beside it: --profile DIR --port N.'
      return { text: `Kartoteka is already running with the profile ${flags.profile}. ${way}\n${other}`, url }
    }
    case 'port-busy':
      return words(
        `Port ${flags.port} is taken by another program. Close that program, or choose another port: --port N.`,
      )
    case 'port-unusable':
      return words(`This system does not let Kartoteka use port ${flags.port}. Choose another port: --port N.`)
    default:
      return words(`Kartoteka cannot start: ${error.message}. Its data is in ${flags.profile}.`)
  }
}

const words = (text: string): Explanation => ({ text, url: null })

/** Whoever owns the profile may read its key, and so may be let in again. */
async function freshLink(profile: Profile | null): Promise<string | null> {
  if (profile === null) return null
  const holder = await readHolder(profile.holder).catch(() => null)
  const key = await readSessionKey(profile.sessionKey).catch(() => null)
  if (holder?.host !== 'browser' || key === null) return null
  return launchUrl(holder.port, makeLaunchToken(key, holder.runId))
}
