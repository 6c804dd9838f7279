import { isAskedAlone, type Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { decide } from './decide.ts'
import type { UndoneLine } from './mark-undone.ts'
import type { OpenConflict } from './read-conflicts.ts'
import { keepMineAlone, onTopOfTheirs } from './resolve-conflict.ts'
import { retryMutation } from './retry-mutation.ts'
import type { StoreContext } from './store-context.ts'

/** What was sent after all, and the lines that the history got. */
export interface SentMine {
  readonly mutation: Mutation
  readonly lines: readonly UndoneLine[]
}

/** Sends ours after all, on top of what the CRM has. @throws {AppError} as `retryMutation` and `decide` */
export async function sendMine(context: StoreContext, main: Caller<Commands>, open: OpenConflict): Promise<SentMine> {
  if (!isAskedAlone(open.mutation.change, { kind: 'conflict', conflict: open.conflict })) {
    const lines = await retryMutation(context, main, open.mutation.id)
    return { lines, mutation: onTopOfTheirs(open) }
  }
  const { decision, mutation } = keepMineAlone(context, open)
  return { lines: await decide(context, main, decision), mutation }
}
