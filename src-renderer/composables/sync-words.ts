import { assertNever } from '#shared/errors/invariant.ts'
import type { WireError } from '#shared/errors/app-error.ts'
import type { ShownPhase, Stall } from '#shared/ipc/sync-status.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import { isLoud } from './stall-words.ts'
import { timeLeftText } from './measure-words.ts'
import type { Text } from './use-text.ts'

export interface SyncFacts {
  readonly phase: ShownPhase
  /** How long that will take, milliseconds; `null` while there is no telling. */
  readonly timeLeftMs: number | null
  readonly pendingCount: number
  readonly attentionCount: number
  readonly stalled: Stall | null
}

/** Told of so little, people have hardly read it when it is over. */
const SHORT_MS = 5_000

export type SyncTone = 'calm' | 'busy' | 'quiet' | 'pending' | 'attention'

/**
 * The state of the truth in a few words. Whatever else is going on, the number of pending edits is in it: the first
 * thing that people ask is whether their edits have left.
 */
export function syncText(facts: SyncFacts, text: Text): string {
  const { phase, pendingCount, attentionCount, stalled } = facts
  const pending = pendingCount === 0 ? '' : text.plural('sync.pending', pendingCount)
  const attention = attentionCount === 0 ? '' : text.plural('sync.attention', attentionCount)
  const going = isStuck(phase, stalled) ? text.t('sync.stalled') : goingText(facts, text)
  const parts = [going, attention, pending].filter((part) => part !== '')
  return parts.length === 0 ? text.t('sync.idle') : parts.join(' · ')
}

/** Of a watchdog that is gone itself the last word counts no more. */
const isStuck = (phase: ShownPhase, stalled: Stall | null): boolean =>
  phase.kind !== 'cut' && stalled !== null && isLoud(stalled)

/** What is going on, and for how much longer, if it takes long enough to ask. */
function goingText({ phase, timeLeftMs }: SyncFacts, text: Text): string {
  const words = phaseText(phase, text)
  const isCounted = phase.kind === 'pushing' || (phase.kind === 'pulling' && phase.isInitial)
  if (!isCounted || timeLeftMs === null || timeLeftMs < SHORT_MS) return words
  return `${words} · ${text.t('sync.timeLeft', { time: timeLeftText(timeLeftMs, text.language) })}`
}

function phaseText(phase: ShownPhase, text: Text): string {
  switch (phase.kind) {
    case 'cut':
      return text.t('sync.cut')
    case 'idle':
      return ''
    case 'offline':
      return text.t('sync.offline')
    case 'pulling':
      return phase.isInitial ? firstText(phase, text) : text.t('sync.getting')
    case 'pushing':
      return text.plural('sync.sending', phase.left)
    case 'waiting':
      return text.t(waitingKey(phase.error))
    case 'stopped':
      return text.t(stoppedKey(phase.error))
    default:
      return assertNever(phase)
  }
}

/** What a first pull is reading; before the first of a kind, and where they are not counted, without a number. */
function firstText({ what, received }: ShownPhase & { readonly kind: 'pulling' }, text: Text): string {
  const isCounted = what === 'contacts' || received > 0
  return isCounted ? text.plural(`sync.first.${what}`, received) : text.t(`sync.firstOf.${what}`)
}

/** Who is to blame, and that edits are safe: of a disk that takes no writes the latter would be a promise too many. */
function waitingKey({ code, details }: WireError): MessageKey {
  switch (code) {
    case 'offline':
      return 'sync.noConnection'
    case 'rate-limited':
      return 'sync.resting'
    case 'timeout':
      return 'sync.slow'
    case 'remote/unavailable':
      return details['reason'] === 'captive-portal' ? 'sync.captivePortal' : 'sync.retrying'
    case 'remote/invalid-response':
    case 'remote/rejected':
      return 'sync.odd'
    case 'auth/expired':
    case 'auth/denied':
      return 'sync.signIn'
    case 'storage/failed':
      return 'sync.storage'
    case 'auth/unpaid':
      return 'sync.unpaid'
    case 'auth/blocked':
    case 'contract/invalid-message':
    case 'input/invalid':
    case 'state/refused':
      return 'sync.failed'
    default:
      return assertNever(code)
  }
}

function stoppedKey(error: WireError): MessageKey {
  if (error.code === 'storage/failed') return 'sync.storage'
  return isRefused(error) ? 'sync.signIn' : 'sync.stopped'
}

/** Nothing but a new sign-in gets it going again. */
export const needsSignIn = (phase: ShownPhase): boolean => phase.kind === 'stopped' && isRefused(phase.error)

/** A new token helps where the old one was refused, not where the account is unpaid or the network blocked. */
const isRefused = ({ code }: WireError): boolean => code === 'auth/expired' || code === 'auth/denied'

/** Nobody but a person gets it going again, or the person who pays. */
const needsSomebody = (phase: ShownPhase): boolean =>
  phase.kind === 'cut' || phase.kind === 'stopped' || (phase.kind === 'waiting' && phase.error.code === 'auth/unpaid')

/** How loudly the pill speaks. */
export function syncTone({ phase, pendingCount, attentionCount, stalled }: SyncFacts): SyncTone {
  if (attentionCount > 0 || needsSomebody(phase) || isStuck(phase, stalled)) return 'attention'
  if (phase.kind === 'pulling' || phase.kind === 'pushing') return 'busy'
  if (phase.kind === 'offline' || phase.kind === 'waiting') return pendingCount > 0 ? 'pending' : 'quiet'
  return pendingCount > 0 ? 'pending' : 'calm'
}
