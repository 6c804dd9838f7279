import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, InputOf, OutputOf, RequestName, StoreCommands } from '#shared/ipc/contract.ts'
import type { SyncStep } from '#shared/ipc/sync-status.ts'
import type { Clock } from '../ports/clock.ts'

type Name = RequestName<StoreCommands>

/** The line to the window, seen from one account: what it has not answered yet, and what it has written down. */
export interface StoreWatch {
  readonly store: Caller<StoreCommands>
  /** What the window has been asked the longest ago; `null` when it owes no answer. */
  waitsFor(): (SyncStep & { kind: 'window' }) | null
  /**
   * Waits for none of the open answers any more: they reject with `state/refused`, reason `unanswered`. Each may be asked
   * again without harm, so nothing is lost should the window have done it after all.
   */
  giveUp(): void
}

interface Asked {
  readonly step: SyncStep & { kind: 'window' }
  readonly giveUp: (error: AppError) => void
}

/** @param onMoved the window has written down something new */
export function watchStore(store: Caller<StoreCommands>, clock: Clock, onMoved: () => void): StoreWatch {
  const open = new Set<Asked>()

  async function call<N extends Name>(name: N, input: InputOf<StoreCommands, N>): Promise<OutputOf<StoreCommands, N>> {
    const { promise: givenUp, reject: giveUp } = Promise.withResolvers<never>()
    const asked: Asked = { step: { kind: 'window', command: name, since: clock.now() }, giveUp }
    open.add(asked)
    try {
      const answer = await Promise.race([store.call(name, input), givenUp])
      if (isNews(input)) onMoved()
      return answer
    } finally {
      open.delete(asked)
    }
  }

  return {
    store: { call },
    waitsFor: () => [...open][0]?.step ?? null,
    giveUp() {
      const details = { reason: 'unanswered' }
      for (const { step, giveUp } of open) {
        giveUp(new AppError('state/refused', `the window does not answer ${step.command}`, { details }))
      }
    },
  }
}

/**
 * Whether an answer to this means that something has moved. A question does not, nor does an empty page, nor what is set
 * aside: of that the window is told anew in every sync.
 */
function isNews(input: InputOf<StoreCommands, Name>): boolean {
  if ('changes' in input) return input.changes.length > 0
  if ('companies' in input && !('outcomes' in input)) return input.companies.length > 0
  if ('outcomes' in input) {
    return input.contacts.length > 0 || input.outcomes.some(({ outcome }) => outcome.kind !== 'set-aside')
  }
  return 'users' in input
}
