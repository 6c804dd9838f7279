import type { ContactId, RemoteId } from '#shared/domain/ids.ts'
import type { InputOf, OutputOf, StoreCommands } from '#shared/ipc/contract.ts'
import { rowsAfter } from './account-rows.ts'
import type { CacheDb } from './cache-db.ts'

/** A part of an account's contacts, with the chats that are theirs here. */
export async function listContacts(
  db: CacheDb,
  { accountId, after, limit }: InputOf<StoreCommands, 'cache/list-contacts'>,
): Promise<OutputOf<StoreCommands, 'cache/list-contacts'>> {
  return db.transaction('r', [db.contacts, db.neighbours], async () => {
    const rows = await rowsAfter(db.contacts, accountId, after).limit(limit).toArray()
    const there = rows.filter(({ deletedAt }) => deletedAt === undefined)
    const chatIds = await listChats(
      db,
      rows.map(({ id }) => id),
    )
    return {
      remoteIds: there.flatMap(({ remoteId }) => remoteId ?? []),
      chatIds: [...chatIds],
      next: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
    }
  })
}

/** Chats that these contacts have here. */
export async function listChats(db: CacheDb, contactIds: readonly ContactId[]): Promise<readonly RemoteId[]> {
  const rows = await db.neighbours
    .where('aboutIds')
    .anyOf([...contactIds])
    .distinct()
    .toArray()
  return rows.flatMap(({ record, remoteId }) => (record.kind === 'chat' && remoteId !== undefined ? [remoteId] : []))
}
