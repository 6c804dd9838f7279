import type { RemoteContact } from '#shared/domain/contact.ts'
import type { Company } from '#shared/domain/directory.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { Mutation, Outcome } from '#shared/domain/mutation.ts'
import type { JournaledTarget } from './journal-rows.ts'
import type { SyncContext } from './sync-context.ts'

/** What a step of the push came to. */
export interface PushResult {
  readonly moves: readonly JournaledTarget[]
  /** Contacts as the CRM has them now, under our ids. */
  readonly contacts: readonly RemoteContact[]
  /** Neighbours likewise. */
  readonly neighbours?: readonly RemoteNeighbour[]
  /** Companies that came into being on the way. */
  readonly companies: readonly Company[]
  /** Edits that have come of it: what a create has lost. */
  readonly added?: readonly Mutation[]
}

/** Outcomes per message: a bulk edit of 10,000 must not become one transaction in the window. */
const MAX_OUTCOMES = 500

/**
 * Writes a result down, then tells the window, then forgets what the window has. A kill between any two of the three
 * leaves the outcome in the journal, and it is told again when the window is back.
 */
export async function deliver(context: SyncContext, result: PushResult): Promise<void> {
  context.journal.advance(result.moves, result.added)
  await tell(context, result)
}

/**
 * Tells the window what was written down, then forgets what the window has. A kill in between leaves the outcome in the
 * journal, and it is told again when the window is back.
 */
export interface Teller {
  /** Resolves when the window has it; what comes meanwhile goes along in one message. */
  tell(result: PushResult): Promise<void>
}

interface Waiting {
  readonly result: PushResult
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** One message at a time: a window that is slower than the CRM gets larger ones, not more of them. */
export function createTeller(context: SyncContext): Teller {
  let waiting: readonly Waiting[] = []
  let isTelling = false

  async function tellAll(): Promise<void> {
    isTelling = true
    while (waiting.length > 0) {
      const [now, later] = cut(waiting)
      waiting = later
      try {
        await tell(context, merge(now))
        for (const { resolve } of now) resolve()
      } catch (error) {
        for (const { reject } of now) reject(error)
      }
    }
    isTelling = false
  }

  return {
    async tell(result) {
      await new Promise<void>((resolve, reject) => {
        waiting = [...waiting, { result, resolve, reject }]
        if (!isTelling) void tellAll()
      })
    },
  }
}

/** As many of the first as make one message; one at least. */
function cut(waiting: readonly Waiting[]): readonly [readonly Waiting[], readonly Waiting[]] {
  let [outcomes, count] = [0, 0]
  for (const { result } of waiting) {
    outcomes += result.moves.length
    if (count > 0 && outcomes > MAX_OUTCOMES) break
    count += 1
  }
  return [waiting.slice(0, count), waiting.slice(count)]
}

const merge = (waiting: readonly Waiting[]): PushResult => ({
  moves: waiting.flatMap(({ result }) => result.moves),
  contacts: waiting.flatMap(({ result }) => result.contacts),
  neighbours: waiting.flatMap(({ result }) => result.neighbours ?? []),
  companies: waiting.flatMap(({ result }) => result.companies),
  added: waiting.flatMap(({ result }) => result.added ?? []),
})

/** Tells what an earlier run did not get through to the window. */
export async function redeliver(context: SyncContext): Promise<void> {
  const open = context.journal.outcomes(context.accountId)
  for (let at = 0; at < open.length; at += MAX_OUTCOMES) {
    await tell(context, { moves: open.slice(at, at + MAX_OUTCOMES), contacts: [], companies: [] })
  }
}

/** One message to the window, beside all that waits. */
export async function tell({ accountId, journal, store }: SyncContext, result: PushResult): Promise<void> {
  const outcomes = result.moves.flatMap(({ mutationId, recordId, state }) => {
    const outcome = toOutcome(state)
    return outcome === null ? [] : [{ mutationId, recordId, outcome }]
  })
  const { contacts, neighbours = [], companies, added = [] } = result
  const told = { contacts: [...contacts], neighbours: [...neighbours], companies: [...companies], added: [...added] }
  if ([outcomes, ...Object.values(told)].every((list) => list.length === 0)) return
  await store.call('outbox/settle', { accountId, outcomes, ...told })
  journal.forget(outcomes.filter(({ outcome }) => outcome.kind !== 'set-aside'))
}

function toOutcome(state: JournaledTarget['state']): Outcome | null {
  if (state.kind === 'set-aside') return state
  if (state.kind !== 'settled') return null
  return state.superseded === undefined ? { kind: 'applied' } : { kind: 'superseded', ...state.superseded }
}
