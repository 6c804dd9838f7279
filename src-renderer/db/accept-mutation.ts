import type { Caller, Commands } from '#shared/ipc/contract.ts'
import type { CompanyId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import { forgetBulk, isLargeBulk, rememberBulk } from './bulk-bodies.ts'
import { readBulkNames } from './bulk-names.ts'
import { dropTargets } from './drop-targets.ts'
import { handOverEarlier, inTurn } from './hand-over.ts'
import type { UndoneLine } from './mark-undone.ts'
import { moveMutation } from './move-mutation.ts'
import { announceRecords } from './rows-channel.ts'
import { restingState } from './staying.ts'
import type { StoreContext } from './store-context.ts'
import { writeMutation } from './write-mutation.ts'

/**
 * Accepts one user action: on the device first, then in main's journal.
 *
 * Killed after the first step, the mutation is `saving` and `reconcile` hands it over at the next start. When main
 * refuses, the first step is undone: nothing has changed and the caller keeps what was typed. When the line is cut while
 * main was asked, nobody knows whether it heard: the mutation stays, `saving`, and is handed over again.
 * @param undone lines of the history that no longer stand with it
 * @throws {AppError} `storage/failed`, `state/refused`, `contract/invalid-message`: then the edit is not accepted
 */
export async function acceptMutation(
  context: StoreContext,
  main: Caller<Commands>,
  mutation: Mutation,
  undone: readonly UndoneLine[] = [],
): Promise<Mutation> {
  const isFirst = isLargeBulk(context.db, mutation)
    ? await writeBulk(context, mutation, undone)
    : await writeOne(context, mutation, undone)

  await inTurn(
    context.db,
    () => tellMain(context, main, mutation, isFirst),
    // Accepted by both. A mark that cannot be changed now is changed by the next `reconcile`.
    (hasHeard) =>
      hasHeard ? moveMutation(context.db, mutation.id, 'saving', restingState(mutation)) : Promise.resolve(),
  )
  return mutation
}

/** @returns whether main has heard of all that was accepted before */
async function writeOne(context: StoreContext, mutation: Mutation, undone: readonly UndoneLine[]): Promise<boolean> {
  const { companies, isFirst } = await writeMutation(context, mutation, undone)
  announce(context, mutation, companies)
  return isFirst
}

/** As `writeOne`. It shows while it is being written: where that fails, what shows it is read again before the user is told. */
async function writeBulk(context: StoreContext, mutation: Mutation, undone: readonly UndoneLine[]): Promise<boolean> {
  const { db, rows } = context
  const mutationId = mutation.id
  rememberBulk(db, mutation, await readBulkNames(db, mutation.change))
  rows.announce({ kind: 'bulk-begun', mutationId })
  try {
    const { isFirst, companies } = await writeMutation(context, mutation, undone)
    rows.announce({ kind: 'companies', ids: [...companies] })
    rows.announce({ kind: 'bulk', mutationId })
    return isFirst
  } catch (error) {
    forgetBulk(db, mutationId)
    rows.announce({ kind: 'bulk-failed', mutationId })
    throw error
  }
}

/** @returns whether main is known to have it */
async function tellMain(
  context: StoreContext,
  main: Caller<Commands>,
  mutation: Mutation,
  isFirst: boolean,
): Promise<boolean> {
  try {
    if (!isFirst) await handOverEarlier(context.db, main, mutation.id)
    await main.call('outbox/accept', { mutation })
    return true
  } catch (error) {
    if (mayHaveHeard(error)) return false
    announce(context, mutation, await dropTargets(context.db, mutation, recordIdsOf(mutation.change)))
    throw error
  }
}

/** The line was cut after the question had left. */
export function mayHaveHeard(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  return error.details['reason'] === 'disconnected' && error.details['reached'] !== false
}

function announce({ rows }: StoreContext, { change }: Mutation, companies: readonly CompanyId[]): void {
  rows.announce({ kind: 'companies', ids: [...companies] })
  announceRecords(rows, recordIdsOf(change))
}
