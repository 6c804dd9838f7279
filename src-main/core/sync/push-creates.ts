import type { RemoteContact } from '#shared/domain/contact.ts'
import { fieldOf } from '#shared/domain/field-edit.ts'
import { linksOfCreate, type ContactIntent } from '#shared/sync/plan-push.ts'
import type { ItemResult } from '../connectors/contact-writes.ts'
import type { PushResult } from './deliver.ts'
import { leavingOut, lostValuesOf, nothingLost, type LostValues } from './lost-values.ts'
import type { SyncContext } from './sync-context.ts'
import { judgeLossyCreate, judgeRefusedCreate, toMoves, type Part, type Verdict } from './verdicts.ts'

export type CreateIntent = ContactIntent & { kind: 'create' }

/**
 * Sends new contacts, with everything that was edited on them since.
 * @param isMarked whether their keys go along; as the journal says, or they would be looked for in the wrong way
 */
export async function pushCreates(
  context: SyncContext,
  intents: readonly CreateIntent[],
  isMarked: boolean,
  signal: AbortSignal,
): Promise<PushResult> {
  const items = intents.map(({ contactId, fields }) => ({ key: contactId, isMarked, fields }))
  const results = await context.connector.createContacts(items, signal)
  context.rests.noteResults('contact-create', results)
  const pairs = intents.map((intent, index) => ({ intent, result: results[index] ?? { kind: 'not-sent' as const } }))
  for (const { intent, result } of pairs) {
    if (result.kind === 'applied') context.journal.identities.learn('contact', intent.contactId, result.remoteId)
  }
  const lost = pairs.map(({ intent, result }) => lostOf(context, intent, result))
  return {
    moves: pairs.flatMap(({ intent, result }, at) => {
      const parts = judgeCreate(context, intent, result, lost[at])
      return [...toMoves(intent.contactId, parts), ...(lost[at]?.moves ?? [])]
    }),
    contacts: pairs.flatMap(({ intent, result }) =>
      result.kind === 'applied' ? [toContact(context, intent, result)] : [],
    ),
    companies: [],
    added: lost.flatMap(({ added }) => added),
  }
}

function lostOf({ journal }: SyncContext, { mutationIds: [createId] }: CreateIntent, result: ItemResult): LostValues {
  const without = result.kind === 'applied' ? result.without : undefined
  return lostValuesOf(createId === undefined ? null : journal.mutation(createId), without)
}

function judgeCreate(
  context: SyncContext,
  intent: CreateIntent,
  result: ItemResult,
  lost: LostValues = nothingLost,
): readonly Part[] {
  const { folded } = intent
  const [createId, ...editIds] = intent.mutationIds
  const of = (ids: readonly (typeof createId)[], verdict: Verdict): Part => ({
    mutationIds: ids.filter((id) => id !== undefined),
    verdict,
  })
  switch (result.kind) {
    case 'applied': {
      // Links go by calls of their own, now that there is something to link: the create is not done before.
      const verdict: Verdict = { kind: hasLinks(context, intent) ? 'later' : 'applied' }
      const { without } = result
      if (without !== undefined) return judgeLossyCreate(without, lost, intent, fieldOf, verdict)
      return [of([createId], verdict), of(editIds, { kind: 'applied' })]
    }
    case 'not-sent':
    case 'gone':
      return [of(intent.mutationIds, { kind: 'later' })]
    case 'rejected':
      return judgeRefusedCreate(result, intent.mutationIds, folded, fieldOf)
  }
}

function hasLinks({ journal }: SyncContext, { mutationIds }: CreateIntent): boolean {
  const change = mutationIds[0] === undefined ? null : journal.mutation(mutationIds[0])?.change
  return change?.kind === 'create' && linksOfCreate(change.fields, undefined).length > 0
}

function toContact(
  { accountId, clock }: SyncContext,
  { contactId, fields: sent }: CreateIntent,
  { remoteId, updatedAt, without }: ItemResult & { kind: 'applied' },
): RemoteContact {
  const fields = leavingOut(sent, without)
  // The CRM answers with the id alone; the next pull brings its own times.
  const at = updatedAt ?? Math.floor(clock.now() / 1000) * 1000
  return { id: contactId, remoteId, accountId, fields, createdAt: at, updatedAt: at, updatedBy: fields.responsibleId }
}
