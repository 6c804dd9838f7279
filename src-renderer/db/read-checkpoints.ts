import type { AccountId } from '#shared/domain/ids.ts'
import type { OutputOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { CacheDb } from './cache-db.ts'
import type { EntityName } from './rows.ts'

/** How far the cache of one account has come; `null` where nothing was pulled yet. */
export async function readCheckpoints(
  db: CacheDb,
  accountId: AccountId,
): Promise<OutputOf<StoreCommands, 'cache/read-checkpoints'>> {
  const read = async (entity: EntityName) => {
    const row = await db.checkpoints.get([accountId, entity])
    return row === undefined ? null : { cursor: row.cursor, isComplete: row.isComplete }
  }
  const neighbours = {
    company: await read('company'),
    ...{ note: await read('note'), task: await read('task') },
    ...{ chat: await read('chat'), deal: await read('deal'), lead: await read('lead') },
    requisite: await read('requisite'),
    layout: await read('layout'),
  }
  return { contacts: await read('contacts'), neighbours }
}

/** When all contacts of each account were last known to be as the CRM has them, milliseconds of this device. */
export async function readSyncedTimes(db: CacheDb): Promise<ReadonlyMap<AccountId, number>> {
  const rows = await db.checkpoints.filter(({ entity, isComplete }) => entity === 'contacts' && isComplete).toArray()
  return new Map(rows.map(({ accountId, at }) => [accountId, at]))
}
