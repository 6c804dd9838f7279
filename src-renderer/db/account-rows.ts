import type { Collection, Table } from 'dexie'
import { accountOf, type AccountId, type CompanyId, type ContactId, type RecordId } from '#shared/domain/ids.ts'

/** What comes after all ids that begin with an account and a full stop. */
const endOf = (accountId: AccountId): string => `${accountId}/`

/** All of an account's: ids begin with it, so that no index has to be kept up for this. */
export function rowsOf<Row, Id extends RecordId | CompanyId>(
  table: Table<Row, Id>,
  accountId: AccountId,
): Collection<Row, Id> {
  return table.where(':id').between(`${accountId}.`, endOf(accountId))
}

/** The same from there on, in the order of ids. @param after `null`: from the first */
export function rowsAfter<Row, Id extends ContactId | CompanyId>(
  table: Table<Row, Id>,
  accountId: AccountId,
  after: Id | null,
): Collection<Row, Id> {
  return table.where(':id').between(after ?? `${accountId}.`, endOf(accountId), false)
}

/** The accounts that have rows there. Within the caller's transaction. */
export async function accountsIn<Id extends RecordId | CompanyId>(
  table: Table<unknown, Id>,
): Promise<readonly AccountId[]> {
  const found: AccountId[] = []
  for (;;) {
    const last = found.at(-1)
    const [next] = await table
      .where(':id')
      .above(last === undefined ? '' : endOf(last))
      .limit(1)
      .primaryKeys()
    if (next === undefined) return found
    found.push(accountOf(next))
  }
}

/** Rows read at once, where all are looked through. */
const CHUNK = 2_000

/** An account's contacts or companies that pass. Never more than a part of all is in memory. Within the caller's transaction. */
export async function findRows<Row extends { readonly id: Id }, Id extends ContactId | CompanyId>(
  table: Table<Row, Id>,
  accountId: AccountId,
  isWanted: (row: Row) => boolean,
): Promise<readonly Row[]> {
  const found: Row[] = []
  let after = `${accountId}.`
  for (;;) {
    const rows = await table.where(':id').between(after, endOf(accountId), false).limit(CHUNK).toArray()
    found.push(...rows.filter(isWanted))
    const last = rows.at(-1)?.id
    if (last === undefined || rows.length < CHUNK) return found
    after = last
  }
}
