import type { InputOf, StoreCommands } from '#shared/ipc/contract.ts'
import { write, type StoreContext } from './store-context.ts'

/**
 * The small lists of one account, whole: what is not in them is gone.
 * @throws {AppError} `storage/failed`
 */
export async function replaceDirectory(
  { db, rows }: StoreContext,
  {
    accountId,
    users,
    fields,
    groups = [],
    tags,
    pipelines = [],
    taskTypes = [],
  }: InputOf<StoreCommands, 'cache/replace-directory'>,
): Promise<void> {
  const tables = [db.users, db.fields, db.fieldGroups, db.tags, db.pipelines, db.taskTypes]
  await write(db, tables, async () => {
    for (const table of tables) await table.where({ accountId }).delete()
    await db.users.bulkPut(users)
    await db.fields.bulkPut(fields)
    await db.fieldGroups.bulkPut(groups)
    await db.tags.bulkPut(tags.map((name) => ({ accountId, name })))
    await db.pipelines.bulkPut(pipelines)
    await db.taskTypes.bulkPut(taskTypes)
  })
  rows.announce({ kind: 'users' })
}
