import { AppError } from '#shared/errors/app-error.ts'
import { planPush, type ContactIntent, type PendingTarget } from '#shared/sync/plan-push.ts'
import { fingerprintOf } from '#shared/sync/fingerprint.ts'
import { deliver } from './deliver.ts'
import type { JournaledTarget } from './journal.ts'
import { pushCreates, type CreateIntent } from './push-creates.ts'
import { pushUpdates, type UpdateIntent } from './push-updates.ts'
import type { SyncContext } from './sync-context.ts'
import { afterLostAnswer } from './target-state.ts'

/** Sends everything that can be sent now, batch by batch. */
export async function pushAll(context: SyncContext, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const targets = context.journal.next(context.accountId, context.connector.writeBatch)
    if (targets.length === 0) return
    context.onPhase({ kind: 'pushing', left: context.journal.pendingContacts(context.accountId) })
    await pushBatch(context, targets, signal)
  }
}

async function pushBatch(context: SyncContext, targets: readonly PendingTarget[], signal: AbortSignal): Promise<void> {
  const { journal } = context
  const intents = planPush(targets, (id) => journal.identities.remoteId(id) !== null)
  await setOrphansAside(context, targets, intents)

  const creates = intents.filter((intent): intent is CreateIntent => intent.kind === 'create')
  if (creates.length > 0) await send(context, creates, () => pushCreates(context, creates, signal))

  const updates = intents.filter((intent): intent is UpdateIntent => intent.kind === 'update')
  if (updates.length > 0) await send(context, updates, () => pushUpdates(context, updates, signal))
}

/**
 * Writes down that requests are leaving, lets them leave, and writes down what came back. From the first line on
 * nobody can take these edits back; a kill in between is sorted out when the journal is opened again.
 */
async function send(
  context: SyncContext,
  intents: readonly ContactIntent[],
  work: () => ReturnType<typeof pushUpdates>,
): Promise<void> {
  const sending = intents.flatMap((intent) => toSending(intent, context.clock.now()))
  context.journal.advance(sending)
  try {
    await deliver(context, await work())
  } catch (error) {
    context.journal.advance(afterFailure(context, sending, error))
    throw error
  }
}

function toSending(intent: ContactIntent, sentAt: number): readonly JournaledTarget[] {
  const { contactId } = intent
  if (intent.kind === 'update') {
    const ids = new Set(intent.edits.flatMap(({ mutationIds }) => mutationIds))
    return [...ids].map((mutationId) => ({ mutationId, contactId, state: { kind: 'sending', sentAt } }))
  }
  const fingerprint = fingerprintOf(intent.fields)
  return intent.mutationIds.map((mutationId, index) => ({
    mutationId,
    contactId,
    // Only the create itself could happen twice; edits folded into it are compared again once it is found.
    state: index === 0 ? { kind: 'sending', sentAt, fingerprint } : { kind: 'sending', sentAt },
  }))
}

/** A request that certainly had no effect may simply be repeated; after any other a create is in doubt. */
function afterFailure(
  { journal }: SyncContext,
  sending: readonly JournaledTarget[],
  error: unknown,
): readonly JournaledTarget[] {
  const hadNoEffect = error instanceof AppError && error.details['reached'] === false
  return sending
    .filter((target) => journal.stateOf(target)?.kind === 'sending')
    .map((target) => ({ ...target, state: hadNoEffect ? { kind: 'pending' } : afterLostAnswer(target.state) }))
}

/** Edits of a contact that neither the CRM nor the outbox can bring into being: their create was taken back. */
async function setOrphansAside(
  context: SyncContext,
  targets: readonly PendingTarget[],
  intents: readonly ContactIntent[],
): Promise<void> {
  const planned = new Set(intents.map(({ contactId }) => contactId))
  const moves = targets
    .filter(({ contactId }) => !planned.has(contactId))
    .map(({ mutation, contactId }): JournaledTarget => ({
      mutationId: mutation.id,
      contactId,
      state: { kind: 'set-aside', problem: { kind: 'gone' } },
    }))
  if (moves.length > 0) await deliver(context, { moves, contacts: [], companies: [] })
}
