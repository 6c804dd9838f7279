import { displayNameOf } from '#shared/domain/contact.ts'
import { isContactId, type MutationId, type RecordId } from '#shared/domain/ids.ts'
import { recordIdsOf, type Mutation, type Problem } from '#shared/domain/mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { parseProblem } from './parse-mutation.ts'
import { countTargets, readOutboxRows } from './read-outbox-rows.ts'
import type { ContactRow, MutationState, TargetRow } from './rows.ts'
import { countUnspread } from './unspread.ts'

/** One record of a mutation that is set aside; only contacts have names. */
export interface FailedTarget {
  readonly recordId: RecordId
  readonly name: string
  readonly problem: Problem
}

/** One user action that the CRM has not confirmed for all its contacts. */
export interface OutboxEntry {
  readonly mutation: Mutation
  /** `set-aside` when all that is left waits for the user; a bulk edit may have `failed` and still be `pending`. */
  readonly state: 'saving' | 'pending' | 'cancelling' | 'set-aside'
  readonly total: number
  /** Contacts that it is not confirmed for, the failed ones included. */
  readonly left: number
  readonly failed: readonly FailedTarget[]
}

/** The outbox as the user sees it, newest last. */
export async function readOutbox(db: CacheDb): Promise<readonly OutboxEntry[]> {
  return db.transaction('r', [db.outbox, db.targets, db.contacts, db.spreads], async () => {
    // What stays on this device waits for nobody; the settings tell of it.
    const rows = (await readOutboxRows(db)).filter(({ mutation }) => mutation.staysHere !== true)
    const left = await countLeft(
      db,
      rows.map(({ mutation }) => mutation),
    )
    const failed = await readFailed(db)
    return rows.map(({ mutation, state }) =>
      toEntry(mutation, state, left.get(mutation.id) ?? 0, failed.get(mutation.id) ?? []),
    )
  })
}

/** User actions with a target that waits for the user. */
export async function countSetAside(db: CacheDb): Promise<number> {
  const failed = await db.targets.orderBy('problem.kind').toArray()
  return new Set(failed.map(({ mutationId }) => mutationId)).size
}

/** User actions of which nothing is left to send by itself: all of it waits for the user. */
export async function countWhollySetAside(db: CacheDb): Promise<number> {
  return db.transaction('r', [db.targets, db.spreads], async () => {
    const unspread = await countUnspread(db)
    const failed = await db.targets.orderBy('problem.kind').toArray()
    const groups = [...Map.groupBy(failed, ({ mutationId }) => mutationId)]
    const left = await Promise.all(groups.map(([mutationId]) => db.targets.where({ mutationId }).toArray()))
    return groups.filter(
      ([id, own], at) =>
        !unspread.has(id) && left[at]?.filter(({ givenUp }) => givenUp === undefined).length === own.length,
    ).length
  })
}

function toEntry(mutation: Mutation, state: MutationState, left: number, failed: readonly FailedTarget[]): OutboxEntry {
  const total = recordIdsOf(mutation.change).length
  const isSetAside = failed.length > 0 && failed.length === left
  const settled = isSetAside ? 'set-aside' : 'pending'
  if (state === 'saving' || state === 'cancelling') return { mutation, state, total, left, failed }
  return { mutation, state: left === 0 ? 'cancelling' : settled, total, left, failed }
}

/** What was given up counts no more; contacts whose rows are still to be written do. */
async function countLeft(db: CacheDb, mutations: readonly Mutation[]): Promise<ReadonlyMap<MutationId, number>> {
  const counts = new Map(await countTargets(db, mutations))
  for (const [id, count] of await countUnspread(db)) counts.set(id, (counts.get(id) ?? 0) + count)
  for (const { mutationId } of await db.targets.orderBy('givenUp.at').toArray()) {
    counts.set(mutationId, (counts.get(mutationId) ?? 0) - 1)
  }
  return counts
}

async function readFailed(db: CacheDb): Promise<ReadonlyMap<MutationId, readonly FailedTarget[]>> {
  const targets = await db.targets.orderBy('problem.kind').toArray()
  const ids = targets.map(({ recordId }) => recordId)
  const contacts = await db.contacts.bulkGet(ids.filter(isContactId))
  const rowOf = new Map<RecordId | undefined, ContactRow | undefined>(contacts.map((row) => [row?.id, row]))
  const named = targets.map((target) => ({ target, row: rowOf.get(target.recordId) }))
  const groups = Map.groupBy(named, ({ target }) => target.mutationId)
  return new Map(
    [...groups].map(([id, group]) => [
      id,
      group.map(({ target, row }) => toFailed(target, row === undefined ? '' : displayNameOf(row.fields))),
    ]),
  )
}

function toFailed(target: TargetRow, name: string): FailedTarget {
  const problem = parseProblem(target) ?? { kind: 'gone' }
  return { recordId: target.recordId, name, problem }
}
