import type { Mutation } from '#shared/domain/mutation.ts'
import type { MutationId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { parseMutation } from './parse-mutation.ts'
import type { MutationRow } from './rows.ts'

interface Parsed {
  /** The row's mutation as it was when it was parsed. */
  readonly text: string
  readonly mutation: Mutation
}

const known = new WeakMap<CacheDb, ReadonlyMap<MutationId, Parsed>>()

/**
 * The mutations of all rows of the outbox, in their order; `null` for a row that makes no sense. A row that has not changed
 * since it was last read here is not parsed again: to tell that it has not takes a tenth of the time, and of a large import
 * thousands of rows are read after every hundred that come.
 */
export function parseMutations(db: CacheDb, rows: readonly MutationRow[]): readonly (Mutation | null)[] {
  const before = known.get(db)
  const after = new Map<MutationId, Parsed>()
  const mutations = rows.map((row) => {
    const text = JSON.stringify(row.mutation)
    const last = before?.get(row.id)
    const mutation = last?.text === text ? last.mutation : parseMutation(row)
    if (mutation !== null) after.set(row.id, { text, mutation })
    return mutation
  })
  known.set(db, after)
  return mutations
}
