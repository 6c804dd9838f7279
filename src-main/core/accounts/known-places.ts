import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Logger } from '../ports/logger.ts'
import type { AccountMemory } from '../sync/account-memory.ts'
import { toMemory, type AccountRegistry } from './account-registry.ts'
import type { InTurn } from './turns.ts'

interface Places {
  readonly registry: AccountRegistry
  readonly memory: AccountMemory
  readonly logger: Logger
}

/** At start: profiles of the first release have accounts that the journal does not know of. */
export function rememberAll({ registry, memory, logger }: Places): void {
  try {
    const known = new Set(memory.list().map((account) => JSON.stringify(account)))
    const unknown = registry.all().map(toMemory)
    for (const account of unknown) if (!known.has(JSON.stringify(account))) memory.remember(account)
  } catch (error) {
    // A disk that takes nothing takes no edit either; the next start tries again.
    if (!(error instanceof AppError)) throw error
    logger.warn('accounts could not be remembered', { code: error.code })
  }
}

/** Follows accounts that move to another host. What fails here is done at the next start: the secret names the host too. */
export function createMoveNote({ registry, memory, logger }: Places, inTurn: InTurn, onChanged: () => void) {
  async function move(id: AccountId, origin: string): Promise<void> {
    const record = registry.find(id)
    if (record === undefined || record.origin === origin) return
    const moved = { ...record, origin, account: { ...record.account, address: new URL(origin).host } }
    memory.remember(toMemory(moved))
    await registry.save(moved)
    logger.info('an account has moved', { accountId: id })
    onChanged()
  }
  return (id: AccountId, origin: string): void => {
    inTurn(() => move(id, origin)).catch((error: unknown) => {
      logger.warn('a move could not be noted', { accountId: id, message: error instanceof Error ? error.message : '' })
    })
  }
}
