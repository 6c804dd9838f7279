import type { AccountId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import type { CheckpointRow, MutationState } from './rows.ts'

/** The cache in numbers: no word of what is in it. */
export interface StorageFigures {
  /** Generation of its tables. */
  readonly version: number
  readonly contacts: number
  readonly companies: number
  readonly outbox: readonly OutboxFigures[]
  readonly checkpoints: readonly CheckpointRow[]
}

/** Edits of one account that the CRM has not confirmed, by where this window believes them to be. */
export interface OutboxFigures {
  readonly accountId: AccountId
  readonly state: MutationState
  readonly count: number
}

/** Counts without reading contacts: a base of a million takes a moment all the same. */
export async function readStorageFigures(db: CacheDb): Promise<StorageFigures> {
  return db.transaction('r', [db.contacts, db.companies, db.outbox, db.checkpoints], async () => {
    const checkpoints = await db.checkpoints.toArray()
    const outbox = new Map<string, OutboxFigures>()
    await db.outbox.each(({ accountId, state }) => {
      const id = `${accountId}/${state}`
      outbox.set(id, { accountId, state, count: (outbox.get(id)?.count ?? 0) + 1 })
    })
    return {
      version: db.verno,
      contacts: await db.contacts.count(),
      companies: await db.companies.count(),
      outbox: [...outbox.values()],
      checkpoints,
    }
  })
}
