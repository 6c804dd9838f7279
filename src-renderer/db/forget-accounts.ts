import type { AccountId } from '#shared/domain/ids.ts'
import { accountsIn, rowsOf } from './account-rows.ts'
import { write, type StoreContext } from './store-context.ts'

/**
 * Removes the cache of accounts that are signed out. An account with edits that the CRM has not confirmed keeps
 * everything: losing access loses no edit.
 * @param signedIn accounts that stay
 * @throws {AppError} `storage/failed`
 */
export async function forgetAccounts({ db, rows }: StoreContext, signedIn: readonly AccountId[]): Promise<void> {
  const lists = [db.users, db.fields, db.fieldGroups, db.tags, db.pipelines, db.taskTypes]
  const tables = [...lists, db.linkedNames, db.checkpoints, db.history, db.imports]
  const forgotten = await write(
    db,
    [db.contacts, db.neighbours, db.companies, ...tables, db.importParts, db.outbox],
    async () => {
      const seen = new Set([...(await accountsIn(db.contacts)), ...(await accountsIn(db.companies))])
      for (const table of tables) {
        for (const id of await table.orderBy('accountId').uniqueKeys()) seen.add(id as AccountId)
      }
      for (const id of [...(await db.outbox.orderBy('accountId').uniqueKeys()), ...signedIn])
        seen.delete(id as AccountId)
      for (const accountId of seen) {
        await rowsOf(db.contacts, accountId).delete()
        await rowsOf(db.neighbours, accountId).delete()
        await rowsOf(db.companies, accountId).delete()
        for (const table of tables) await table.where({ accountId }).delete()
      }
      const left = await db.imports.toCollection().primaryKeys()
      await db.importParts.where('importId').noneOf(left).delete()
      return seen.size > 0
    },
  )
  if (forgotten) rows.announce({ kind: 'everything' })
}
