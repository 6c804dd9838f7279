import {
  isNeighbourId,
  kindOf,
  remoteIdOf,
  toNeighbourId,
  type NeighbourKind,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { Candidate } from '#shared/domain/mutation.ts'
import { aboutInFingerprint } from '#shared/sync/fingerprint.ts'
import type { CreatedNeighbours } from '../connectors/neighbour-port.ts'
import { orNull } from '../connectors/not-for-user.ts'
import { deliver } from './deliver.ts'
import type { Doubt, JournaledTarget } from './journal-rows.ts'
import { pairNeighbours, type NeighbourDoubt } from './pair-neighbours.ts'
import { askAbout, LOOK_AGAIN_MS, lookFrom, notFound } from './resolve-doubts.ts'
import type { SyncContext } from './sync-context.ts'

/**
 * Looks for notes, tasks and the like that may or may not have been created, as `resolveDoubts` does for contacts. Where the CRM
 * takes no key of them, likeness tells them: what it is about, its words, its hour. An equal one that somebody else has made in
 * the same minute does the same service, and is taken for ours; nothing is lost by that, as there is nothing more to it. Where
 * somebody may have deleted it meanwhile, or put it in other words, or a deal of its name has other contacts and more that is
 * otherwise, the user is asked.
 * @returns when to look again, milliseconds from now; `null` when no doubt is left
 */
export async function resolveNeighbourDoubts(context: SyncContext, signal: AbortSignal): Promise<number | null> {
  const byKind = Map.groupBy(openDoubts(context), ({ recordId }) => kindOf(recordId))
  const withheld = new Set<NeighbourKind>()
  for (const [kind, doubts] of byKind) {
    if (!(await resolveKind(context, kind, doubts, signal))) withheld.add(kind)
  }
  const open = openDoubts(context).filter(({ recordId }) => !withheld.has(kindOf(recordId)))
  return open.length > 0 ? LOOK_AGAIN_MS : null
}

const openDoubts = ({ accountId, journal }: SyncContext): readonly NeighbourDoubt[] =>
  journal.doubts(accountId).filter((doubt): doubt is NeighbourDoubt => isNeighbourId(doubt.recordId))

/** @returns whether this user may look for them: else they stay in doubt, until the next sync */
async function resolveKind(
  context: SyncContext,
  kind: NeighbourKind,
  doubts: readonly NeighbourDoubt[],
  signal: AbortSignal,
): Promise<boolean> {
  const { connector, journal } = context
  const port = connector.neighbours[kind]
  if (port === undefined) return true
  const { identities } = journal
  // The identity is written before the outcome: killed in between, it is known.
  const known = doubts.filter(({ recordId }) => identities.remoteId(recordId) !== null)
  const open = doubts.filter((doubt) => !known.includes(doubt))
  const since = open.length === 0 ? null : lookFrom(context, open)
  const look = since === null ? null : await orNull(port.findCreated(since, signal, aboutOf(open)))
  const isWithheld = since !== null && look === null
  const { pairs, questions } = look === null ? { pairs: [], questions: [] } : pairNeighbours(context, open, look)
  for (const { doubt, found } of pairs) identities.learn(kind, doubt.recordId, found.remoteId)
  const isLost = (doubt: NeighbourDoubt) => ![...pairs, ...questions].some((one) => one.doubt === doubt)
  const lost = isWithheld ? [] : open.filter(isLost)
  await deliver(context, {
    moves: [...known, ...pairs.map(({ doubt }) => doubt)]
      .map(toSettled)
      .concat(questions.map(({ doubt, candidates }) => askAbout(candidates, candidates.map(toCandidate))(doubt)))
      .concat(lost.map(toUnfound(context, kind, look))),
    contacts: [],
    neighbours: pairs.map(({ found }) => identities.adoptNeighbour(found)),
    companies: [],
  })
  return !isWithheld
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

/** Words may be long; this much of them tells which one it is. */
const SHOWN_LENGTH = 120

function toCandidate({ remoteId, fields }: RemoteNeighbour): Candidate {
  const words = 'name' in fields ? fields.name : 'text' in fields ? fields.text : ''
  const letters = [...words.trim().replaceAll(/\s+/gu, ' ')]
  const name = letters.length > SHOWN_LENGTH ? `${letters.slice(0, SHOWN_LENGTH).join('')}…` : letters.join('')
  return { remoteId, name, phone: '', email: '' }
}

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
