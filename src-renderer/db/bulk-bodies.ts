import type { ContactId, MutationId, RecordId } from '#shared/domain/ids.ts'
import { contactIdsOf, isBulk, isDeletion, type Mutation } from '#shared/domain/mutation.ts'
import { noNames, type BulkNames } from './bulk-names.ts'
import type { CacheDb } from './cache-db.ts'
import type { StoreContext } from './store-context.ts'

/** A bulk edit as it was accepted. */
export interface BulkBody {
  readonly mutation: Mutation
  /** Whom and what it brings, where that is known. */
  readonly names: BulkNames
  /** Where a contact stands in its frozen list. */
  placeOf(recordId: RecordId): number | undefined
  /** All places, in the order in which the cache keeps their contacts: what is read and written in it lies together. */
  readonly inKeyOrder: Uint32Array
}

/** Ids kept in memory: some 30 MB. */
const MOST_IDS = 300_000
const known = new WeakMap<CacheDb, Map<MutationId, BulkBody>>()

/** Whether only the edit itself is written when it is accepted, and its rows later. */
export const isLargeBulk = (db: CacheDb, { change }: Mutation): boolean =>
  // What is deleted leaves the list at once, row by row.
  isBulk(change.kind) && !isDeletion(change) && contactIdsOf(change).length > db.rowsAtOnce

/**
 * Keeps a bulk edit in memory: its contacts never change, and reading and parsing 100,000 ids for each slice of its work would hold
 * up the window.
 */
export function rememberBulk(db: CacheDb, mutation: Mutation, names: BulkNames = noNames): BulkBody {
  const bodies = known.get(db) ?? new Map<MutationId, BulkBody>()
  known.set(db, bodies)
  const ids = contactIdsOf(mutation.change)
  let places: ReadonlyMap<RecordId, number> | null = null
  const placeOf = (recordId: RecordId) => {
    places ??= new Map(ids.map((id, at) => [id, at]))
    return places.get(recordId)
  }
  let inKeyOrder: Uint32Array | null = null
  const body = {
    mutation,
    names,
    placeOf,
    get inKeyOrder() {
      return (inKeyOrder ??= sortPlaces(ids))
    },
  }
  bodies.set(mutation.id, body)
  dropOldest(bodies)
  return body
}

function sortPlaces(ids: readonly ContactId[]): Uint32Array {
  const sorted = ids.map((id, at) => ({ id, at })).sort((a, b) => (a.id < b.id ? -1 : 1))
  return Uint32Array.from(sorted, ({ at }) => at)
}

function dropOldest(bodies: Map<MutationId, BulkBody>): void {
  const sizes = [...bodies].map(([id, { mutation }]) => ({ id, size: contactIdsOf(mutation.change).length }))
  let total = sizes.reduce((sum, { size }) => sum + size, 0)
  for (const { id, size } of sizes.slice(0, -1)) {
    if (total <= MOST_IDS) return
    bodies.delete(id)
    total -= size
  }
}

/** `undefined` when it is not in memory. It may have left the outbox since. */
export const recallBulk = (db: CacheDb, id: MutationId): BulkBody | undefined => known.get(db)?.get(id)

/** Those in memory. */
export const knownBulks = (db: CacheDb): readonly MutationId[] => [...(known.get(db)?.keys() ?? [])]

/** It has left the outbox, or means something else from now on. */
export function forgetBulk(db: CacheDb, id: MutationId): void {
  known.get(db)?.delete(id)
}

/** Edits of it were told anew: what any window or worker has of it in memory is out of date. */
export function forgetRetold({ db, rows }: Pick<StoreContext, 'db' | 'rows'>, mutationId: MutationId): void {
  forgetBulk(db, mutationId)
  rows.announce({ kind: 'bulk-retold', mutationId })
}
