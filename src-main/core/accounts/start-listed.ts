import type { AccountId } from '#shared/domain/ids.ts'
import { findListed, type AccountRecord, type AccountRegistry } from './account-registry.ts'
import type { AccountSyncs } from './account-syncs.ts'
import type { InTurn } from './turns.ts'

/** Starts an account's sync as it is listed now. @throws {AppError} `state/refused` when it is listed no more */
export type StartListed = (id: AccountId) => Promise<AccountRecord>

/** In turn with sign-outs: what has been signed out in the meantime must not come to life again, nor take edits. */
export function createStartListed(registry: AccountRegistry, syncs: AccountSyncs, inTurn: InTurn): StartListed {
  return (id) =>
    inTurn(async () => {
      const record = findListed(registry, id)
      await syncs.start(record)
      return record
    })
}
