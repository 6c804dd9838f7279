import type { InputOf, OutputOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { CacheDb } from './cache-db.ts'

/** A part of an account's records of one kind: those that the CRM has, and that are not known to be gone. */
export async function listNeighbours(
  db: CacheDb,
  { accountId, kind, after, limit }: InputOf<StoreCommands, 'cache/list-neighbours'>,
): Promise<OutputOf<StoreCommands, 'cache/list-neighbours'>> {
  const [first, end] = [`${accountId}.${kind}.`, `${accountId}.${kind}/`]
  const rows = await db.neighbours
    .where('id')
    .between(after ?? first, end, false)
    .limit(limit)
    .toArray()
  const there = rows.filter(({ deletedAt }) => deletedAt === undefined)
  return {
    remoteIds: there.flatMap(({ remoteId }) => remoteId ?? []),
    next: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
  }
}
