import type { Problem } from '#shared/domain/mutation.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { SquashedEdit } from '#shared/sync/squash-edits.ts'
import type { ItemResult } from '../connectors/contact-writes.ts'
import { orForbidden } from '../connectors/not-for-user.ts'
import type { JournaledTarget } from './journal-rows.ts'
import type { Update, UpdateIntent } from './push-updates.ts'
import type { SyncContext } from './sync-context.ts'
import { judgeEdits, toMoves, type Part } from './verdicts.ts'

/** Whether all that is left to be done to a contact is to delete it. */
export const isLeaving = ({ resolved }: Update): boolean => resolved.sent.some(isDeletion)

/** Whether somebody means to delete it, whatever becomes of that. */
export const wantsDeletion = ({ edits }: UpdateIntent): boolean => edits.some(isDeletion)

/**
 * Deletes contacts that are as they were when the user said so. Nothing else is sent of them: what was to be changed before goes
 * with the contact, and so does what waited for the user. Repeating it is harmless: one that is gone is what was meant.
 */
export async function pushDeletions(
  context: SyncContext,
  updates: readonly Update[],
  signal: AbortSignal,
): Promise<readonly JournaledTarget[]> {
  if (updates.length === 0) return []
  const ids = updates.map(({ remoteId }) => remoteId)
  const results = await deleteAll(context, ids, signal)
  context.rests.noteResults('contact-delete', results)
  return updates.flatMap(({ intent }, at) => {
    const result = results[at] ?? { kind: 'not-sent' }
    return result.kind === 'applied' || result.kind === 'gone'
      ? settleDeleted(context, intent)
      : toMoves(intent.contactId, judgeRefused(result, intent.edits))
  })
}

async function deleteAll(
  { connector }: SyncContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  if (connector.deleteContacts !== undefined) return orForbidden(ids.length, connector.deleteContacts(ids, signal))
  return ids.map(() => ({ kind: 'rejected', field: 'contact', reason: 'not-supported', message: '' }))
}

/** The contact is not there any more, as was meant. What was meant for it afterwards has no place. */
export function settleDeleted(
  { journal }: SyncContext,
  { contactId, edits }: UpdateIntent,
): readonly JournaledTarget[] {
  const at = edits.findLastIndex(isDeletion)
  const gone: Problem = { kind: 'gone' }
  const parts = edits.map(({ mutationIds, edit }, place): Part => ({
    ...{ mutationIds, edit },
    verdict: place <= at ? { kind: 'applied' } : { kind: 'problem', problem: gone },
  }))
  const aside = journal.setAsideOf(contactId)
  return [...toMoves(contactId, parts), ...aside.map((target) => ({ ...target, state: { kind: 'settled' } as const }))]
}

/** The contact stays: what else was to be done to it goes on without this. */
function judgeRefused(result: ItemResult, edits: readonly SquashedEdit[]): readonly Part[] {
  const own = judgeEdits(result, edits.filter(isDeletion))
  const others = edits.filter((edit) => !isDeletion(edit))
  return [...own, ...others.map(({ mutationIds }): Part => ({ mutationIds, verdict: { kind: 'later' } }))]
}

const isDeletion = ({ edit }: SquashedEdit): boolean => edit.kind === 'delete'
