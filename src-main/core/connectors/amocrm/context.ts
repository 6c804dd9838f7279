import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { HttpClient } from '#core/http/http-client.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Logger } from '#core/ports/logger.ts'
import type { Marker } from './marker.ts'

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
  /**
   * When the account last told what it obeys, server time, milliseconds, and whose token it is; `null` before the first
   * time. `currency` is an ISO code, empty before that; `zone` is where its days begin, `null` where that is not known; `rights`
   * are the letters that say which contacts this user may see, `null` likewise.
   */
  readonly account: {
    toldAt: number | null
    userId: number | null
    currency: string
    zone: string | null
    rights: string | null
  }
  /** Grows when a write leaves, and again when it has ended: what was read at one count is no older than our own writes. */
  readonly writes: { readonly count: number }
  /** The field that keeps our keys, if the user has chosen one. */
  readonly marker: Marker
}

/** Of lists. More is cut to this without a word. */
export const PAGE_SIZE = 250

/** Server time, whole seconds. */
export const serverSeconds = ({ http }: AmocrmContext): number => Math.floor(http.serverNow() / 1000)

/** The server's own time as last heard, milliseconds. @throws {AppError} `remote/invalid-response` if it never said */
export function heardAt({ http }: AmocrmContext): number {
  const at = http.heardAt()
  if (at !== null) return at
  throw new AppError('remote/invalid-response', 'the answer does not say what time it is', {
    details: { path: 'Date', reached: true },
  })
}
