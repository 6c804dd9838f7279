import * as v from 'valibot'
import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { AccountSchema } from '#shared/ipc/schemas.ts'
import type { LocalStore } from '../ports/local-store.ts'

/** An account as main keeps it: what features see, and where it is. The token is in the secret store. */
export interface AccountRecord {
  readonly account: Account
  readonly remoteAccountId: string
  /** Scheme, host and port. The demo CRM gets a new one with each start. */
  readonly origin: string
}

const RecordsSchema = v.array(v.object({ account: AccountSchema, remoteAccountId: v.string(), origin: v.string() }))
const DOCUMENT = 'accounts'

/** The signed-in accounts of this profile. */
export interface AccountRegistry {
  all(): readonly AccountRecord[]
  find(id: AccountId): AccountRecord | undefined
  /** Adds, or replaces by id. Durable when it resolves. @throws {AppError} `storage/failed` */
  save(record: AccountRecord): Promise<void>
  remove(id: AccountId): Promise<void>
}

/** @throws {AppError} `storage/failed` when the document is there but makes no sense: nothing is overwritten then */
export async function openAccountRegistry(local: LocalStore): Promise<AccountRegistry> {
  const document = await local.read(DOCUMENT)
  const parsed = v.safeParse(RecordsSchema, document ?? [])
  if (!parsed.success) {
    throw new AppError('storage/failed', `the list of accounts makes no sense: ${parsed.issues[0].message}`)
  }
  let records: readonly AccountRecord[] = parsed.output

  async function replace(next: readonly AccountRecord[]): Promise<void> {
    await local.write(DOCUMENT, next)
    records = next
  }
  const others = (id: AccountId) => records.filter(({ account }) => account.id !== id)

  return {
    all: () => records,
    find: (id) => records.find(({ account }) => account.id === id),
    save: async (record) => {
      const at = records.findIndex(({ account }) => account.id === record.account.id)
      await replace(at === -1 ? [...records, record] : records.with(at, record))
    },
    remove: async (id) => replace(others(id)),
  }
}
