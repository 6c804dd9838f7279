import { displayNameOf, type ContactFields } from '#shared/domain/contact.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { findRows } from './account-rows.ts'
import type { CacheDb } from './cache-db.ts'

/**
 * Names of an account's contacts by what they are known by, as far as that is asked for. Reads every contact once.
 * @param keysOf by which a contact is known
 */
export async function findAlike(
  db: CacheDb,
  accountId: AccountId,
  wanted: ReadonlySet<string>,
  keysOf: (fields: ContactFields) => readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  if (wanted.size === 0) return found
  await findRows(db.contacts, accountId, ({ fields, deletedAt }) => {
    if (deletedAt !== undefined) return false
    for (const key of keysOf(fields)) if (wanted.has(key)) found.set(key, displayNameOf(fields))
    return false
  })
  return found
}
