import type { RecordId, MutationId } from '#shared/domain/ids.ts'
import { isDeletion, takesAway, type Mutation } from '#shared/domain/mutation.ts'
import { forgetBulk, isLargeBulk, recallBulk, rememberBulk } from './bulk-bodies.ts'
import { originFirst } from '#shared/sync/origin-edits.ts'
import type { CacheDb } from './cache-db.ts'
import { inParts } from './in-parts.ts'
import { parseMutation } from './parse-mutation.ts'
import type { TargetRow } from './rows.ts'

/** Looking a record up costs as much as reading so many targets one after the other. */
const TARGETS_PER_LOOKUP = 8
/** For more records all targets may be counted: that takes as long as there are many. */
const MANY_RECORDS = 500

/** Mutations that are not confirmed, by record, oldest first. Records without any have no entry. */
export type PendingByRecord = ReadonlyMap<RecordId, readonly Mutation[]>

/** Reads within the transaction of the caller. */
export async function readPending(db: CacheDb, recordIds: readonly RecordId[]): Promise<PendingByRecord> {
  const targets = await readTargets(db, recordIds)
  const mutations = await readMutations(db, new Set(targets.map(({ mutationId }) => mutationId)))
  const byRecord = Map.groupBy(targets, ({ recordId }) => recordId)
  const pending = new Map<RecordId, readonly Mutation[]>()
  for (const [recordId, group] of byRecord) {
    const problems = new Map(group.map(({ mutationId, problem }) => [mutationId, problem]))
    const own = mutations.filter(({ id }) => problems.has(id))
    // Refused, or asked about: the contact stays, and shows as if nobody had deleted it.
    const leaves = ({ change }: Mutation) => isDeletion(change) || takesAway(change)
    const inOrder = originFirst(own.filter((one) => !leaves(one) || problems.get(one.id) === undefined))
    if (inOrder.length > 0) pending.set(recordId, inOrder)
  }
  return pending
}

/** What is not confirmed for these records, set aside or not. What the user has given up counts no more. */
export async function readTargets(db: CacheDb, recordIds: readonly RecordId[]): Promise<readonly TargetRow[]> {
  return (await readAllTargets(db, recordIds)).filter(({ givenUp }) => givenUp === undefined)
}

/** The same with those that were given up, as long as main may not have heard. */
export async function readAllTargets(db: CacheDb, recordIds: readonly RecordId[]): Promise<readonly TargetRow[]> {
  const way = await wayToTargets(db, recordIds)
  if (way === 'none') return []
  if (way === 'each') return inParallel(recordIds, (recordId) => db.targets.where({ recordId }).toArray())
  const wanted = new Set(recordIds)
  return (await db.targets.toArray()).filter(({ recordId }) => wanted.has(recordId))
}

/** Which of these records wait for the CRM, or for the user. */
export async function readTargeted(db: CacheDb, recordIds: readonly RecordId[]): Promise<ReadonlySet<RecordId>> {
  const way = await wayToTargets(db, recordIds)
  if (way === 'none') return new Set()
  const waits = ({ staysHere }: TargetRow) => staysHere !== true
  const targets =
    way === 'all'
      ? await db.targets.filter(waits).toArray()
      : await inParallel(recordIds, (recordId) => db.targets.where({ recordId }).filter(waits).limit(1).toArray())
  return new Set(targets.map(({ recordId }) => recordId))
}

/** A question for each record, many of them at once: a walk from one to the next would wait for each answer. */
function inParallel<T>(
  recordIds: readonly RecordId[],
  ask: (recordId: RecordId) => PromiseLike<readonly T[]>,
): Promise<readonly T[]> {
  return inParts([...new Set(recordIds)], async (part) => (await Promise.all(part.map(ask))).flatMap((found) => found))
}

/** How the targets of these records are best found: there are none, by looking each of them up, or by reading all. */
async function wayToTargets(db: CacheDb, recordIds: readonly RecordId[]): Promise<'none' | 'each' | 'all'> {
  const worth = recordIds.length * TARGETS_PER_LOOKUP
  if (worth === 0) return 'none'
  // A slice of a large bulk edit asks again and again while there are more and more.
  const isMany = recordIds.length > MANY_RECORDS
  const count = isMany ? await db.targets.count() : (await db.targets.limit(worth).primaryKeys()).length
  if (count === 0) return 'none'
  return count >= worth ? 'each' : 'all'
}

/** Mutations of the outbox by id, in the order in which the user acted. */
export async function readMutations(db: CacheDb, ids: ReadonlySet<MutationId>): Promise<readonly Mutation[]> {
  if (ids.size === 0) return []
  const inMemory = [...ids].filter((id) => recallBulk(db, id) !== undefined)
  const known = inMemory.length === 0 ? none : await readKnown(db, inMemory)
  const others = [...ids].filter((id) => !known.has(id))
  const rows = others.length === 0 ? [] : await db.outbox.where('id').anyOf(others).toArray()
  const read = rows.map((row) => ({ seq: row.seq, mutation: parseMutation(row) }))
  for (const { mutation } of read) if (mutation !== null && isLargeBulk(db, mutation)) rememberBulk(db, mutation)
  return [...known.values(), ...read]
    .sort((a, b) => a.seq - b.seq)
    .map(({ mutation }) => mutation)
    .filter((mutation) => mutation !== null)
}

interface InOrder {
  readonly seq: number
  readonly mutation: Mutation
}

const none: ReadonlyMap<MutationId, InOrder> = new Map()

/** Large bulk edits that are in memory: of these only the key is read. */
async function readKnown(db: CacheDb, ids: readonly MutationId[]): Promise<ReadonlyMap<MutationId, InOrder>> {
  const known = new Map<MutationId, InOrder>()
  for (const id of ids) {
    const [seq] = await db.outbox.where('id').equals(id).primaryKeys()
    const body = recallBulk(db, id)
    if (body !== undefined && seq !== undefined) known.set(id, { seq, mutation: body.mutation })
    else forgetBulk(db, id)
  }
  return known
}
