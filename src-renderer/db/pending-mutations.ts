import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { originFirst } from '#shared/sync/origin-edits.ts'
import type { CacheDb } from './cache-db.ts'
import { parseMutation } from './parse-mutation.ts'
import type { TargetRow } from './rows.ts'

/** Above this, reading all targets at once is cheaper than looking each contact up. */
const LOOKUP_LIMIT = 200

/** Mutations that are not confirmed, by contact, oldest first. Contacts without any have no entry. */
export type PendingByContact = ReadonlyMap<ContactId, readonly Mutation[]>

/** Reads within the transaction of the caller. */
export async function readPending(db: CacheDb, contactIds: readonly ContactId[]): Promise<PendingByContact> {
  const targets = await readTargets(db, contactIds)
  const mutations = await readMutations(db, new Set(targets.map(({ mutationId }) => mutationId)))
  const byContact = Map.groupBy(targets, ({ contactId }) => contactId)
  const pending = new Map<ContactId, readonly Mutation[]>()
  for (const [contactId, group] of byContact) {
    const own = new Set(group.map(({ mutationId }) => mutationId))
    const inOrder = originFirst(mutations.filter(({ id }) => own.has(id)))
    if (inOrder.length > 0) pending.set(contactId, inOrder)
  }
  return pending
}

/** What is not confirmed for these contacts, set aside or not. What the user has given up counts no more. */
export async function readTargets(db: CacheDb, contactIds: readonly ContactId[]): Promise<readonly TargetRow[]> {
  return (await readAllTargets(db, contactIds)).filter(({ givenUp }) => givenUp === undefined)
}

/** The same with those that were given up, as long as main may not have heard. */
export async function readAllTargets(db: CacheDb, contactIds: readonly ContactId[]): Promise<readonly TargetRow[]> {
  if (contactIds.length === 0 || (await db.targets.count()) === 0) return []
  if (contactIds.length <= LOOKUP_LIMIT) return db.targets.where('contactId').anyOf(contactIds).toArray()
  const wanted = new Set(contactIds)
  return (await db.targets.toArray()).filter(({ contactId }) => wanted.has(contactId))
}

/** Mutations of the outbox by id, in the order in which the user acted. */
export async function readMutations(db: CacheDb, ids: ReadonlySet<MutationId>): Promise<readonly Mutation[]> {
  if (ids.size === 0) return []
  const rows = await db.outbox
    .where('id')
    .anyOf([...ids])
    .toArray()
  return rows
    .sort((a, b) => a.seq - b.seq)
    .map(parseMutation)
    .filter((mutation) => mutation !== null)
}
