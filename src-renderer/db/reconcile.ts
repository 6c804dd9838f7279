import { recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import type { MutationId } from '#shared/domain/ids.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { finishAdoption } from './adopt-contact.ts'
import { finishCancel, isDisconnected, withdraw } from './cancel-mutation.ts'
import { finishGiveUp, readGivenUp } from './give-up.ts'
import { handOver, inTurn } from './hand-over.ts'
import { moveMutation } from './move-mutation.ts'
import { parseMutation } from './parse-mutation.ts'
import { readMutations } from './pending-mutations.ts'
import { finishRetry } from './retry-mutation.ts'
import type { MutationState } from './rows.ts'
import { restingState } from './staying.ts'
import type { StoreContext } from './store-context.ts'
import { takeIn } from './take-in.ts'

interface Known {
  readonly mutation: Mutation
  readonly state: MutationState
}

/**
 * Brings outbox and journal to the same edits and offers this window as main's store. Runs at start and after every
 * reconnect; killed after any line, it is run again from the beginning.
 *
 * 1. Main says what it lacks and what only it has.
 * 2. Cancels that main may not have heard are asked again: before the next step, or what the user took back would be
 *    handed over.
 * 3. What main lacks is handed over: a kill between the two steps of an edit leaves just that.
 * 4. What only main has is taken in: a wiped IndexedDB leaves just that.
 * 5. Retries and adoptions that main may not have heard are asked again.
 * 6. What was given up for some contacts of a mutation, and main may not have heard, is asked again.
 * 7. Main may now read and write here.
 *
 * @throws {AppError} `state/refused` with reason `disconnected`, `storage/failed`
 */
export async function reconcile(context: StoreContext, main: Caller<Commands>): Promise<void> {
  const known = await readKnown(context)
  const reply = await main.call('outbox/reconcile', { known: known.map(({ mutation }) => mutation.id) })
  const missing = new Set(reply.missingHere)
  await repeatCancels(context, main, known, missing)
  await handOverAll(context, main, known, missing)
  await takeIn(context, reply.unknown)
  for (const { mutation, state } of known) {
    if (state === 'retrying') await tolerate(finishRetry(context, main, mutation.id))
    if (state === 'adopting') await tolerate(inTurn(context.db, () => finishAdoption(context, main, mutation.id)))
  }
  await repeatGiveUps(context, main)
  await main.call('store/attach', {})
}

async function readKnown({ db }: StoreContext): Promise<readonly Known[]> {
  const rows = await db.outbox.orderBy('seq').toArray()
  return rows.flatMap((row) => {
    const mutation = parseMutation(row)
    return mutation === null ? [] : [{ mutation, state: row.state }]
  })
}

async function handOverAll(
  { db }: StoreContext,
  main: Caller<Commands>,
  known: readonly Known[],
  missing: ReadonlySet<MutationId>,
): Promise<void> {
  for (const { mutation } of known) {
    if (missing.has(mutation.id)) await inTurn(db, () => handOver(db, main, mutation))
    else await moveMutation(db, mutation.id, 'saving', restingState(mutation))
  }
}

async function repeatCancels(
  context: StoreContext,
  main: Caller<Commands>,
  known: readonly Known[],
  missing: ReadonlySet<MutationId>,
): Promise<void> {
  for (const { mutation, state } of known) {
    if (state !== 'cancelling') continue
    if (missing.has(mutation.id)) await withdraw(context, mutation, recordIdsOf(mutation.change))
    else await tolerate(finishCancel(context, main, mutation))
  }
}

/** By now main has every mutation that is here: what was to be given up of a new one was handed over with the rest. */
async function repeatGiveUps(context: StoreContext, main: Caller<Commands>): Promise<void> {
  const givenUp = await readGivenUp(context.db)
  for (const mutation of await readMutations(context.db, new Set(givenUp.keys()))) {
    await tolerate(finishGiveUp(context, main, mutation, givenUp.get(mutation.id) ?? []))
  }
}

/** A wish that main refuses leaves the edit as it was, in plain sight; the rest goes on. */
async function tolerate(wish: Promise<unknown>): Promise<void> {
  await wish.catch((error: unknown) => {
    if (isDisconnected(error)) throw error
  })
}
