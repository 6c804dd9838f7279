import type { MutationId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { planPush, type ContactIntent, type PendingTarget } from '#shared/sync/plan-push.ts'
import { fingerprintOf } from '#shared/sync/fingerprint.ts'
import { deliver } from './deliver.ts'
import type { JournaledTarget } from './journal-rows.ts'
import { pushCreates, type CreateIntent } from './push-creates.ts'
import { pushUpdates, type UpdateIntent } from './push-updates.ts'
import type { SyncContext } from './sync-context.ts'
import { afterLostAnswer, type SentCreate } from './target-state.ts'

/** Sends everything that can be sent now, batch by batch. */
export async function pushAll(context: SyncContext, signal: AbortSignal): Promise<void> {
  let before = ''
  for (;;) {
    signal.throwIfAborted()
    const targets = context.journal.next(context.accountId, context.connector.writeBatch)
    if (targets.length === 0) return
    const now = fingerprintOfLine(context, targets)
    if (now === before) throw new AppError('remote/invalid-response', 'the CRM neither takes nor refuses an edit')
    before = now
    context.onPhase({ kind: 'pushing', left: context.journal.pendingContacts(context.accountId) })
    await pushBatch(context, targets, signal)
  }
}

/** Tells whether a batch got anywhere: what is in line, which of the contacts the CRM has, and how creates are sent. */
function fingerprintOfLine({ journal, connector }: SyncContext, targets: readonly PendingTarget[]): string {
  const line = targets.map(({ mutation, contactId }) => [
    mutation.id,
    journal.identities.remoteId(contactId) ?? contactId,
  ])
  return JSON.stringify([line, connector.marksCreates])
}

/**
 * One step for one batch: what needs no request, else creates, else updates. The rest is read from the journal again
 * afterwards, because the user may take edits back while a request is out. Nothing may be awaited between reading the
 * batch and writing down that it leaves.
 */
async function pushBatch(context: SyncContext, targets: readonly PendingTarget[], signal: AbortSignal): Promise<void> {
  const { journal } = context
  const intents = planPush(targets, (id) => journal.identities.remoteId(id) !== null)
  const idle = withoutRequest(targets, intents)
  if (idle.length > 0) return deliver(context, { moves: idle, contacts: [], companies: [] })

  const creates = intents.filter((intent): intent is CreateIntent => intent.kind === 'create')
  if (creates.length > 0) {
    const sent = describeCreates(context)
    const targets = creates.flatMap((intent) => toSentCreate(intent, sent))
    return send(context, targets, () => pushCreates(context, creates, sent.isMarked, signal))
  }

  const updates = intents.filter((intent): intent is UpdateIntent => intent.kind === 'update')
  const distinct = oneOfEach(updates, ({ contactId }) => journal.identities.remoteId(contactId))
  const sending = distinct.flatMap((intent) => toSending(intent))
  return send(context, sending, () => pushUpdates(context, distinct, signal))
}

/** Two ids may have come to mean one contact of the CRM: each writes whole lists, so they must not go side by side. */
function oneOfEach<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly T[] {
  return [...Map.groupBy(items, keyOf).values()].flatMap(([first]) => (first === undefined ? [] : [first]))
}

/**
 * Writes down that requests are leaving, lets them leave, and writes down what came back. From the first line on
 * nobody can take these edits back; a kill in between is sorted out when the journal is opened again.
 */
async function send(
  context: SyncContext,
  sending: readonly JournaledTarget[],
  work: () => ReturnType<typeof pushUpdates>,
): Promise<void> {
  context.journal.advance(sending)
  try {
    await deliver(context, await work())
  } catch (error) {
    context.journal.advance(afterFailure(context, sending, error))
    throw error
  }
}

function toSending(intent: ContactIntent): readonly JournaledTarget[] {
  const { contactId } = intent
  return mutationIdsOf(intent).map((mutationId) => ({ mutationId, contactId, state: { kind: 'sending' } }))
}

/** Only the create itself could happen twice; edits folded into it are compared again once it is found. */
function toSentCreate(intent: CreateIntent, sent: Omit<SentCreate, 'fingerprint'>): readonly JournaledTarget[] {
  const fingerprint = fingerprintOf(intent.fields)
  return toSending(intent).map((target, index) =>
    index === 0 ? { ...target, state: { kind: 'sending', ...sent, fingerprint } } : target,
  )
}

/** What will tell these creates from others. @throws {AppError} when a create that is lost could not be looked for */
function describeCreates({ connector }: SyncContext): Omit<SentCreate, 'fingerprint'> {
  const sentAfter = connector.heardAt()
  if (sentAfter === null) throw new AppError('remote/invalid-response', 'the CRM does not say what time it is')
  return { sentAfter, isMarked: connector.marksCreates }
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

/**
 * What no request would be about. Edits of a contact that neither the CRM nor the outbox can bring into being, because
 * its create was taken back, are set aside; what means nothing for a contact is done.
 */
function withoutRequest(
  targets: readonly PendingTarget[],
  intents: readonly ContactIntent[],
): readonly JournaledTarget[] {
  const planned = new Map(intents.map((intent) => [intent.contactId, intent]))
  return targets.flatMap(({ mutation: { id: mutationId }, contactId }): JournaledTarget[] => {
    const intent = planned.get(contactId)
    if (intent === undefined)
      return [{ mutationId, contactId, state: { kind: 'set-aside', problem: { kind: 'gone' } } }]
    // What a create does not take along waits until there is a contact to do it to.
    const isSent = intent.kind === 'create' || mutationIdsOf(intent).includes(mutationId)
    return isSent ? [] : [{ mutationId, contactId, state: { kind: 'settled' } }]
  })
}

const mutationIdsOf = (intent: ContactIntent): readonly MutationId[] =>
  intent.kind === 'create' ? intent.mutationIds : [...new Set(intent.edits.flatMap(({ mutationIds }) => mutationIds))]
