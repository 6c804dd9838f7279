import {
  isNeighbourId,
  kindOf,
  remoteIdOf,
  toNeighbourId,
  uuidOf,
  type NeighbourId,
  type NeighbourKind,
  type RemoteId,
} from '#shared/domain/ids.ts'
import { isSale, type Neighbour, type RemoteNeighbour, type Sale } from '#shared/domain/neighbour.ts'
import { aboutInFingerprint, fingerprintOfNeighbour } from '#shared/sync/fingerprint.ts'
import type { CreatedNeighbours } from '../connectors/connector.ts'
import { deliver } from './deliver.ts'
import type { Doubt, JournaledTarget } from './journal-rows.ts'
import { askAbout, LOOK_AGAIN_MS, lookFrom, notFound } from './resolve-doubts.ts'
import type { SyncContext } from './sync-context.ts'

type NeighbourDoubt = Doubt & { readonly recordId: NeighbourId }

/**
 * Looks for notes, tasks and the like that may or may not have been created, as `resolveDoubts` does for contacts. Where the CRM
 * takes no key of them, likeness tells them: what it is about, its words, its hour. An equal one that somebody else has made in
 * the same minute does the same service, and is taken for ours; nothing is lost by that, as there is nothing more to it. Where
 * somebody may have deleted it meanwhile, the user is asked.
 * @returns when to look again, milliseconds from now; `null` when no doubt is left
 */
export async function resolveNeighbourDoubts(context: SyncContext, signal: AbortSignal): Promise<number | null> {
  const byKind = Map.groupBy(openDoubts(context), ({ recordId }) => kindOf(recordId))
  for (const [kind, doubts] of byKind) await resolveKind(context, kind, doubts, signal)
  return openDoubts(context).length > 0 ? LOOK_AGAIN_MS : null
}

const openDoubts = ({ accountId, journal }: SyncContext): readonly NeighbourDoubt[] =>
  journal.doubts(accountId).filter((doubt): doubt is NeighbourDoubt => isNeighbourId(doubt.recordId))

async function resolveKind(
  context: SyncContext,
  kind: NeighbourKind,
  doubts: readonly NeighbourDoubt[],
  signal: AbortSignal,
): Promise<void> {
  const { connector, journal } = context
  const port = connector.neighbours[kind]
  if (port === undefined) return
  const { identities } = journal
  // The identity is written before the outcome: killed in between, it is known.
  const known = doubts.filter(({ recordId }) => identities.remoteId(recordId) !== null)
  const open = doubts.filter((doubt) => !known.includes(doubt))
  const look = open.length === 0 ? null : await port.findCreated(lookFrom(context, open), signal, aboutOf(open))
  const pairs = look === null ? [] : pairNeighbours(context, open, look)
  for (const { doubt, found } of pairs) identities.learn(kind, doubt.recordId, found.remoteId)
  const lost = open.filter((doubt) => !pairs.some((pair) => pair.doubt === doubt))
  await deliver(context, {
    moves: [...known, ...pairs.map(({ doubt }) => doubt)]
      .map(toSettled)
      .concat(lost.map(toUnfound(context, kind, look))),
    contacts: [],
    neighbours: pairs.map(({ found }) => identities.adoptNeighbour(found)),
    companies: [],
  })
}

/** Contacts that they are about, as the CRM knows them. */
const aboutOf = (doubts: readonly NeighbourDoubt[]): readonly RemoteId[] => [
  ...new Set(
    doubts.flatMap(({ state }) => {
      const about = aboutInFingerprint(state.fingerprint)
      return about === null ? [] : (remoteIdOf(about) ?? [])
    }),
  ),
]

interface Pair {
  readonly doubt: NeighbourDoubt
  readonly found: RemoteNeighbour
}

/** By its key where the CRM keeps one: then likeness says nothing. What is like it in everything goes before what has been joined since. */
function pairNeighbours(
  { journal }: SyncContext,
  doubts: readonly NeighbourDoubt[],
  { created, keys }: CreatedNeighbours,
): readonly Pair[] {
  const strangers = created.filter((one) => !journal.identities.isOurNeighbour(one))
  const pairs: Pair[] = []
  function take(isMadeOf: (one: RemoteNeighbour, doubt: NeighbourDoubt) => boolean): void {
    for (const doubt of doubts) {
      const isPaired = pairs.some((pair) => pair.doubt === doubt)
      const at = isPaired ? -1 : strangers.findIndex((one) => isMadeOf(one, doubt))
      const [found] = at === -1 ? [] : strangers.splice(at, 1)
      if (found !== undefined) pairs.push({ doubt, found })
    }
  }
  if (keys !== undefined) take(({ remoteId }, { recordId }) => keys.get(remoteId) === uuidOf(recordId))
  else {
    take((one, { state }) => fingerprintOfNeighbour(one) === state.fingerprint)
    take((one, { state }) => isSale(one) && fingerprintOfNeighbour(withoutContacts(one)) === state.fingerprint)
    take((one, { mutationId }) => {
      const change = journal.mutation(mutationId)?.change
      return change?.kind === 'create-neighbour' && isSale(one) && isSale(change.record) && isLeftOf(one, change.record)
    })
  }
  return pairs
}

/** A deal of nobody: robots and colleagues give it a contact before anybody has looked for it. */
const withoutContacts = (sale: Sale): Neighbour =>
  ({ ...sale, fields: { ...sale.fields, contactIds: [], mainContactId: null } }) as Sale

/** The same but for contacts that a colleague has taken off it since. */
const isLeftOf = (one: Sale, made: Sale): boolean =>
  one.fields.contactIds.length < made.fields.contactIds.length &&
  one.fields.contactIds.every((id) => made.fields.contactIds.includes(id)) &&
  fingerprintOfNeighbour(withoutContacts(one)) === fingerprintOfNeighbour(withoutContacts(made))

/** What the CRM has deleted and no longer describes could be it: sent again there might be two. */
function toUnfound({ accountId, journal }: SyncContext, kind: NeighbourKind, look: CreatedNeighbours | null) {
  const isStranger = (remoteId: RemoteId) => {
    const id = toNeighbourId(kind, accountId, remoteId)
    return journal.identities.adoptNeighbourId(id) === id
  }
  const silent = (look?.deleted ?? []).filter(isStranger)
  return silent.length > 0 ? askAbout(silent.map((remoteId) => ({ remoteId }))) : notFound(look?.at ?? 0)
}

const toSettled = (doubt: Doubt): JournaledTarget => ({ ...doubt, state: { kind: 'settled' } })
