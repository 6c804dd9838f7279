import type { DBCore, DBCoreMutateRequest, DBCoreTransaction, Middleware, Transaction } from 'dexie'
import * as v from 'valibot'
import { isContactId, type CompanyId, type ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import type { SpreadRow } from './rows.ts'
import { RowsChangedSchema, type RowsChanged } from './rows-channel.ts'

/** What a transaction changed of what the contact index is made of. */
export type IndexLogRow = RowsChanged & { readonly seq: number }

const LOG = 'indexLog'
const watched = ['contacts', 'companies', 'users', 'targets', 'spreads'] as const
type Watched = (typeof watched)[number]

const isWatched = (table: string): table is Watched => watched.some((name) => name === table)

/** Transactions of which nothing is seen. */
const unseen = new WeakSet<object>()

/**
 * This transaction writes rows as they were shown before: the log has nothing of it, and the index does not read them again.
 */
export function writeUnseen({ idbtrans }: Transaction): void {
  unseen.add(idbtrans)
}

/**
 * Live queries are not run again for this transaction: what they give does not change by it. To be called when all is
 * written. Dexie tells, when a transaction completes, what it has noted on it; nothing noted, nothing told.
 */
export function tellNobody({ idbtrans }: Transaction): void {
  Reflect.deleteProperty(idbtrans, 'mutatedParts')
}

/**
 * Writes the log of changes in the very transactions that write rows, so that no caller can forget it and no kill can
 * come between: a transaction that may write such a row is widened by the log. A row is noted once a transaction.
 */
export const indexLogMiddleware: Middleware<DBCore> = {
  stack: 'dbcore',
  name: 'index-log',
  create(core) {
    // A cache of another version of the app, which is only looked at.
    if (!core.schema.tables.some(({ name }) => name === LOG)) return core
    const noted = new WeakMap<DBCoreTransaction, Set<string>>()

    // Promises are chained as Dexie's own code chains them: an `await` here would leave its transaction.
    const note = (trans: DBCoreTransaction, changed: RowsChanged): Promise<void> =>
      core
        .table(LOG)
        .mutate({ type: 'add', trans, values: [changed] })
        .then(({ numFailures, failures }) => {
          if (numFailures > 0) throw failures[0] ?? new Error('the log of changes was not written')
        })

    return {
      ...core,
      transaction(tables, mode, options) {
        const isWidened = mode === 'readwrite' && tables.some(isWatched) && !tables.includes(LOG)
        return core.transaction(isWidened ? [...tables, LOG] : tables, mode, options)
      },
      table(name) {
        const table = core.table(name)
        if (!isWatched(name)) return table
        return {
          ...table,
          mutate(request) {
            if (unseen.has(request.trans)) return table.mutate(request)
            const seen = noted.get(request.trans) ?? new Set()
            noted.set(request.trans, seen)
            const told = changeOf(name, request)
            const changed = told === null ? null : onlyNew(told, seen)
            // Before the row: what is in the log and was not written is read once for nothing, and that is all.
            if (changed === null) return table.mutate(request)
            return note(request.trans, changed).then(() => table.mutate(request))
          },
        }
      },
    }
  },
}

function changeOf(table: Watched, request: DBCoreMutateRequest): RowsChanged | null {
  if (table === 'users') return { kind: 'users' }
  // Whoever empties a table does not say what was in it.
  if (request.type === 'deleteRange') return { kind: 'everything' }
  // A large bulk edit shows from now on. The contacts that it is left for no more have been written, or are noted apart.
  if (table === 'spreads') return request.type === 'add' ? bulkOf(request.values) : null
  const keys: readonly unknown[] = request.type === 'delete' ? request.keys : request.values.map(keyOf(table))
  if (table === 'companies') return { kind: 'companies', ids: keys as CompanyId[] }
  // The key of a target is its mutation and its record; what stands beside contacts is not in the index.
  if (table === 'targets') {
    return { kind: 'contacts', ids: keys.map((key) => (key as readonly unknown[])[1]).filter(isContactId) }
  }
  return { kind: 'contacts', ids: keys as ContactId[] }
}

/** Each is added alone. */
const bulkOf = ([row]: readonly unknown[]): RowsChanged => ({
  kind: 'bulk',
  mutationId: (row as SpreadRow).mutationId,
})

const keyOf =
  (table: Watched) =>
  (row: Readonly<Record<string, unknown>>): unknown =>
    table === 'targets' ? [row['mutationId'], row['recordId']] : row['id']

/** `null` when all of it was noted before. */
function onlyNew(changed: RowsChanged, seen: Set<string>): RowsChanged | null {
  const isNew = (id: string): boolean => seen.size < seen.add(id).size
  switch (changed.kind) {
    case 'contacts': {
      const ids = changed.ids.filter(isNew)
      return ids.length === 0 ? null : { kind: 'contacts', ids }
    }
    case 'companies': {
      // Ids of companies and contacts look alike.
      const ids = changed.ids.filter((id) => isNew(`company ${id}`))
      return ids.length === 0 ? null : { kind: 'companies', ids }
    }
    default:
      return isNew(changed.kind) ? changed : null
  }
}

/**
 * Notes contacts that show something else from now on though none of their rows was written: what was laid over them is
 * taken back. Within the caller's transaction, which has to hold the log.
 */
export async function noteContacts(db: CacheDb, ids: readonly ContactId[]): Promise<void> {
  if (ids.length > 0) await db.indexLog.add({ kind: 'contacts', ids })
}

const LogRowSchema = v.intersect([v.object({ seq: v.number() }), RowsChangedSchema])

/** What was written to the log after a position, in order. */
export interface LogStretch {
  readonly changes: readonly RowsChanged[]
  /** The position after them. */
  readonly to: number
  /** Whether there is more of it. */
  readonly hasMore: boolean
}

/** Whether this cache has a log; one of another version of the app may have none. */
export const hasIndexLog = (db: CacheDb): boolean => db.tables.some(({ name }) => name === LOG)

/** Where the log ends now: what is changed later comes after it. */
export async function readLogEnd(db: CacheDb): Promise<number> {
  return (await db.indexLog.orderBy('seq').last())?.seq ?? 0
}

/**
 * @param from position up to which everything is known; 0 for nothing
 * @returns `null` when the log does not go back so far, or cannot be read
 */
export async function readLog(db: CacheDb, from: number, limit: number): Promise<LogStretch | null> {
  // With what stands at the position itself: a log that lost it may have lost more.
  const isBeginning = from === 0
  const wanted = isBeginning ? limit : limit + 1
  const rows: readonly unknown[] = await db.indexLog.where('seq').aboveOrEqual(from).limit(wanted).toArray()
  const changes: RowsChanged[] = []
  let to = isBeginning ? 0 : from - 1
  for (const row of rows) {
    const parsed = v.safeParse(LogRowSchema, row)
    // Positions follow one another without a gap, as those of a transaction that failed are given out again.
    if (!parsed.success || parsed.output.seq !== to + 1) return null
    to = parsed.output.seq
    if (to > from) changes.push(parsed.output)
  }
  return to < from ? null : { changes, to, hasMore: rows.length === wanted }
}
