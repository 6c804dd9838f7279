import { isDeepStrictEqual } from 'node:util'
import type { AccountFacts } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { AccountRegistry } from './account-registry.ts'
import type { InTurn } from './turns.ts'

/** Follows what the CRMs tell of accounts and their users. What cannot be written down is told again by the next sync. */
export function createFactsNote(
  registry: AccountRegistry,
  inTurn: InTurn,
  logger: Logger,
  onChanged: () => void,
): (id: AccountId, facts: AccountFacts) => void {
  async function note(id: AccountId, facts: AccountFacts): Promise<void> {
    const record = registry.find(id)
    if (record === undefined) return
    const account = { ...record.account, ...facts }
    if (isDeepStrictEqual(record.account, account)) return
    await registry.save({ ...record, account })
    onChanged()
  }
  return (id, facts) => {
    inTurn(() => note(id, facts)).catch((error: unknown) => {
      logger.warn('an account has changed unnoted', {
        accountId: id,
        message: error instanceof Error ? error.message : '',
      })
    })
  }
}
