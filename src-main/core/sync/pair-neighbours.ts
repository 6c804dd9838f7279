import { uuidOf, type NeighbourId, type RemoteId } from '#shared/domain/ids.ts'
import { isSale, type Neighbour, type RemoteNeighbour, type Sale } from '#shared/domain/neighbour.ts'
import { aboutInFingerprint, fingerprintOfNeighbour } from '#shared/sync/fingerprint.ts'
import { isAsMade } from '#shared/sync/is-as-made.ts'
import type { CreatedNeighbours } from '../connectors/neighbour-port.ts'
import type { Doubt } from './journal-rows.ts'
import { toSendable } from './push-neighbours.ts'
import type { SyncContext } from './sync-context.ts'

export type NeighbourDoubt = Doubt & { readonly recordId: NeighbourId }

interface Pair {
  readonly doubt: NeighbourDoubt
  readonly found: RemoteNeighbour
}

/** What its user has to look at: it may be one of these. */
interface Question {
  readonly doubt: NeighbourDoubt
  readonly candidates: readonly RemoteNeighbour[]
}

interface Pairing {
  readonly pairs: readonly Pair[]
  readonly questions: readonly Question[]
}

/**
 * Which of what came into being is what was sent. By its key where the CRM keeps one: then likeness says nothing. Else what is
 * like it goes before what may have been changed since: a deal that has been given or has lost contacts is taken for ours only where
 * it is the only one and nothing else of it is otherwise; of a note or a task in other words nothing says whether it is ours.
 */
export function pairNeighbours(
  context: SyncContext,
  doubts: readonly NeighbourDoubt[],
  { created, keys, reworded = new Set() }: CreatedNeighbours,
): Pairing {
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
  const isWhole = (one: RemoteNeighbour, doubt: NeighbourDoubt): boolean => {
    const made = saleOf(context, doubt)
    return made === null || (isSale(one) && isAsMade(one, made, editedSince(context, doubt)))
  }
  const isAlike = (one: RemoteNeighbour, { state }: NeighbourDoubt) => fingerprintOfNeighbour(one) === state.fingerprint
  take((one, doubt) => isAlike(one, doubt) && isWhole(one, doubt))
  take(isAlike)
  const left = doubts.filter(isOpen)
  const mayBe = (one: RemoteNeighbour, doubt: NeighbourDoubt): boolean =>
    isSale(one)
      ? isRelinked(one, saleOf(context, doubt), doubt.state.fingerprint)
      : isReworded(one, doubt.state.fingerprint, reworded)
  const questions = left.flatMap((doubt) => {
    const candidates = strangers.filter((one) => mayBe(one, doubt))
    return candidates.length === 0 ? [] : [{ doubt, candidates }]
  })
  const isCertain = ({ doubt, candidates: [only, ...others] }: Question): boolean =>
    only !== undefined &&
    others.length === 0 &&
    isSale(only) &&
    isWhole(only, doubt) &&
    left.every((other) => other === doubt || !mayBe(only, other))
  const certain = questions.filter(isCertain)
  pairs.push(...certain.flatMap(({ doubt, candidates }) => candidates.map((found) => ({ doubt, found }))))
  return { pairs, questions: questions.filter((question) => !certain.includes(question)) }
}

/** What was sent, where that was a deal or a lead. */
function saleOf(context: SyncContext, { mutationId }: NeighbourDoubt): Sale | null {
  const change = context.journal.mutation(mutationId)?.change
  const record = change?.kind === 'create-neighbour' ? change.record : null
  return record !== null && isSale(record) ? toSendable(context, record) : null
}

/** Names of fields that were edited here since it was sent. */
const editedSince = ({ journal }: SyncContext, { recordId }: NeighbourDoubt): ReadonlySet<string> =>
  new Set(
    journal.pendingChanges(recordId).flatMap((change) => (change.kind === 'edit-neighbour' ? [change.edit.field] : [])),
  )

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

/**
 * Colleagues put a note in other words, and a task in other words or to another hour. About whom it is stays, and so does who made it;
 * telephony and robots write under types of their own.
 */
function isReworded({ fields, remoteId }: RemoteNeighbour, fingerprint: string, reworded: ReadonlySet<RemoteId>) {
  return (
    reworded.has(remoteId) &&
    'aboutId' in fields &&
    'text' in fields &&
    fields.aboutId === aboutInFingerprint(fingerprint) &&
    (!('noteType' in fields) || fields.noteType === 'common')
  )
}
