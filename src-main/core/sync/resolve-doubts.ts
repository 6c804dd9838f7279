import type { RemoteContact } from '#shared/domain/contact.ts'
import { fingerprintOf } from '#shared/sync/fingerprint.ts'
import { deliver } from './deliver.ts'
import type { Doubt, JournaledTarget } from './journal.ts'
import type { SyncContext } from './sync-context.ts'

/** How long the CRM may take until a contact that it has created shows in its lists. */
export const CRM_LAG_MS = 5_000

/** Clocks of laptops are wrong by this much and more often than one thinks; looking too far back costs one page. */
const CLOCK_MARGIN_MS = 10 * 60_000

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
  const since = Math.min(...open.map(({ state }) => state.sentAt)) - CLOCK_MARGIN_MS
  const found = await context.connector.findCreated(since, signal)
  const strangers = found.filter((contact) => !context.journal.identities.isOurs(contact))
  const byFingerprint = Map.groupBy(strangers, ({ fields }) => fingerprintOf(fields))
  for (const [fingerprint, group] of Map.groupBy(open, ({ state }) => state.fingerprint)) {
    await resolveGroup(context, group, byFingerprint.get(fingerprint) ?? [])
  }
  return context.journal.doubts(context.accountId).length > 0 ? CRM_LAG_MS : null
}

/** Equal contacts that were sent, against equal contacts that the CRM has. */
async function resolveGroup(
  context: SyncContext,
  doubts: readonly Doubt[],
  candidates: readonly RemoteContact[],
): Promise<void> {
  if (candidates.length > doubts.length) {
    const problem = { kind: 'doubtful' as const, candidates: candidates.map(({ remoteId }) => remoteId) }
    const moves = doubts.map((doubt): JournaledTarget => ({ ...doubt, state: { kind: 'set-aside', problem } }))
    await deliver(context, { moves, contacts: [], companies: [] })
    return
  }
  const pairs = candidates.flatMap((contact, index) => {
    const doubt = doubts[index]
    return doubt === undefined ? [] : [{ doubt, contact }]
  })
  for (const { doubt, contact } of pairs) context.journal.identities.learn('contact', doubt.contactId, contact.remoteId)
  await deliver(context, {
    moves: [...pairs.map(({ doubt }) => adopted(context)(doubt)), ...doubts.slice(pairs.length).map(notFound(context))],
    contacts: pairs.map(({ contact }) => context.journal.identities.adoptContact(contact)),
    companies: [],
  })
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
    const { lookedAt } = doubt.state
    const isSure = lookedAt !== null && clock.now() - lookedAt >= CRM_LAG_MS
    return { ...doubt, state: isSure ? { kind: 'pending' } : { ...doubt.state, lookedAt: lookedAt ?? clock.now() } }
  }
