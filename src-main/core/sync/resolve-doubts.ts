import { displayNameOf, type RemoteContact } from '#shared/domain/contact.ts'
import { isContactId, toEntityId, uuidOf, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { Candidate } from '#shared/domain/mutation.ts'
import { fingerprintOf } from '#shared/sync/fingerprint.ts'
import { linksOfCreate } from '#shared/sync/plan-push.ts'
import type { CreatedContact } from '../connectors/contact-writes.ts'
import { orNull } from '../connectors/not-for-user.ts'
import { deliver } from './deliver.ts'
import type { ContactDoubt, Doubt, JournaledTarget } from './journal-rows.ts'
import { pairUp } from './pair-up.ts'
import type { SyncContext } from './sync-context.ts'

/** How long the CRM may take until a contact that it has created shows in its lists, by its own clock. */
export const CRM_LAG_MS = 5_000

/** Servers say whole seconds: to be sure that the lag has passed takes a second more, and a bit. */
export const LOOK_AGAIN_MS = CRM_LAG_MS + 1_500

/** Servers of one vendor do not agree on the time; looking too far back costs a page at most. */
const SERVERS_APART_MS = 60_000

/** How much further back to look for what left before the journal kept the server's time: clocks are wrong by hours. */
const UNKNOWN_SINCE_MS = 2 * 24 * 3_600_000

/**
 * Looks for contacts that may or may not have been created: one that was marked is known by its key alone; of the
 * others one exact match is adopted, and several are a question for the user. What is not found goes back in line, but
 * only when it is found missing twice, `CRM_LAG_MS` apart.
 * @returns when to look again, milliseconds from now; `null` when no doubt is left
 */
export async function resolveDoubts(context: SyncContext, signal: AbortSignal): Promise<number | null> {
  const { connector, journal } = context
  const doubts = openDoubts(context)
  if (doubts.length === 0) return null
  const known = doubts.filter(({ recordId }) => journal.identities.remoteId(recordId) !== null)
  await deliver(context, { moves: known.map(adopted(context)), contacts: [], companies: [] })

  const open = doubts.filter((doubt) => !known.includes(doubt))
  if (open.length === 0) return null
  const since = lookFrom(context, open)
  // What this user may not look for stays in doubt.
  const look = await orNull(connector.findCreated(since, signal))
  if (look === null) return null
  const { at, created, showsKeys } = look
  const missed = await resolveMarked(context, open, created)
  // Without keys to be read, a marked contact is like any other.
  const isKeyed = ({ state }: ContactDoubt) => state.isMarked && showsKeys
  await resolveMissed(context, missed.filter(isKeyed), since, at, signal)
  const strangers = inOrder(context, created).map(({ contact }) => contact)
  const byFingerprint = Map.groupBy(strangers, ({ fields }) => fingerprintOf(fields))
  const plain = missed.filter((doubt) => !isKeyed(doubt))
  for (const [fingerprint, group] of Map.groupBy(plain, ({ state }) => state.fingerprint)) {
    await resolveGroup(context, group, byFingerprint.get(fingerprint) ?? [], at)
  }
  return openDoubts(context).length > 0 ? LOOK_AGAIN_MS : null
}

const openDoubts = ({ accountId, journal }: SyncContext): readonly ContactDoubt[] =>
  journal.doubts(accountId).filter((doubt): doubt is ContactDoubt => isContactId(doubt.recordId))

/** From when on a record may be ours, by the server's time. */
export function lookFrom({ connector }: SyncContext, doubts: readonly Doubt[]): number {
  const now = connector.heardAt() ?? 0
  const since = doubts.map(
    ({ state: { sentAfter, sentAt = now } }) => sentAfter ?? Math.min(now, sentAt) - UNKNOWN_SINCE_MS,
  )
  return Math.min(...since) - SERVERS_APART_MS
}

/** Those that are not ours yet, in the order in which they came into being, as doubts are in the order of sending. */
function inOrder({ journal }: SyncContext, created: readonly CreatedContact[]): readonly CreatedContact[] {
  return created
    .filter(({ contact }) => !journal.identities.isOurs(contact))
    .sort(({ contact: a }, { contact: b }) => a.createdAt - b.createdAt || byRemoteId(a.remoteId, b.remoteId))
}

const byRemoteId = (a: RemoteId, b: RemoteId) => a.localeCompare(b, 'en', { numeric: true })

/**
 * Adopts what carries its key, however it looks by now. Where somebody has copied a contact, key and all, the oldest is
 * the one that was sent. @returns the doubts that are left
 */
async function resolveMarked(
  context: SyncContext,
  doubts: readonly ContactDoubt[],
  created: readonly CreatedContact[],
): Promise<readonly ContactDoubt[]> {
  const strangers = inOrder(context, created)
  const found = doubts.flatMap((doubt) => {
    const holder = doubt.state.isMarked ? strangers.find(({ keys }) => keys.includes(keyOf(doubt))) : undefined
    return holder === undefined ? [] : [{ doubt, contact: holder.contact }]
  })
  await adoptPairs(context, found)
  return doubts.filter((doubt) => !found.some((pair) => pair.doubt === doubt))
}

const keyOf = ({ recordId }: ContactDoubt): string => uuidOf(recordId) ?? recordId

/** Marked, and not in any list: deleted or merged away by somebody meanwhile, or it has never arrived. */
async function resolveMissed(
  context: SyncContext,
  doubts: readonly ContactDoubt[],
  since: number,
  at: number,
  signal: AbortSignal,
): Promise<void> {
  if (doubts.length === 0) return
  const deleted = await context.connector.findDeleted(since, signal)
  const silent = deleted.filter(({ keys, remoteId }) => keys === null && !isKnown(context, remoteId))
  const moves = doubts.map((doubt) => {
    const isGone = deleted.some(({ keys }) => keys?.includes(keyOf(doubt)) === true)
    if (isGone) return { ...doubt, state: { kind: 'set-aside' as const, problem: { kind: 'gone' as const } } }
    // What the CRM no longer describes could be this one.
    return silent.length > 0 ? askAbout(silent)(doubt) : notFound(at)(doubt)
  })
  await deliver(context, { moves, contacts: [], companies: [] })
}

function isKnown({ accountId, journal }: SyncContext, remoteId: RemoteId): boolean {
  const id = toEntityId<ContactId>(accountId, remoteId)
  return journal.identities.adoptContactId(id) !== id
}

/** Equal contacts that were sent, against equal contacts that the CRM has. */
async function resolveGroup(
  context: SyncContext,
  doubts: readonly ContactDoubt[],
  candidates: readonly RemoteContact[],
  at: number,
): Promise<void> {
  if (candidates.length > doubts.length) {
    return deliver(context, { moves: doubts.map(askWhichOf(candidates)), contacts: [], companies: [] })
  }
  const { pairs, doubts: lost, contacts: strangers } = pairUp(context.journal, doubts, candidates)
  // Alike, but without something that was sent: taking it for ours could lose that.
  const isAsked = lost.length > 0 && strangers.length > 0
  await adoptPairs(context, pairs)
  const moves = lost.map(isAsked ? askWhichOf(strangers) : notFound(at))
  await deliver(context, { moves, contacts: [], companies: [] })
}

interface Pair {
  readonly doubt: ContactDoubt
  readonly contact: RemoteContact
}

async function adoptPairs(context: SyncContext, pairs: readonly Pair[]): Promise<void> {
  const { identities } = context.journal
  for (const { doubt, contact } of pairs) identities.learn('contact', doubt.recordId, contact.remoteId)
  await deliver(context, {
    moves: pairs.map(({ doubt }) => adopted(context)(doubt)),
    contacts: pairs.map(({ contact }) => identities.adoptContact(contact)),
    companies: [],
  })
}

/** The user says whether it is one of these. */
export const askAbout =
  (candidates: readonly { readonly remoteId: RemoteId }[], seen?: readonly Candidate[]) =>
  (doubt: Doubt): JournaledTarget => {
    const problem = { kind: 'doubtful' as const, candidates: candidates.map(({ remoteId }) => remoteId) }
    return { ...doubt, state: { kind: 'set-aside', problem: seen === undefined ? problem : { ...problem, seen } } }
  }

/** With what tells them apart: the window may not have pulled them yet. */
const askWhichOf = (candidates: readonly RemoteContact[]) => askAbout(candidates, candidates.map(toCandidate))

const toCandidate = ({ remoteId, fields }: RemoteContact): Candidate => ({
  remoteId,
  name: displayNameOf(fields),
  phone: fields.phones[0]?.value ?? '',
  email: fields.emails[0]?.value ?? '',
})

/** It exists: what is left of the create is what it is linked to, if there is any of that. */
const adopted =
  ({ journal }: SyncContext) =>
  (doubt: ContactDoubt): JournaledTarget => {
    const change = journal.mutation(doubt.mutationId)?.change
    const isLeft = change?.kind === 'create' && linksOfCreate(change.fields, undefined).length > 0
    return { ...doubt, state: isLeft ? { kind: 'pending' } : { kind: 'settled' } }
  }

/** @param at when it was looked for, by the server's time */
export const notFound =
  (at: number) =>
  (doubt: Doubt): JournaledTarget => {
    // Another server of the vendor's may be behind the one that was asked first.
    const missedAt = Math.min(doubt.state.missedAt ?? at, at)
    const isSure = at - missedAt > CRM_LAG_MS
    return { ...doubt, state: isSure ? { kind: 'pending' } : { ...doubt.state, missedAt } }
  }
