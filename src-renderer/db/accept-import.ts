import * as v from 'valibot'
import type { ImportId, MutationId } from '#shared/domain/ids.ts'
import { recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { MutationSchema } from '#shared/ipc/schemas.ts'
import { mayHaveHeard } from './accept-mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { dropCreates } from './drop-targets.ts'
import { handOverEarlier, inTurn } from './hand-over.ts'
import { moveMutations } from './move-mutation.ts'
import { recordHistory } from './record-history.ts'
import type { ImportPartRow, ImportRow } from './rows.ts'
import { announceRecords } from './rows-channel.ts'
import { write, type StoreContext } from './store-context.ts'
import { addCreates } from './write-mutation.ts'

/** What an import has become. */
export interface AcceptedImport {
  readonly fileName: string
  readonly mutationIds: readonly MutationId[]
  /** The line of the history about it. */
  readonly seq: number
}

/**
 * Accepts what is left of an import, part by part.
 *
 * Killed at any line, it can be run again: a part leaves the plan in the very transaction that writes its contacts into the
 * outbox, and what main has not heard of is handed over as any other edit is. Where main refuses a part, that part returns to the
 * plan and the rest waits.
 * @param told hears how many are accepted
 * @returns `null` when there is no such import, or nothing of it was taken in
 * @throws {AppError} as `acceptMutation`
 */
export async function acceptImport(
  context: StoreContext,
  main: Caller<Commands>,
  importId: ImportId,
  told: (accepted: number) => void = () => undefined,
): Promise<AcceptedImport | null> {
  return alone(context.db, importId, async () => {
    let accepted = 0
    for (const { at } of await partsOf(context.db, importId)) {
      accepted += await acceptPart(context, main, [importId, at])
      told(accepted)
    }
    return finishImport(context, importId)
  })
}

const running = new WeakMap<CacheDb, Map<ImportId, Promise<unknown>>>()

/**
 * Whoever goes on with an import that is being accepted already begins when that has ended: a part that is on its way to main
 * may come back, and until then nobody can say that the import is done.
 */
async function alone<T>(db: CacheDb, importId: ImportId, work: () => Promise<T>): Promise<T> {
  const imports = running.get(db) ?? new Map<ImportId, Promise<unknown>>()
  running.set(db, imports)
  const turn = (imports.get(importId) ?? Promise.resolve()).then(work, work)
  imports.set(importId, turn)
  try {
    return await turn
  } finally {
    if (imports.get(importId) === turn) imports.delete(importId)
  }
}

/** Lets go of what is not accepted yet; what is stays. @returns as `acceptImport` */
export async function dropRest(context: StoreContext, importId: ImportId): Promise<AcceptedImport | null> {
  const { db } = context
  await write(db, [db.importParts], async () => {
    const left = (await partsOf(db, importId)).filter(({ mutations }) => mutations.length > 0)
    await db.importParts.bulkDelete(left.map(({ at }) => [importId, at]))
  })
  return finishImport(context, importId)
}

/** In their order. */
export const partsOf = (db: CacheDb, importId: ImportId): Promise<readonly ImportPartRow[]> =>
  db.importParts.where('importId').equals(importId).sortBy('at')

/** @returns how many contacts it has */
async function acceptPart(context: StoreContext, main: Caller<Commands>, key: [ImportId, number]): Promise<number> {
  const { db, rows } = context
  const tables = [
    db.outbox,
    db.targets,
    db.contacts,
    db.neighbours,
    db.companies,
    db.spreads,
    db.importParts,
    db.imports,
  ]
  const written = await write(db, tables, async () => {
    // Another window may have been faster.
    const part = await db.importParts.get(key)
    const mutations = part === undefined ? [] : v.parse(v.array(MutationSchema), part.mutations)
    const isFirst = (await db.outbox.where({ state: 'saving' }).count()) === 0
    const companies = await addCreates(db, mutations)
    if (part !== undefined) await db.importParts.put({ ...part, mutations: [] })
    const plan = part === undefined ? undefined : { part, row: await db.imports.get(part.importId) }
    return { mutations, isFirst, companies, plan, size: part?.mutationIds.length ?? 0 }
  })
  const { mutations, isFirst } = written
  const [first] = mutations
  if (first === undefined) return written.size
  rows.announce({ kind: 'companies', ids: [...written.companies] })
  const ids = mutations.flatMap(({ change }) => recordIdsOf(change))
  announceRecords(rows, ids)
  await inTurn(
    db,
    async () => {
      try {
        if (!isFirst) await handOverEarlier(db, main, first.id)
        await main.call('outbox/accept-all', { mutations: [...mutations] })
      } catch (error) {
        if (mayHaveHeard(error)) return
        await putBack(context, written.plan, mutations)
        announceRecords(rows, ids)
        throw error
      }
      await moveMutations(
        db,
        mutations.map(({ id }) => id),
        'saving',
        'pending',
      )
    },
    async () => undefined,
  )
  return written.size
}

/** Where a part stood in the plan, and the plan. */
interface Planned {
  readonly part: ImportPartRow
  readonly row: ImportRow | undefined
}

/** Main does not have it, and so the outbox must not. Another window may have taken the plan for done meanwhile: it is not. */
async function putBack(
  { db, rows }: StoreContext,
  plan: Planned | undefined,
  mutations: readonly Mutation[],
): Promise<void> {
  const companies = await dropCreates(db, mutations, [db.importParts, db.imports], async () => {
    if (plan === undefined) return
    await db.importParts.put({ ...plan.part, mutations: [...mutations] })
    if (plan.row !== undefined) await db.imports.put(plan.row)
  })
  rows.announce({ kind: 'companies', ids: [...companies] })
}

/** The line of the history is written when the plan goes: both, or neither. */
async function finishImport({ db, now }: StoreContext, importId: ImportId): Promise<AcceptedImport | null> {
  return write(db, [db.imports, db.importParts, db.history], async () => {
    const row = await db.imports.get(importId)
    const mutationIds = (await partsOf(db, importId)).flatMap((part) => part.mutationIds)
    await db.importParts.where('importId').equals(importId).delete()
    await db.imports.delete(importId)
    if (row === undefined || mutationIds.length === 0) return null
    const { accountId, fileName, firstId, firstName } = row
    const event = { kind: 'import', fileName, count: mutationIds.length } as const
    const [seq = 0] = await recordHistory(db, [{ accountId, contactId: firstId, at: now(), subject: firstName, event }])
    return { fileName, mutationIds, seq }
  })
}
