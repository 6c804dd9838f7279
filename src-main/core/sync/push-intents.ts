import type { MutationId, RecordId } from '#shared/domain/ids.ts'
import type { NeighbourIntent } from '#shared/sync/plan-neighbours.ts'
import type { ContactIntent, PendingTarget } from '#shared/sync/plan-push.ts'
import type { JournaledTarget } from './journal-rows.ts'
import type { SentCreate } from './target-state.ts'

/** Everything that the outbox means for one record, whatever its kind. */
export type Intent = ContactIntent | NeighbourIntent

/** The record that it is about. */
export const recordOf = (intent: Intent): RecordId => ('recordId' in intent ? intent.recordId : intent.contactId)

/** What is written down when everything of a record leaves. */
export function toSending(intent: Intent): readonly JournaledTarget[] {
  const recordId = recordOf(intent)
  return mutationIdsOf(intent).map((mutationId) => ({ mutationId, recordId, state: { kind: 'sending' } }))
}

/** Only the create itself could happen twice; edits folded into it are compared again once it is found. */
export function toSentCreate(
  intent: Intent,
  sent: Omit<SentCreate, 'fingerprint'>,
  fingerprint: string,
): readonly JournaledTarget[] {
  return toSending(intent).map((target, index) =>
    index === 0 ? { ...target, state: { kind: 'sending', ...sent, fingerprint } } : target,
  )
}

/**
 * What no request would be about. Edits of a record that neither the CRM nor the outbox can bring into being, because
 * its create was taken back, are set aside; what means nothing for a record is done.
 */
export function withoutRequest(
  targets: readonly PendingTarget[],
  intents: readonly Intent[],
): readonly JournaledTarget[] {
  const planned = new Map(intents.map((intent) => [recordOf(intent), intent]))
  return targets.flatMap(({ mutation: { id: mutationId }, recordId }): JournaledTarget[] => {
    const intent = planned.get(recordId)
    if (intent === undefined) return [{ mutationId, recordId, state: { kind: 'set-aside', problem: { kind: 'gone' } } }]
    // What a create does not take along waits until there is a record to do it to.
    const isSent = intent.kind === 'create' || mutationIdsOf(intent).includes(mutationId)
    return isSent ? [] : [{ mutationId, recordId, state: { kind: 'settled' } }]
  })
}

const mutationIdsOf = (intent: Intent): readonly MutationId[] =>
  intent.kind === 'create' ? intent.mutationIds : [...new Set(intent.edits.flatMap(({ mutationIds }) => mutationIds))]
