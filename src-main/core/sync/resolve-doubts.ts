import type { ContactFields, RemoteContact } from '#shared/domain/contact.ts'
import { foldName } from '#shared/domain/same-text.ts'
import { fingerprintOf } from '#shared/sync/fingerprint.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { deliver } from './deliver.ts'
import type { Doubt, JournaledTarget } from './journal-rows.ts'
import type { SyncContext } from './sync-context.ts'

/** How long the CRM may take until a contact that it has created shows in its lists. */
export const CRM_LAG_MS = 5_000

/** Clocks of laptops are wrong by this much and more often than one thinks; looking too far back costs one page. */
const CLOCK_MARGIN_MS = 10 * 60_000

/** How far back to look once the clock is known to have jumped. */
const CLOCK_JUMP_MS = 2 * 24 * 3_600_000

/**
 * Looks for contacts that may or may not have been created: adopts one exact match, puts it back in line on none,
 * asks the user on several. None is believed only when it is found twice, `CRM_LAG_MS` apart.
 * @returns when to look again, milliseconds from now; `null` when no doubt is left
 */
export async function resolveDoubts(context: SyncContext, signal: AbortSignal): Promise<number | null> {
  const doubts = context.journal.doubts(context.accountId)
  if (doubts.length === 0) return null
  const known = doubts.filter(({ contactId }) => context.journal.identities.remoteId(contactId) !== null)
  await deliver(context, { moves: known.map(adopted(context)), contacts: [], companies: [] })

  const open = doubts.filter((doubt) => !known.includes(doubt))
  if (open.length === 0) return null
  const since = lookFrom(
    open.map(({ state }) => state.sentAt),
    context.clock.now(),
  )
  const found = await context.connector.findCreated(since, signal)
  const strangers = found.filter((contact) => !context.journal.identities.isOurs(contact))
  // In the order in which they came into being, as the doubts are in the order in which they were sent.
  strangers.sort((a, b) => a.createdAt - b.createdAt || a.remoteId.localeCompare(b.remoteId, 'en', { numeric: true }))
  const byFingerprint = Map.groupBy(strangers, ({ fields }) => fingerprintOf(fields))
  for (const [fingerprint, group] of Map.groupBy(open, ({ state }) => state.fingerprint)) {
    await resolveGroup(context, group, byFingerprint.get(fingerprint) ?? [])
  }
  return context.journal.doubts(context.accountId).length > 0 ? CRM_LAG_MS : null
}

/** From when on a contact may be ours, by this device's clock as it goes now. */
function lookFrom(sentAt: readonly number[], now: number): number {
  const first = Math.min(...sentAt)
  // Sent in the future: the clock has been put back since. By how much nobody knows; mostly it is hours, or a day.
  return first > now ? now - CLOCK_JUMP_MS : first - CLOCK_MARGIN_MS
}

/** Equal contacts that were sent, against equal contacts that the CRM has. */
async function resolveGroup(
  context: SyncContext,
  doubts: readonly Doubt[],
  candidates: readonly RemoteContact[],
): Promise<void> {
  if (candidates.length > doubts.length) {
    return deliver(context, { moves: doubts.map(askAbout(candidates)), contacts: [], companies: [] })
  }
  const { pairs, doubts: lost, contacts: strangers } = pairUp(context, doubts, candidates)
  // Alike, but without something that was sent: taking it for ours could lose that.
  const isAsked = lost.length > 0 && strangers.length > 0
  for (const { doubt, contact } of pairs) context.journal.identities.learn('contact', doubt.contactId, contact.remoteId)
  await deliver(context, {
    moves: [
      ...pairs.map(({ doubt }) => adopted(context)(doubt)),
      ...lost.map(isAsked ? askAbout(strangers) : notFound(context)),
    ],
    contacts: pairs.map(({ contact }) => context.journal.identities.adoptContact(contact)),
    companies: [],
  })
}

/** Each doubt with the first contact that has all that was sent, and what is left over on either side. */
function pairUp({ journal }: SyncContext, doubts: readonly Doubt[], candidates: readonly RemoteContact[]) {
  const contacts = [...candidates]
  const pairs: { doubt: Doubt; contact: RemoteContact }[] = []
  const left: Doubt[] = []
  for (const doubt of doubts) {
    const change = journal.mutation(doubt.mutationId)?.change
    const edits = journal.pendingEdits(doubt.contactId)
    const at = contacts.findIndex(({ fields }) => change?.kind !== 'create' || holds(fields, change.fields, edits))
    const [contact] = at === -1 ? [] : contacts.splice(at, 1)
    if (contact === undefined) left.push(doubt)
    else pairs.push({ doubt, contact })
  }
  return { pairs, doubts: left, contacts }
}

/**
 * Whether a contact has what the fingerprint does not tell of. Values may have been worded anew by the CRM. What a later
 * edit changes again is not asked for: it may have left with the create, and if not, it is compared once more.
 */
function holds(theirs: ContactFields, created: ContactFields, edits: readonly FieldEdit[]): boolean {
  const tags = new Set(theirs.tags.map(foldName))
  const isTagEdited = (tag: string) => edits.some((edit) => edit.kind === 'tag' && edit.tag === tag)
  const isFieldEdited = (id: string) => edits.some((edit) => edit.kind === 'custom' && edit.fieldId === id)
  return (
    created.tags.every((tag) => isTagEdited(tag) || tags.has(foldName(tag))) &&
    Object.keys(created.custom).every((id) => isFieldEdited(id) || id in theirs.custom)
  )
}

const askAbout =
  (candidates: readonly RemoteContact[]) =>
  (doubt: Doubt): JournaledTarget => {
    const problem = { kind: 'doubtful' as const, candidates: candidates.map(({ remoteId }) => remoteId) }
    return { ...doubt, state: { kind: 'set-aside', problem } }
  }

/** It exists: what is left of the create is its company, if it has one. */
const adopted =
  ({ journal }: SyncContext) =>
  (doubt: Doubt): JournaledTarget => {
    const change = journal.mutation(doubt.mutationId)?.change
    const hasCompany = change?.kind === 'create' && change.fields.companyIds.length > 0
    return { ...doubt, state: hasCompany ? { kind: 'pending' } : { kind: 'settled' } }
  }

const notFound =
  ({ clock }: SyncContext) =>
  (doubt: Doubt): JournaledTarget => {
    const now = clock.now()
    // A first look in the future was by a clock that has been put back since: it says nothing about how long ago.
    const lookedAt = doubt.state.lookedAt !== null && doubt.state.lookedAt <= now ? doubt.state.lookedAt : null
    const isSure = lookedAt !== null && now - lookedAt >= CRM_LAG_MS
    return { ...doubt, state: isSure ? { kind: 'pending' } : { ...doubt.state, lookedAt: lookedAt ?? now } }
  }
