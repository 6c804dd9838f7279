import type { AccountId } from '#shared/domain/ids.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Logger } from '#core/ports/logger.ts'
import type { Bitrix24Api } from './api.ts'

/** What every part of this connector works with. */
export interface Bitrix24Context {
  readonly accountId: AccountId
  readonly api: Bitrix24Api
  readonly clock: Clock
  readonly logger: Logger
}
