import type { MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { isLargeBulk, knownBulks, recallBulk, rememberBulk } from './bulk-bodies.ts'
import type { CacheDb } from './cache-db.ts'
import { parseMutations } from './parsed-mutations.ts'
import type { MutationState } from './rows.ts'

/** One mutation of the outbox that makes sense. */
export interface OutboxRow {
  readonly seq: number
  readonly state: MutationState
  readonly mutation: Mutation
}

/**
 * The whole outbox in the order in which the user acted. Large bulk edits that are in memory are not read again: this is
 * asked for after every change. Within the caller's transaction.
 */
export async function readOutboxRows(db: CacheDb): Promise<readonly OutboxRow[]> {
  const ids = knownBulks(db)
  const known = ids.length === 0 ? [] : await readKnown(db, ids)
  const seqs = new Set(known.map(({ seq }) => seq))
  const rows =
    known.length === 0
      ? await db.outbox.toArray()
      : await db.outbox.bulkGet((await db.outbox.toCollection().primaryKeys()).filter((seq) => !seqs.has(seq)))
  const there = rows.filter((row) => row !== undefined)
  const mutations = parseMutations(db, there)
  const read = there.flatMap(({ seq, state }, at) => {
    const mutation = mutations[at] ?? null
    return mutation === null ? [] : [{ seq, state, mutation }]
  })
  for (const { mutation } of read) if (isLargeBulk(db, mutation)) rememberBulk(db, mutation)
  return [...known, ...read].sort((a, b) => a.seq - b.seq)
}

async function readKnown(db: CacheDb, ids: readonly MutationId[]): Promise<readonly OutboxRow[]> {
  const rows: OutboxRow[] = []
  for (const id of ids) {
    const [seq] = await db.outbox.where('id').equals(id).primaryKeys()
    const mutation = recallBulk(db, id)?.mutation
    if (seq !== undefined && mutation !== undefined) rows.push({ seq, mutation, state: await readState(db, seq) })
  }
  return rows
}

async function readState(db: CacheDb, seq: number): Promise<MutationState> {
  for (const state of ['saving', 'cancelling', 'retrying', 'staying'] as const) {
    if ((await db.outbox.where({ state }).primaryKeys()).includes(seq)) return state
  }
  return 'pending'
}

/** Contacts that each of these mutations is not confirmed for, those that were given up included. */
export async function countTargets(
  db: CacheDb,
  mutations: readonly Mutation[],
): Promise<ReadonlyMap<MutationId, number>> {
  const counts = new Map<MutationId, number>()
  if (mutations.some((mutation) => isLargeBulk(db, mutation))) {
    // Reading thousands of keys would take longer than a frame.
    for (const { id } of mutations) counts.set(id, await db.targets.where('mutationId').equals(id).count())
  } else {
    for (const [id] of await db.targets.toCollection().primaryKeys()) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}
