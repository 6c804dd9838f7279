import { recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { mayHaveHeard } from './accept-mutation.ts'
import { isDisconnected } from './cancel-mutation.ts'
import { dropTargets } from './drop-targets.ts'
import { finishGiveUp, markGivenUp, unmarkGivenUp, type TargetKey } from './give-up.ts'
import { handOverEarlier, inTurn } from './hand-over.ts'
import { markStanding, markUndone, type UndoneLine } from './mark-undone.ts'
import { moveMutation } from './move-mutation.ts'
import { readMutations } from './pending-mutations.ts'
import { provisionalCompanyOf } from './provisional-companies.ts'
import { recordHistory, type NewHistory } from './record-history.ts'
import { announceRecords } from './rows-channel.ts'
import { restingState } from './staying.ts'
import { write, type StoreContext } from './store-context.ts'
import { addMutation } from './write-mutation.ts'

/** What the user decided about edits that waited for him: which are given up, and which take their place. */
export interface Decision {
  readonly givenUp: readonly TargetKey[]
  readonly mutations: readonly Mutation[]
  readonly history: readonly NewHistory[]
  /** The side of a merge that the new mutations put back. */
  readonly reversed?: UndoneLine
  /** Lines of earlier decisions that this one takes back. */
  readonly undone?: readonly UndoneLine[]
}

/**
 * Carries a decision out: in one transaction here, then at main. Killed in between, `reconcile` hands over what is new
 * and asks main to let go what is given up. What is new goes first, so that at no moment main has neither.
 * @throws {AppError} `storage/failed`, `state/refused`, … : what main refused is as it was, and open to be decided again.
 * A line that is cut is no failure: the decision is on the disk, and is carried out when the line is back
 * @returns the lines that the history got
 */
export async function decide(
  context: StoreContext,
  main: Caller<Commands>,
  decision: Decision,
): Promise<readonly UndoneLine[]> {
  const { db } = context
  const seqs = await write(db, tablesOf(context), async () => writeDecision(context, decision))
  announce(context, decision)
  const isHeard = await inTurn(db, () => tellMain(context, main, decision, seqs))
  if (isHeard) await letGo(context, main, decision.givenUp)
  return seqs.map((seq) => ({ seq }))
}

const tablesOf = ({ db }: StoreContext) => [
  db.outbox,
  db.targets,
  db.contacts,
  db.neighbours,
  db.companies,
  db.history,
  db.spreads,
  db.indexLog,
]

/** Returns the keys of the lines that the history got. */
async function writeDecision({ db, now }: StoreContext, decision: Decision): Promise<readonly number[]> {
  await markGivenUp(db, decision.givenUp, now())
  for (const mutation of decision.mutations) await addMutation(db, mutation)
  await markStanding(db, reversedBy(decision))
  await markUndone(db, decision.undone ?? [], now())
  return recordHistory(db, decision.history)
}

const reversedBy = ({ reversed }: Decision): readonly UndoneLine[] => (reversed === undefined ? [] : [reversed])

/** `false` when the line was cut: nobody knows what main has heard, and `reconcile` finishes. */
async function tellMain(
  context: StoreContext,
  main: Caller<Commands>,
  decision: Decision,
  seqs: readonly number[],
): Promise<boolean> {
  for (const [at, mutation] of decision.mutations.entries()) {
    try {
      await handOverEarlier(context.db, main, mutation.id)
      await main.call('outbox/accept', { mutation })
    } catch (error) {
      if (mayHaveHeard(error)) return false
      // Main has the first of them: the others stay, `saving`, and are offered again with the next edit.
      if (at > 0) return true
      await takeBack(context, decision, seqs)
      throw error
    }
    await moveMutation(context.db, mutation.id, 'saving', restingState(mutation)).catch(() => undefined)
  }
  return true
}

async function takeBack(context: StoreContext, decision: Decision, seqs: readonly number[]): Promise<void> {
  const { db, now } = context
  await write(db, tablesOf(context), async () => {
    for (const mutation of decision.mutations) await dropTargets(db, mutation, recordIdsOf(mutation.change))
    await unmarkGivenUp(db, decision.givenUp)
    await markUndone(db, reversedBy(decision), now())
    await markStanding(db, decision.undone ?? [])
    await db.history.bulkDelete([...seqs])
  })
  announce(context, decision)
}

/** One that main does not let go does not hold up the others. */
async function letGo(context: StoreContext, main: Caller<Commands>, keys: readonly TargetKey[]): Promise<void> {
  const idsByMutation = Map.groupBy(keys, ({ mutationId }) => mutationId)
  const failures: unknown[] = []
  for (const mutation of await readMutations(context.db, new Set(idsByMutation.keys()))) {
    const contactIds = idsByMutation.get(mutation.id)?.map(({ recordId }) => recordId) ?? []
    await finishGiveUp(context, main, mutation, contactIds).catch((error: unknown) => failures.push(error))
  }
  const refused = failures.filter((error) => !isDisconnected(error))
  if (refused.length > 0) throw refused[0]
}

function announce({ rows }: StoreContext, { givenUp, mutations }: Decision): void {
  const ids = [...givenUp.map(({ recordId }) => recordId), ...mutations.flatMap(({ change }) => recordIdsOf(change))]
  announceRecords(rows, [...new Set(ids)])
  const companies = mutations.map((mutation) => provisionalCompanyOf(mutation)?.id).filter((id) => id !== undefined)
  rows.announce({ kind: 'companies', ids: companies })
}
