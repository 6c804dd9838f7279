import { aboutField } from '#shared/domain/fault.ts'
import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import {
  kindOf,
  toEntityId,
  type CompanyId,
  type ContactId,
  type MutationId,
  type NeighbourKind,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { memberField, memberOf, withAbout, type Neighbour, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import {
  isRemovalOf,
  resolveNeighbour,
  type ResolvedNeighbour,
  type SquashedNeighbourEdit,
} from '#shared/sync/neighbour-edits.ts'
import type { NeighbourIntent } from '#shared/sync/plan-neighbours.ts'
import type { ItemResult } from '../connectors/contact-writes.ts'
import type { NeighbourWays } from '../connectors/neighbour-port.ts'
import { forbidden, orForbidden, orNull } from '../connectors/not-for-user.ts'
import type { PushResult } from './deliver.ts'
import { leavingOutOf, lostValuesOf, nothingLost, type LostValues } from './lost-values.ts'
import type { SyncContext } from './sync-context.ts'
import { judgeLossyCreate, judgeRefusedCreate, toMoves, toVerdict, type Part, type Verdict } from './verdicts.ts'

export type NeighbourCreateIntent = NeighbourIntent & { kind: 'create' }
export type NeighbourUpdateIntent = NeighbourIntent & { kind: 'update' }

const notSent: ItemResult = { kind: 'not-sent' }

/** A record as the CRM knows it: about contacts by their own ids there. */
export function toSendable<N extends Neighbour>(context: SyncContext, record: N): N {
  return withAbout(record, { contact: (id) => toRemote(context, id), company: (id) => toRemote(context, id) })
}

function toRemote<Id extends ContactId | CompanyId>({ accountId, journal }: SyncContext, id: Id): Id {
  const remoteId = journal.identities.remoteId(id)
  return remoteId === null ? id : toEntityId<Id>(accountId, remoteId)
}

function toSendableField(context: SyncContext, field: string): string {
  const member = memberOf(field)
  return member === null ? field : memberField(toRemote(context, member))
}

/** What this kind of record is spoken to by; everything of it is refused where the CRM has no such thing. */
const portOf = ({ connector }: SyncContext, kind: NeighbourKind): NeighbourWays | null =>
  connector.neighbours[kind] ?? null

/** Sends new records of one kind, with everything that was edited on them since. */
export async function pushNewNeighbours(
  context: SyncContext,
  kind: NeighbourKind,
  intents: readonly NeighbourCreateIntent[],
  signal: AbortSignal,
): Promise<PushResult> {
  const items = intents.map(({ recordId, record }) => ({ key: recordId, record: toSendable(context, record) }))
  const results = (await portOf(context, kind)?.create(items, signal)) ?? intents.map(() => unknownKind)
  context.rests.noteResults(`${kind}-create`, results)
  const pairs = intents.map((intent, at) => ({ intent, result: results[at] ?? notSent }))
  for (const { intent, result } of pairs) {
    if (result.kind === 'applied') context.journal.identities.learn(kind, intent.recordId, result.remoteId)
  }
  const lost = pairs.map(({ intent: { mutationIds }, result }) => {
    const [createId] = mutationIds
    const create = createId === undefined ? null : context.journal.mutation(createId)
    return lostValuesOf(create, result.kind === 'applied' ? result.without : undefined)
  })
  return {
    moves: pairs.flatMap(({ intent, result }, at) => [
      ...toMoves(intent.recordId, judgeCreate(intent, result, lost[at])),
      ...(lost[at]?.moves ?? []),
    ]),
    contacts: [],
    neighbours: pairs.flatMap(({ intent, result }) =>
      result.kind === 'applied' ? [toNeighbour(context, intent, result)] : [],
    ),
    companies: [],
    added: lost.flatMap(({ added }) => added),
  }
}

const unknownKind: ItemResult = { kind: 'rejected', field: null, reason: 'not-supported', message: '' }

function judgeCreate(
  intent: NeighbourCreateIntent,
  result: ItemResult,
  lost: LostValues = nothingLost,
): readonly Part[] {
  const { mutationIds, folded } = intent
  const all = (ids: readonly MutationId[], verdict: Verdict): Part => ({ mutationIds: ids, verdict })
  switch (result.kind) {
    case 'applied':
      if (result.without === undefined) return [all(mutationIds, { kind: 'applied' })]
      return judgeLossyCreate(result.without, lost, intent, ({ field }) => nameOf(field))
    case 'not-sent':
      return [all(mutationIds, { kind: 'later' })]
    case 'gone':
      return [all(mutationIds, { kind: 'problem', problem: { kind: 'gone' } })]
    case 'rejected':
      return judgeRefusedCreate(result, mutationIds, folded, ({ field }) => nameOf(field))
  }
}

const nameOf = (field: string): NeighbourFieldName => `neighbour:${field}`

/** The CRM answers with the id alone; the next pull brings its own times. */
function toNeighbour(
  { accountId, clock }: SyncContext,
  { recordId, record }: NeighbourCreateIntent,
  { remoteId, updatedAt, without }: ItemResult & { kind: 'applied' },
): RemoteNeighbour {
  const at = updatedAt ?? Math.floor(clock.now() / 1000) * 1000
  return {
    ...leavingOutOf(record, without),
    id: recordId,
    remoteId,
    accountId,
    createdAt: at,
    createdBy: null,
    updatedAt: at,
    updatedBy: null,
  }
}

interface Update {
  readonly intent: NeighbourUpdateIntent
  readonly remote: RemoteNeighbour
  readonly resolved: ResolvedNeighbour
}

/** Sends edits of records that the CRM has: look at them, compare, send changed fields. Every step may be repeated. */
export async function pushNeighbourEdits(
  context: SyncContext,
  kind: NeighbourKind,
  intents: readonly NeighbourUpdateIntent[],
  signal: AbortSignal,
): Promise<PushResult> {
  const { identities } = context.journal
  const port = portOf(context, kind)
  const ids = intents.flatMap(({ recordId }) => identities.remoteId(recordId) ?? [])
  const read = port === null ? new Map<RemoteId, RemoteNeighbour>() : await orNull(port.read(ids, signal))
  if (read === null) return refuseAll(intents)
  const updates = intents.flatMap((intent): Update[] => {
    const remote = read.get(identities.remoteId(intent.recordId) ?? NOBODY)
    if (remote === undefined) return []
    const adopted = identities.adoptNeighbour(remote)
    const edits = intent.edits.map(identities.adoptNeighbourEdit)
    return [{ intent, remote: adopted, resolved: resolveNeighbour(adopted, edits) }]
  })
  const changed = updates.filter(({ resolved }) => resolved.sent.length > 0)
  const items = changed.map(({ remote, resolved: { record, sent } }) => ({
    remoteId: remote.remoteId,
    record: toSendable(context, record),
    before: toSendable(context, remote),
    fields: sent.map(({ edit }) => toSendableField(context, edit.field)),
  }))
  const results = items.length === 0 ? [] : await orForbidden(items.length, port?.update(items, signal) ?? none)
  context.rests.noteResults(`${kind}-update`, results)
  const judged = updates.map((update) => {
    const at = changed.indexOf(update)
    const result = at === -1 ? null : (results[at] ?? notSent)
    return { update, result, parts: judgeUpdate(context, update.resolved, result) }
  })
  const isGone = ({ recordId }: NeighbourUpdateIntent) => !updates.some(({ intent }) => intent.recordId === recordId)
  const gone = intents.filter(isGone)
  return {
    moves: [
      ...gone.flatMap(({ recordId, edits }) => toMoves(recordId, judgeAll(edits, verdictOfGone(edits)))),
      ...judged.flatMap(({ update, parts }) => toMoves(update.intent.recordId, parts)),
    ],
    contacts: [],
    neighbours: judged
      .filter(({ update: { resolved }, result }) => !isTakenAway(resolved, result))
      .map(({ update: { remote, resolved }, result }) => afterUpdate(remote, resolved, result)),
    companies: [],
  }
}

/** This user may not even look at them. */
const refuseAll = (intents: readonly NeighbourUpdateIntent[]): PushResult => ({
  moves: intents.flatMap(({ recordId, edits }) => toMoves(recordId, judgeAll(edits, problemOf(forbidden)))),
  contacts: [],
  neighbours: [],
  companies: [],
})

const none = Promise.resolve<readonly ItemResult[]>([])

/** Of one that was to be taken away that is as it should be. */
const verdictOfGone = (edits: readonly SquashedNeighbourEdit[]): Verdict =>
  edits.some(isRemovalOf) ? { kind: 'applied' } : problemOf({ kind: 'gone' })

const isTakenAway = ({ sent }: ResolvedNeighbour, result: ItemResult | null): boolean =>
  sent.some(isRemovalOf) && (result?.kind === 'applied' || result?.kind === 'gone')

const NOBODY = '' as RemoteId
const problemOf = (problem: Problem): Verdict => ({ kind: 'problem', problem })

/** @param result `null` where nothing had to be sent */
function judgeUpdate(
  context: SyncContext,
  { sent, already, conflicts }: ResolvedNeighbour,
  result: ItemResult | null,
): readonly Part[] {
  const apart = [
    ...judgeAll(already, { kind: 'applied' }),
    ...conflicts.flatMap(({ edit, conflict }) => judgeAll([edit], problemOf({ kind: 'neighbour-conflict', conflict }))),
  ]
  switch (result?.kind) {
    case undefined:
      return apart
    case 'applied':
      return [...apart, ...judgeAll(sent, { kind: 'applied' })]
    case 'not-sent':
      return [...apart, ...judgeAll(sent, { kind: 'later' })]
    case 'gone':
      return [...apart, ...judgeAll(sent, verdictOfGone(sent))]
    case 'rejected': {
      const faults = sent.map(({ edit }) => aboutField(result, nameOf(toSendableField(context, edit.field))))
      if (faults.every((one) => one === null)) return [...apart, ...judgeAll(sent, problemOf(result))]
      const judged = sent.flatMap((edit, at) => judgeAll([edit], toVerdict(faults[at] ?? null)))
      return [...apart, ...judged]
    }
  }
}

const judgeAll = (edits: readonly SquashedNeighbourEdit[], verdict: Verdict): readonly Part[] =>
  edits.map(({ mutationIds, edit }) => ({ mutationIds, verdict, edit }))

/** As the CRM has it now: what was read, with what it has just taken. */
function afterUpdate(
  remote: RemoteNeighbour,
  { record }: ResolvedNeighbour,
  result: ItemResult | null,
): RemoteNeighbour {
  if (result?.kind !== 'applied') return remote
  return { ...remote, ...record, updatedAt: result.updatedAt ?? remote.updatedAt }
}

/** Of what is next in line, records of one kind that can go in one request: new ones before changed ones. */
export function nextNeighbours(
  intents: readonly NeighbourIntent[],
):
  | { readonly kind: NeighbourKind; readonly creates: readonly NeighbourCreateIntent[] }
  | { readonly kind: NeighbourKind; readonly updates: readonly NeighbourUpdateIntent[] }
  | null {
  const creates = intents.filter((intent) => intent.kind === 'create')
  const updates = intents.filter((intent) => intent.kind === 'update' && intent.edits.length > 0)
  const [first] = [...creates, ...updates]
  if (first === undefined) return null
  const kind = kindOf(first.recordId)
  const isAlike = ({ recordId }: NeighbourIntent) => kindOf(recordId) === kind
  if (creates.length > 0) return { kind, creates: creates.filter(isAlike) }
  return { kind, updates: updates.filter((intent) => intent.kind === 'update').filter(isAlike) }
}
