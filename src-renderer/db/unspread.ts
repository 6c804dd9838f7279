import * as v from 'valibot'
import { uuidOf, type ContactId, type MutationId, type RecordId } from '#shared/domain/ids.ts'
import { contactIdsOf, editsFor, type Mutation } from '#shared/domain/mutation.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import { recallBulk, rememberBulk, type BulkBody } from './bulk-bodies.ts'
import type { CacheDb } from './cache-db.ts'
import { readMutations } from './pending-mutations.ts'
import { allPlaces, countPlaces, firstPlaces, hasPlace, isEmpty, withoutPlaces, type PlaceSet } from './place-set.ts'
import type { ContactRow, SpreadRow } from './rows.ts'

/**
 * A bulk edit that some of its contacts do not show in their rows yet. It is newer than all that they do show: whoever
 * writes a contact spreads over it first what is there.
 */
export interface Unspread {
  readonly mutation: Mutation
  readonly left: PlaceSet
  has(recordId: RecordId): boolean
}

/** All of an edit's rows are still to be written. Within the caller's transaction. */
export async function leaveToSpread(db: CacheDb, mutation: Mutation): Promise<void> {
  const { id: mutationId, accountId, change } = mutation
  await db.spreads.add({ mutationId, accountId, left: allPlaces(contactIdsOf(change).length) })
  if (recallBulk(db, mutationId) === undefined) rememberBulk(db, mutation)
}

/** Contacts of an edit that the CRM did not bring, and that are not here: their create was taken back. */
export async function hasUnknown(db: CacheDb, { change }: Mutation): Promise<boolean> {
  const madeHere = contactIdsOf(change).filter((id) => uuidOf(id) !== null)
  if (madeHere.length === 0) return false
  return (await db.contacts.bulkGet(madeHere)).includes(undefined)
}

/** Oldest first. Within a transaction of outbox and spreads. */
export async function readUnspread(db: CacheDb): Promise<readonly Unspread[]> {
  const rows = await db.spreads.toArray()
  if (rows.length === 0) return []
  const rowOf = new Map(rows.map((row) => [row.mutationId, row]))
  const mutations = await readMutations(db, new Set(rowOf.keys()))
  return mutations.flatMap((mutation) => {
    const row = rowOf.get(mutation.id)
    return row === undefined ? [] : [toUnspread(row, bodyOf(db, mutation))]
  })
}

/** Contacts that it is left for, in its order. */
export function leftOf({ mutation, left }: Unspread): readonly ContactId[] {
  const ids = contactIdsOf(mutation.change)
  return firstPlaces(left)
    .map((at) => ids[at])
    .filter((id) => id !== undefined)
}

/** The next contacts that it is left for, in the order in which the cache keeps them. @param limit at most so many */
export function nextOf(db: CacheDb, { mutation, left }: Unspread, limit: number): readonly ContactId[] {
  const ids = contactIdsOf(mutation.change)
  const next: ContactId[] = []
  for (const at of bodyOf(db, mutation).inKeyOrder) {
    const id = ids[at]
    if (id !== undefined && hasPlace(left, at)) next.push(id)
    if (next.length >= limit) break
  }
  return next
}

/** A row as the user sees it: with what is still to be spread over it. */
export function withUnspread(row: ContactRow, unspread: readonly Unspread[]): ContactRow {
  const edits = unspread.filter((one) => one.has(row.id)).flatMap(({ mutation }) => editsFor(mutation.change, row.id))
  return edits.length === 0 ? row : { ...row, fields: rebaseContact(row.fields, edits) }
}

/** Contacts as the user sees them; `undefined` for one that is not here. */
export function readShown(db: CacheDb, ids: readonly ContactId[]): Promise<readonly (ContactRow | undefined)[]> {
  return db.transaction('r', [db.contacts, db.outbox, db.spreads], async () => {
    const [rows, unspread] = [await db.contacts.bulkGet([...ids]), await readUnspread(db)]
    return rows.map((row) => (row === undefined ? undefined : withUnspread(row, unspread)))
  })
}

/** How many contacts each edit is left for. */
export async function countUnspread(db: CacheDb): Promise<ReadonlyMap<MutationId, number>> {
  const rows = await db.spreads.toArray()
  return new Map(rows.map(({ mutationId, left }) => [mutationId, countPlaces(left)]))
}

/** From here on it is not left for these contacts. Within the caller's transaction. */
export async function dropUnspread(db: CacheDb, unspread: Unspread, contactIds: readonly ContactId[]): Promise<void> {
  const { mutation, left } = unspread
  const body = bodyOf(db, mutation)
  const places = contactIds.map((id) => body.placeOf(id)).filter((at) => at !== undefined)
  const rest = withoutPlaces(left, places)
  if (isEmpty(rest)) await db.spreads.delete(mutation.id)
  else await db.spreads.put({ mutationId: mutation.id, accountId: mutation.accountId, left: rest })
}

const bodyOf = (db: CacheDb, mutation: Mutation): BulkBody => recallBulk(db, mutation.id) ?? rememberBulk(db, mutation)

function toUnspread({ left }: SpreadRow, body: BulkBody): Unspread {
  const { mutation } = body
  // What makes no sense leaves all to be done: an edit too many in the outbox can be seen, one too few cannot.
  const places = v.is(LeftSchema, left) ? left : allPlaces(contactIdsOf(mutation.change).length)
  const has = (recordId: RecordId) => {
    const at = body.placeOf(recordId)
    return at !== undefined && hasPlace(places, at)
  }
  return { mutation, left: places, has }
}

const LeftSchema = v.instance(Uint32Array)
