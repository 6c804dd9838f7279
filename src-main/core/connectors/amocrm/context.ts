import type { AccountId } from '#shared/domain/ids.ts'
import type { HttpClient } from '#core/http/http-client.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Logger } from '#core/ports/logger.ts'

/** What every part of this connector works with. */
export interface AmocrmContext {
  readonly accountId: AccountId
  readonly http: HttpClient
  readonly clock: Clock
  readonly logger: Logger
  /**
   * Whether the account obeys `filter[…]`; where it does not, the vendor answers with everything, and 200. Believed
   * until an answer proves otherwise, then remembered.
   */
  readonly filters: { areObeyed: boolean }
}

/** Of lists. More is cut to this without a word. */
export const PAGE_SIZE = 250

/** Server time, whole seconds. */
export const serverSeconds = ({ http }: AmocrmContext): number => Math.floor(http.serverNow() / 1000)
