import type { RemoteContact } from '#shared/domain/contact.ts'
import type { Company } from '#shared/domain/directory.ts'
import type { Outcome } from '#shared/domain/mutation.ts'
import type { JournaledTarget } from './journal-rows.ts'
import type { SyncContext } from './sync-context.ts'

/** What a step of the push came to. */
export interface PushResult {
  readonly moves: readonly JournaledTarget[]
  /** Contacts as the CRM has them now, under our ids. */
  readonly contacts: readonly RemoteContact[]
  /** Companies that came into being on the way. */
  readonly companies: readonly Company[]
}

/** Outcomes per message: a bulk edit of 10,000 must not become one transaction in the window. */
const MAX_OUTCOMES = 500

/**
 * Writes a result down, then tells the window, then forgets what the window has. A kill between any two of the three
 * leaves the outcome in the journal, and it is told again when the window is back.
 */
export async function deliver(context: SyncContext, result: PushResult): Promise<void> {
  context.journal.advance(result.moves)
  await tell(context, result)
}

/** Tells what an earlier run did not get through to the window. */
export async function redeliver(context: SyncContext): Promise<void> {
  const open = context.journal.outcomes(context.accountId)
  for (let at = 0; at < open.length; at += MAX_OUTCOMES) {
    await tell(context, { moves: open.slice(at, at + MAX_OUTCOMES), contacts: [], companies: [] })
  }
}

async function tell({ accountId, journal, store }: SyncContext, result: PushResult): Promise<void> {
  const outcomes = result.moves.flatMap(({ mutationId, contactId, state }) => {
    const outcome = toOutcome(state)
    return outcome === null ? [] : [{ mutationId, contactId, outcome }]
  })
  const { contacts, companies } = result
  if (outcomes.length === 0 && contacts.length === 0 && companies.length === 0) return
  await store.call('outbox/settle', { accountId, outcomes, contacts: [...contacts], companies: [...companies] })
  journal.forget(outcomes.filter(({ outcome }) => outcome.kind !== 'set-aside'))
}

function toOutcome(state: JournaledTarget['state']): Outcome | null {
  if (state.kind === 'set-aside') return state
  if (state.kind !== 'settled') return null
  return state.superseded === undefined ? { kind: 'applied' } : { kind: 'superseded', ...state.superseded }
}
