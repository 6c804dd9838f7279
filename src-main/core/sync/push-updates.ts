import type { RemoteContact } from '#shared/domain/contact.ts'
import { fieldOf } from '#shared/domain/field-edit.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { ContactIntent } from '#shared/sync/plan-push.ts'
import { needsRemote, patchOfTags, resolveUpdate, type ResolvedUpdate } from '#shared/sync/resolve-update.ts'
import type { SquashedEdit } from '#shared/sync/squash-edits.ts'
import type { ContactUpdate, ItemResult } from '../connectors/contact-writes.ts'
import { forbidden, orForbidden, orNull } from '../connectors/not-for-user.ts'
import type { PushResult } from './deliver.ts'
import type { JournaledTarget } from './journal-rows.ts'
import { pushCompanies } from './push-companies.ts'
import { isLeaving, pushDeletions, settleDeleted, wantsDeletion } from './push-deletions.ts'
import type { SyncContext } from './sync-context.ts'
import { judgeEdits, toMoves, type Part } from './verdicts.ts'

export type UpdateIntent = ContactIntent & { kind: 'update' }

/** One contact on its way through the steps of an update. */
export interface Update {
  readonly intent: UpdateIntent
  readonly remoteId: RemoteId
  /** As just read; `null` where nobody had to look. */
  readonly remote: RemoteContact | null
  readonly resolved: ResolvedUpdate
}

/**
 * Sends edits of contacts that the CRM has: look at them, compare, send changed keys, link companies.
 * Every step may be repeated: what has been done already is recognised by the look.
 */
export async function pushUpdates(
  context: SyncContext,
  intents: readonly UpdateIntent[],
  signal: AbortSignal,
): Promise<PushResult> {
  const known = intents.flatMap((intent) => {
    const remoteId = context.journal.identities.remoteId(intent.contactId)
    return remoteId === null ? [] : [{ intent, remoteId }]
  })
  const lookedAt = known.filter(({ intent }) => needsRemote(intent.edits))
  const remotes = await readRemotes(
    context,
    lookedAt.map(({ remoteId }) => remoteId),
    signal,
  )
  if (remotes === null) return refuseAll(intents)
  const isGone = (id: RemoteId, { edits }: UpdateIntent) => needsRemote(edits) && !remotes.has(id)

  const updates = known.flatMap(({ intent, remoteId }): Update[] => {
    if (isGone(remoteId, intent)) return []
    const remote = remotes.get(remoteId) ?? null
    return [{ intent, remoteId, remote, resolved: resolve(context, remote, intent.edits) }]
  })
  const leaving = updates.filter(isLeaving)
  const deleted = await pushDeletions(context, leaving, signal)
  const staying = updates.filter((update) => !leaving.includes(update))
  const patched = await sendPatches(context, staying, signal)
  const linked = await pushCompanies(context, patched, signal)

  const gone = intents.filter((intent) => !updates.some((update) => update.intent === intent))
  return {
    moves: [
      ...gone.flatMap((intent) => judgeGone(context, intent)),
      ...deleted,
      ...linked.updates.flatMap(({ intent, parts }) => toMoves(intent.contactId, parts)),
    ],
    contacts: linked.updates.flatMap(({ contact }) => (contact === null ? [] : [contact])),
    companies: linked.companies,
  }
}

/** This user may not even look at them. */
const refuseAll = (intents: readonly UpdateIntent[]): PushResult => ({
  moves: intents.flatMap(({ contactId, edits }) => toMoves(contactId, judgeEdits(forbidden, edits))),
  contacts: [],
  companies: [],
})

/** Of one that was to be deleted that is as it should be. */
const judgeGone = (context: SyncContext, intent: UpdateIntent): readonly JournaledTarget[] =>
  wantsDeletion(intent)
    ? settleDeleted(context, intent)
    : toMoves(intent.contactId, judgeEdits({ kind: 'gone' }, intent.edits))

/** @returns `null` where contacts are not for this user */
async function readRemotes(context: SyncContext, ids: readonly RemoteId[], signal: AbortSignal) {
  if (ids.length === 0) return new Map<RemoteId, RemoteContact>()
  const read = await orNull(context.connector.readContacts(ids, signal))
  if (read === null) return null
  const { identities } = context.journal
  return new Map([...read].map(([id, contact]) => [id, identities.adoptContact(contact)]))
}

function resolve(
  { journal }: SyncContext,
  remote: RemoteContact | null,
  edits: readonly SquashedEdit[],
): ResolvedUpdate {
  if (remote !== null) {
    return resolveUpdate(
      remote,
      edits.map((edit) => journal.identities.adoptEdit(edit)),
    )
  }
  const patch = patchOfTags(edits.map(({ edit }) => edit))
  return { patch, companies: [], sent: edits, already: [], conflicts: [], fields: null }
}

/** An update whose patch has its answer; links come next. */
export interface PatchedUpdate extends Update {
  readonly parts: readonly Part[]
  readonly isPatched: boolean
  readonly updatedAt: number | null
}

async function sendPatches(
  context: SyncContext,
  updates: readonly Update[],
  signal: AbortSignal,
): Promise<readonly PatchedUpdate[]> {
  const items = updates.flatMap(({ remoteId, remote, resolved: { patch } }): ContactUpdate[] =>
    patch === null ? [] : [{ remoteId, patch, ...(remote === null ? {} : { base: remote.fields }) }],
  )
  const results =
    items.length === 0 ? [] : await orForbidden(items.length, context.connector.updateContacts(items, signal))
  context.rests.noteResults('contact-update', results)
  const byId = new Map(items.map(({ remoteId }, index) => [remoteId, results[index] ?? { kind: 'not-sent' as const }]))
  return updates.map((update) => withResult(update, byId.get(update.remoteId)))
}

function withResult(update: Update, result: ItemResult | undefined): PatchedUpdate {
  const { already, conflicts, sent } = update.resolved
  const patchEdits = sent.filter(({ edit }) => fieldOf(edit) !== 'company')
  return {
    ...update,
    isPatched: result === undefined || result.kind === 'applied',
    updatedAt: result?.kind === 'applied' ? result.updatedAt : null,
    parts: [
      ...already.map(({ mutationIds }): Part => ({ mutationIds, verdict: { kind: 'applied' } })),
      ...conflicts.map(({ edit, conflict }): Part => ({
        mutationIds: edit.mutationIds,
        edit: edit.edit,
        verdict: { kind: 'problem', problem: { kind: 'conflict', conflict } },
      })),
      ...judgeEdits(result ?? { kind: 'applied', remoteId: update.remoteId, updatedAt: null }, patchEdits),
    ],
  }
}
