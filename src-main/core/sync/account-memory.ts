import type { DatabaseSync } from 'node:sqlite'
import * as v from 'valibot'
import { providers, type Provider } from '#shared/domain/providers.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { AccountIdSchema } from '#shared/ipc/schemas.ts'

/** What tells one account of the world from another, and the id that its edits carry here. */
export interface RememberedAccount {
  readonly accountId: AccountId
  readonly provider: Provider
  readonly remoteAccountId: string
  readonly origin: string
  readonly isDemo: boolean
}

/**
 * Whose edits the journal holds. The list of accounts may be lost with its file; edits that wait must still find their
 * account again when somebody signs in to it.
 */
export interface AccountMemory {
  /** Adds, or replaces by id. */
  remember(account: RememberedAccount): void
  /** Those with edits that wait come first. Rows that cannot be read are left out. */
  list(): readonly RememberedAccount[]
  /** Nothing happens while an edit of it is here: without this its edits would belong to nobody. */
  forget(id: AccountId): void
}

const RowSchema = v.object({
  account_id: AccountIdSchema,
  provider: v.picklist(providers),
  remote_account_id: v.string(),
  origin: v.string(),
  is_demo: v.picklist([0, 1]),
})

/**
 * The memory over the journal's database: it is lost only together with the edits.
 * Its methods throw {AppError} `storage/failed`.
 */
export function createAccountMemory(database: DatabaseSync): AccountMemory {
  const upsert = database.prepare(
    `INSERT INTO accounts (account_id, provider, remote_account_id, origin, is_demo) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET provider = excluded.provider, origin = excluded.origin,
       remote_account_id = excluded.remote_account_id, is_demo = excluded.is_demo`,
  )
  const all = database.prepare(
    `SELECT * FROM accounts a
     ORDER BY EXISTS (SELECT 1 FROM mutations m WHERE m.account_id = a.account_id) DESC, a.account_id`,
  )
  const remove = database.prepare(
    'DELETE FROM accounts WHERE account_id = ?1 AND NOT EXISTS (SELECT 1 FROM mutations WHERE account_id = ?1)',
  )
  return {
    remember: ({ accountId, provider, remoteAccountId, origin, isDemo }) =>
      attempt(() => void upsert.run(accountId, provider, remoteAccountId, origin, isDemo ? 1 : 0)),
    list: () => attempt(() => all.all().flatMap(toAccount)),
    forget: (id) => attempt(() => void remove.run(id)),
  }
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new AppError('storage/failed', 'the journal refused a write', { cause: error })
  }
}

function toAccount(row: Readonly<Record<string, unknown>>): readonly RememberedAccount[] {
  const { success, output } = v.safeParse(RowSchema, row)
  if (!success) return []
  const { account_id: accountId, provider, remote_account_id: remoteAccountId, origin, is_demo } = output
  return [{ accountId, provider, remoteAccountId, origin, isDemo: is_demo === 1 }]
}
