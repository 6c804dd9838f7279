import { isContactId, type MutationId } from '#shared/domain/ids.ts'
import { isAskedAlone, isBulk, withEdit, type Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { forgetBulk, forgetRetold } from './bulk-bodies.ts'
import { isDisconnected } from './cancel-mutation.ts'
import { refreshViews } from './drop-targets.ts'
import type { UndoneLine } from './mark-undone.ts'
import { moveMutation } from './move-mutation.ts'
import { parseMutation, parseProblem } from './parse-mutation.ts'
import { recordHistory, type NewHistory } from './record-history.ts'
import { announceRecords } from './rows-channel.ts'
import type { MutationRow, TargetRow } from './rows.ts'
import { toStored } from './stored-mutation.ts'
import { write, type StoreContext } from './store-context.ts'

/**
 * Puts what was set aside back into the queue; an edit in conflict goes on top of what the CRM has ("keep mine"). The
 * reasons go before main is asked, because main may set the edit aside again before its answer is here; killed in
 * between, `reconcile` asks again.
 * @returns the lines that the history got
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands; any other code: all is as it was
 */
export async function retryMutation(
  context: StoreContext,
  main: Caller<Commands>,
  mutationId: MutationId,
): Promise<readonly UndoneLine[]> {
  const { rows } = context
  const before = await clearProblems(context, mutationId)
  if (before === null) return []
  const ids = before.failed.map(({ recordId }) => recordId)
  if (before.isRetold) forgetRetold(context, mutationId)
  announceRecords(rows, ids)

  try {
    await finishRetry(context, main, mutationId)
  } catch (error) {
    if (isDisconnected(error)) throw error
    await putBack(context, before)
    if (before.isRetold) forgetRetold(context, mutationId)
    announceRecords(rows, ids)
    throw error
  }
  return before.seqs.map((seq) => ({ seq }))
}

/** The part that can be repeated. */
export async function finishRetry({ db }: StoreContext, main: Caller<Commands>, mutationId: MutationId): Promise<void> {
  await main.call('outbox/retry', { mutationId })
  await moveMutation(db, mutationId, 'retrying', 'pending')
}

interface Before {
  /** Lines that the history got. */
  readonly seqs: readonly number[]
  readonly row: MutationRow
  /** Edits of a bulk edit mean something else from now on. */
  readonly isRetold: boolean
  readonly failed: readonly TargetRow[]
}

/** `null` when nothing of it is set aside. */
function clearProblems({ db, now }: StoreContext, mutationId: MutationId): Promise<Before | null> {
  return write(db, [db.outbox, db.targets, db.contacts, db.neighbours, db.companies, db.history], async () => {
    const row = await db.outbox.where({ id: mutationId }).first()
    const targets = await db.targets.where({ mutationId }).toArray()
    const change = row === undefined ? undefined : parseMutation(row)?.change
    const failed = targets
      .filter(({ problem }) => problem !== undefined)
      .filter((target) => change === undefined || !isAskedAlone(change, parseProblem(target)))
    // What is being adopted was answered otherwise.
    if (row === undefined || row.state === 'adopting' || failed.length === 0) return null
    await db.targets.bulkPut(failed.map(({ recordId, accountId }) => ({ mutationId, recordId, accountId })))
    const retold = onTopOfTheirs(row, failed)
    await db.outbox.put({ ...row, state: 'retrying', mutation: retold === null ? row.mutation : toStored(retold) })
    const isRetold = retold !== null && isBulk(retold.change.kind)
    if (isRetold) forgetBulk(db, mutationId)
    await refreshViews(
      db,
      failed.map(({ recordId }) => recordId),
    )
    return { row, failed, isRetold, seqs: await recordHistory(db, keptMine(row, failed, now())) }
  })
}

function putBack({ db }: StoreContext, { row, failed, seqs }: Before): Promise<void> {
  return write(db, [db.outbox, db.targets, db.contacts, db.neighbours, db.companies, db.history], async () => {
    await db.history.bulkDelete([...seqs])
    await db.outbox.put(row)
    await db.targets.bulkPut([...failed])
    await refreshViews(
      db,
      failed.map(({ recordId }) => recordId),
    )
  })
}

/** To retry a conflict is to keep mine: a decision that can be looked up. */
function keptMine(row: MutationRow, failed: readonly TargetRow[], at: number): readonly NewHistory[] {
  const subject = parseMutation(row)?.subject ?? ''
  return failed.flatMap((target): NewHistory[] => {
    const problem = parseProblem(target)
    const { accountId, recordId: contactId } = target
    if (problem?.kind !== 'conflict' || !isContactId(contactId)) return []
    const event = { kind: 'conflict' as const, decision: 'mine' as const, conflict: problem.conflict }
    return [{ accountId, contactId, at, subject, event }]
  })
}

/** Main rewrites an edit in conflict the same way: both sides mean the same edit. `null` where none is in conflict. */
function onTopOfTheirs(row: MutationRow, failed: readonly TargetRow[]): Mutation | null {
  const mutation = parseMutation(row)
  if (mutation === null) return null
  const change = failed.reduce((told, target) => {
    const problem = parseProblem(target)
    const isConflict = problem?.kind === 'conflict' || problem?.kind === 'neighbour-conflict'
    return (isConflict ? withEdit(told, target.recordId, problem.conflict.rebased) : null) ?? told
  }, mutation.change)
  return change === mutation.change ? null : { ...mutation, change }
}
