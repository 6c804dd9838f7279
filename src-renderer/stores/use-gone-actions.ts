import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { decide, type Decision } from '../db/decide.ts'
import type { Survivor } from '../db/find-survivors.ts'
import type { GoneContact } from '../db/read-conflicts.ts'
import { retryMutation } from '../db/retry-mutation.ts'
import { asTheyStay } from '../db/staying.ts'
import { undoMutation } from '../db/undo-mutation.ts'
import { useAppStore } from './app-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { madeBy } from './use-undo-stack.ts'

/** Contacts seldom go: what is done then is no part of the first script. */
const ways = () => import('../db/resolve-gone.ts')
const survivors = () => import('../db/find-survivors.ts')

/** The ways on for edits of a contact that the CRM does not have any more, each with its way back. */
export function useGoneActions() {
  const { context, main, search } = useServices()
  const [app, outbox] = [useAppStore(), useOutboxStore()]
  const lookUp = (accountId: AccountId, text: string, limit: number) => search.findContacts(accountId, text, limit)

  const recreate = (one: GoneContact): Promise<void> =>
    settleGone('recreated', [one], async () => (await ways()).recreateGone(context, one))
  const move = (one: GoneContact, toId: ContactId): Promise<void> =>
    settleGone('moved', [one], async () => (await ways()).moveGone(context, one, toId))
  const discard = (chosen: readonly GoneContact[]): Promise<void> =>
    settleGone('discarded', chosen, async () => (await ways()).discardGone(context, chosen))

  function settleGone(
    kind: 'recreated' | 'moved' | 'discarded',
    chosen: readonly GoneContact[],
    make: () => Promise<Decision & { readonly back?: readonly Mutation[] }>,
  ): Promise<void> {
    return outbox.performDecision(async () => {
      const { back, ...wanted } = await make()
      const decision = { ...wanted, mutations: await asTheyStay(context, wanted.mutations, app.hasTags) }
      const lines = await decide(context, main, decision)
      return {
        kind,
        made: madeBy(decision.mutations),
        mutations: chosen.flatMap(({ mutations }) => mutations.slice(0, 1)),
        async takeBack() {
          // What was written about a contact goes before it.
          for (const mutation of decision.mutations.toReversed()) {
            await undoMutation(context, main, mutation, new Set())
          }
          const { askAgain } = await ways()
          await decide(context, main, askAgain(context, chosen, lines, back))
        },
      }
    })
  }

  /** The contact is there again: its edits go out as they are. */
  async function sendAgain(one: GoneContact): Promise<void> {
    for (const { id } of one.mutations) await retryMutation(context, main, id)
  }

  const survivorsOf = async (one: GoneContact): Promise<readonly Survivor[]> =>
    (await survivors()).findSurvivors(context.db, lookUp, one)
  const searchFor = async (one: GoneContact, text: string): Promise<readonly Survivor[]> =>
    (await survivors()).searchSurvivors(context.db, lookUp, one, text)

  return { recreate, move, discard, sendAgain, survivorsOf, searchFor }
}
