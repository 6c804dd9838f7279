import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { findListed, type AccountRecord, type AccountRegistry } from './account-registry.ts'
import type { InTurn } from './turns.ts'

/**
 * Writes down how many contacts one write of an account carries. Durable when it resolves; the sync has to be started anew.
 * @throws {AppError} `state/refused`: `unknown-account`; `no-such-size` for what the CRM does not let one choose
 */
export type ChooseWriteBatch = (accountId: AccountId, size: number) => Promise<AccountRecord>

/** See `ChooseWriteBatch`. @param inTurn for what changes the list of accounts */
export function createWriteBatchChoice(registry: AccountRegistry, inTurn: InTurn): ChooseWriteBatch {
  return (accountId, size) =>
    inTurn(async () => {
      const known = findListed(registry, accountId)
      const sizes = known.account.capabilities.writeBatches ?? []
      if (!sizes.includes(size)) {
        throw new AppError('state/refused', 'no such size of a write', { details: { reason: 'no-such-size' } })
      }
      const record: AccountRecord = { ...known, account: { ...known.account, writeBatch: size } }
      await registry.save(record)
      return record
    })
}
