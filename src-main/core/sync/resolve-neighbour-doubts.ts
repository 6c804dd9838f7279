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
import type { Candidate } from '#shared/domain/mutation.ts'
import { aboutInFingerprint, fingerprintOfNeighbour } from '#shared/sync/fingerprint.ts'
import { isAsMade } from '#shared/sync/is-as-made.ts'
import type { CreatedNeighbours } from '../connectors/connector.ts'
import { deliver } from './deliver.ts'
import type { Doubt, JournaledTarget } from './journal-rows.ts'
import { toSendable } from './push-neighbours.ts'
import { askAbout, LOOK_AGAIN_MS, lookFrom, notFound } from './resolve-doubts.ts'
import type { SyncContext } from './sync-context.ts'

type NeighbourDoubt = Doubt & { readonly recordId: NeighbourId }

/**
 * Looks for notes, tasks and the like that may or may not have been created, as `resolveDoubts` does for contacts. Where the CRM
 * takes no key of them, likeness tells them: what it is about, its words, its hour. An equal one that somebody else has made in
 * the same minute does the same service, and is taken for ours; nothing is lost by that, as there is nothing more to it. Where
 * somebody may have deleted it meanwhile, or a deal of its name has other contacts and more that is otherwise, the user is asked.
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
  const { pairs, questions } = look === null ? { pairs: [], questions: [] } : pairNeighbours(context, open, look)
  for (const { doubt, found } of pairs) identities.learn(kind, doubt.recordId, found.remoteId)
  const lost = open.filter((doubt) => ![...pairs, ...questions].some((one) => one.doubt === doubt))
  await deliver(context, {
    moves: [...known, ...pairs.map(({ doubt }) => doubt)]
      .map(toSettled)
      .concat(questions.map(({ doubt, candidates }) => askAbout(candidates, candidates.map(toCandidate))(doubt)))
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

/** What its user has to look at: it may be one of these. */
interface Question {
  readonly doubt: NeighbourDoubt
  readonly candidates: readonly RemoteSale[]
}

type RemoteSale = RemoteNeighbour & Sale

/**
 * By its key where the CRM keeps one: then likeness says nothing. Else what is like it goes before deals that have been given or
 * lost contacts since: of those one is taken for ours only where it is the only one, and nothing else of it is otherwise.
 */
function pairNeighbours(
  context: SyncContext,
  doubts: readonly NeighbourDoubt[],
  { created, keys }: CreatedNeighbours,
): { readonly pairs: readonly Pair[]; readonly questions: readonly Question[] } {
  const { journal } = context
  const strangers = created.filter((one) => !journal.identities.isOurNeighbour(one))
  const pairs: Pair[] = []
  const isOpen = (doubt: NeighbourDoubt) => !pairs.some((pair) => pair.doubt === doubt)
  function take(isMadeOf: (one: RemoteNeighbour, doubt: NeighbourDoubt) => boolean): void {
    for (const doubt of doubts.filter(isOpen)) {
      const at = strangers.findIndex((one) => isMadeOf(one, doubt))
      const [found] = at === -1 ? [] : strangers.splice(at, 1)
      if (found !== undefined) pairs.push({ doubt, found })
    }
  }
  if (keys !== undefined) {
    take(({ remoteId }, { recordId }) => keys.get(remoteId) === uuidOf(recordId))
    return { pairs, questions: [] }
  }
  const madeOf = ({ mutationId }: NeighbourDoubt): Sale | null => {
    const change = journal.mutation(mutationId)?.change
    const record = change?.kind === 'create-neighbour' ? change.record : null
    return record !== null && isSale(record) ? toSendable(context, record) : null
  }
  const editedSince = (id: NeighbourId) =>
    new Set(
      journal.pendingChanges(id).flatMap((change) => (change.kind === 'edit-neighbour' ? [change.edit.field] : [])),
    )
  const isWhole = (one: RemoteNeighbour, doubt: NeighbourDoubt): boolean => {
    const made = madeOf(doubt)
    return made === null || (isSale(one) && isAsMade(one, made, editedSince(doubt.recordId)))
  }
  const isAlike = (one: RemoteNeighbour, { state }: NeighbourDoubt) => fingerprintOfNeighbour(one) === state.fingerprint
  take((one, doubt) => isAlike(one, doubt) && isWhole(one, doubt))
  take(isAlike)
  const left = doubts.filter(isOpen)
  const mayBe = (one: RemoteNeighbour, doubt: NeighbourDoubt): one is RemoteSale =>
    isSale(one) && isRelinked(one, madeOf(doubt), doubt.state.fingerprint)
  const questions = left.flatMap((doubt) => {
    const candidates = strangers.filter((one): one is RemoteSale => mayBe(one, doubt))
    return candidates.length === 0 ? [] : [{ doubt, candidates }]
  })
  const isCertain = ({ doubt, candidates: [only, ...others] }: Question): boolean =>
    only !== undefined &&
    others.length === 0 &&
    isWhole(only, doubt) &&
    left.every((other) => other === doubt || !mayBe(only, other))
  const certain = questions.filter(isCertain)
  pairs.push(...certain.flatMap(({ doubt, candidates }) => candidates.map((found) => ({ doubt, found }))))
  return { pairs, questions: questions.filter((question) => !certain.includes(question)) }
}

/** Robots and colleagues give a deal of nobody a contact, or take one off, before anybody has looked for it. */
const isRelinked = (one: Sale, made: Sale | null, fingerprint: string): boolean =>
  fingerprintOfNeighbour(withoutContacts(one)) === fingerprint || (made !== null && isLeftOf(one, made))

const withoutContacts = (sale: Sale): Neighbour =>
  ({ ...sale, fields: { ...sale.fields, contactIds: [], mainContactId: null } }) as Sale

/** The same but for contacts that a colleague has taken off it since. */
const isLeftOf = (one: Sale, made: Sale): boolean =>
  one.fields.contactIds.length < made.fields.contactIds.length &&
  one.fields.contactIds.every((id) => made.fields.contactIds.includes(id)) &&
  fingerprintOfNeighbour(withoutContacts(one)) === fingerprintOfNeighbour(withoutContacts(made))

const toCandidate = ({ remoteId, fields: { name } }: RemoteSale): Candidate => ({
  remoteId,
  name,
  phone: '',
  email: '',
})

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
