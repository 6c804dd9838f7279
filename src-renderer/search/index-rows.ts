import { isContactId, type CompanyId, type ContactId, type MutationId, type UserId } from '#shared/domain/ids.ts'
import { contactIdsOf } from '#shared/domain/mutation.ts'
import { forgetBulk } from '../db/bulk-bodies.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { readMutations, readTargeted } from '../db/pending-mutations.ts'
import { readRows } from '../db/read-rows.ts'
import type { ContactRow } from '../db/rows.ts'
import { leftOf, readUnspread, withUnspread, type Unspread } from '../db/unspread.ts'
import type { BulkChange } from './apply-bulk.ts'
import type { CompanyNames } from './company-query.ts'
import { toIndexEntry, type IndexEntry } from './index-entry.ts'

/**
 * Names by company, `null` for one that is no more; and those that are in no list, although contacts lead to them.
 * @param ids all when left out
 */
export async function readCompanyNames(db: CacheDb, ids?: readonly CompanyId[]): Promise<CompanyNames> {
  const rows =
    ids === undefined
      ? await db.companies.toArray()
      : await db.transaction('r', db.companies, () => readRows(db.companies, ids))
  const there = rows.filter((row) => row !== undefined)
  const missing = (ids ?? []).map((id): [CompanyId, null] => [id, null])
  return {
    names: new Map<CompanyId, string | null>([...missing, ...there.map(({ id, name }) => [id, name] as const)]),
    gone: new Set(there.filter(({ isGone }) => isGone === true).map(({ id }) => id)),
  }
}

/** All of them. */
export async function readUserNames(db: CacheDb): Promise<ReadonlyMap<UserId, string>> {
  return new Map((await db.users.toArray()).map(({ id, name }) => [id, name]))
}

/** As the list shows them now; `null` for what it does not show. */
export async function readContacts(
  db: CacheDb,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, IndexEntry | null>> {
  const [rows, pending, unspread] = await db.transaction('r', tablesOf(db), async () => [
    await readRows(db.contacts, ids),
    await readTargeted(db, ids),
    await readUnspread(db),
  ])
  return new Map(
    ids.map((id, at) => {
      const row = rows[at]
      return [id, row === undefined ? null : toShownEntry(row, pending.has(id), unspread)]
    }),
  )
}

/**
 * The next ones by id, as the list shows them.
 * @returns `last` is the last id that was read, `null` when there are no more
 */
export async function readContactsAfter(
  db: CacheDb,
  after: string,
  limit: number,
): Promise<{ readonly entries: readonly IndexEntry[]; readonly last: string | null }> {
  const [rows, pending, unspread] = await db.transaction('r', tablesOf(db), async () => {
    const rows = await db.contacts.where('id').above(after).limit(limit).toArray()
    const [first, last] = [rows[0]?.id, rows.at(-1)?.id]
    if (first === undefined) return [rows, new Set<ContactId>(), []]
    const targets = await db.targets.where('recordId').between(first, last, true, true).toArray()
    const waiting = targets.filter(({ staysHere }) => staysHere !== true)
    return [rows, new Set(waiting.map(({ recordId }) => recordId).filter(isContactId)), await readUnspread(db)]
  })
  const shown = rows.map((row) => toShownEntry(row, pending.has(row.id), unspread))
  const entries = shown.filter((entry) => entry !== null)
  return { entries, last: rows.length < limit ? null : (rows.at(-1)?.id ?? null) }
}

/** A bulk edit, and the contacts whose rows do not show it yet. */
export interface UnwrittenBulk {
  readonly change: BulkChange
  readonly left: readonly ContactId[]
}

/**
 * Bulk edits whose rows are still to be written: the records alone, not the rows.
 * @returns `unwritten` from the first of those asked for on, in the order in which the user acted: what came later counts
 *   where two of them touch one tag; `written` are the contacts of those asked for whose rows show it by now
 */
export async function readBulks(
  db: CacheDb,
  ids: ReadonlySet<MutationId>,
): Promise<{ readonly unwritten: readonly UnwrittenBulk[]; readonly written: readonly ContactId[] }> {
  const [asked, unspread] = await db.transaction('r', [db.outbox, db.spreads], async () => [
    await readMutations(db, ids),
    await readUnspread(db),
  ])
  const first = unspread.findIndex(({ mutation }) => ids.has(mutation.id))
  const unwritten = (first === -1 ? [] : unspread.slice(first)).flatMap((one) => {
    const { change } = one.mutation
    return change.kind === 'bulk-tags' || change.kind === 'bulk-edit' ? [{ change, left: leftOf(one) }] : []
  })
  const written = asked.flatMap(({ id, change }) => {
    const own = unspread.find(({ mutation }) => mutation.id === id)
    if (own === undefined) forgetBulk(db, id)
    return contactIdsOf(change).filter((contactId) => own?.has(contactId) !== true)
  })
  return { unwritten, written }
}

/** Bulk edits with rows that are still to be written. */
export const readUnwrittenIds = (db: CacheDb): Promise<readonly MutationId[]> => db.spreads.toCollection().primaryKeys()

const tablesOf = ({ contacts, targets, outbox, spreads }: CacheDb) => [contacts, targets, outbox, spreads]

const isLeaving = ({ mutation }: Unspread) => mutation.staysHere !== true

function toShownEntry(row: ContactRow, isPending: boolean, unspread: readonly Unspread[]): IndexEntry | null {
  return toIndexEntry(
    withUnspread(row, unspread),
    isPending || unspread.some((one) => isLeaving(one) && one.has(row.id)),
  )
}
