import type { AccountDiagnostics, RequestRecord } from '#shared/ipc/diagnostics.ts'
import type { SyncStep } from '#shared/ipc/sync-status.ts'
import { durationText } from '#renderer/composables/measure-words.ts'
import { isLoud } from '#renderer/composables/stall-words.ts'
import { wayText } from '#renderer/composables/noticing-words.ts'
import { syncText } from '#renderer/composables/sync-words.ts'
import type { Format } from '#renderer/composables/use-format.ts'
import type { Text } from '#renderer/composables/use-text.ts'
import type { Fact } from './fact.ts'

/** How far a pull has come, as the cache remembers it. */
export interface CheckpointFacts {
  readonly entity: string
  readonly isComplete: boolean
  readonly at: number
}

/** In which language, and when it is read. */
export interface Reader {
  readonly text: Text
  readonly format: Format
  readonly now: number
}

const when = ({ text, format, now }: Reader, at: number | null): string =>
  at === null ? text.t('sync.never') : format.clock(at, now)

/** What the sync is doing, and since when. */
export function syncFacts(account: AccountDiagnostics, reader: Reader): readonly Fact[] {
  const { text, format, now } = reader
  const { t, number } = text
  const { phase, phaseSince, syncedAt, progressAt, failures, step, stalled, noticing } = account
  const state =
    phase.kind === 'idle'
      ? t('diagnostics.idle')
      : syncText({ phase, timeLeftMs: null, pendingCount: 0, attentionCount: 0, stalled: null }, text)
  const isMeantToStand = phase.kind === 'stopped' || phase.kind === 'offline'
  const hasFailed = phase.kind === 'stopped' || phase.kind === 'waiting'
  return [
    { name: t('diagnostics.state'), value: state, tone: hasFailed ? 'attention' : 'plain' },
    { name: t('diagnostics.since'), value: when(reader, phaseSince) },
    { name: t('diagnostics.step'), value: stepText(step, reader), tone: step === null ? 'soft' : 'plain' },
    { name: t('diagnostics.moved'), value: when(reader, progressAt) },
    { name: t('diagnostics.synced'), value: when(reader, syncedAt) },
    { name: t('diagnostics.failures'), value: number(failures), tone: failures > 0 ? 'pending' : 'soft' },
    stalled === null
      ? {
          name: t('diagnostics.watchdog'),
          value: t(isMeantToStand ? 'diagnostics.watchdogIdle' : 'diagnostics.watchdogCalm'),
          tone: 'soft',
        }
      : {
          name: t('diagnostics.watchdog'),
          value: t('diagnostics.watchdogStuck', { when: format.clock(stalled.since, now) }),
          tone: isLoud(stalled) ? 'attention' : 'pending',
        },
    ...(noticing === null ? [] : [{ name: t('noticing.title'), value: wayText(noticing, text) }]),
  ]
}

function stepText(step: SyncStep | null, { text, format, now }: Reader): string {
  if (step === null) return text.t('diagnostics.stepNone')
  if (step.kind === 'budget') return text.t('diagnostics.stepBudget', { when: format.second(step.until) })
  const time = durationText(Math.max(0, now - step.since), text.language)
  return text.t(step.kind === 'request' ? 'diagnostics.stepRequest' : 'diagnostics.stepWindow', { time })
}

/** How many targets stand where. @param inWindow edits that the cache of this window knows of */
export function queueFacts({ queue }: AccountDiagnostics, inWindow: number, reader: Reader): readonly Fact[] {
  const { t, number } = reader.text
  if (queue === null) return [{ name: t('diagnostics.edits'), value: t('diagnostics.unreadable'), tone: 'attention' }]
  const count = (name: string, value: number, loud: Fact['tone'] = 'plain'): Fact => ({
    ...{ name, value: number(value) },
    tone: value === 0 ? 'soft' : loud,
  })
  return [
    count(t('diagnostics.edits'), queue.edits),
    count(t('diagnostics.inWindow'), inWindow),
    count(t('diagnostics.pending'), queue.pending, 'pending'),
    count(t('diagnostics.sending'), queue.sending, 'pending'),
    count(t('diagnostics.ambiguous'), queue.ambiguous, 'attention'),
    count(t('diagnostics.setAside'), queue.setAside, 'attention'),
    count(t('diagnostics.settled'), queue.settled),
    ...(queue.oldestAt === null ? [] : [{ name: t('diagnostics.oldest'), value: when(reader, queue.oldestAt) }]),
  ]
}

/** What may be asked of the CRM now, and why not more. */
export function budgetFacts({ budget, requests }: AccountDiagnostics, reader: Reader): readonly Fact[] {
  const { t, number } = reader.text
  if (budget === null) return [{ name: t('diagnostics.now'), value: t('diagnostics.notYet'), tone: 'soft' }]
  const perSecond = (room: number) => t('diagnostics.perSecond', { count: number((room * 1_000) / budget.perMs) })
  const isHeld = budget.slowUntil !== null || budget.pausedUntil !== null || budget.isStopped
  return [
    { name: t('diagnostics.rule'), value: perSecond(budget.requests) },
    budget.isStopped
      ? { name: t('diagnostics.now'), value: t('diagnostics.budgetStopped'), tone: 'attention' }
      : { name: t('diagnostics.now'), value: perSecond(budget.roomNow), tone: isHeld ? 'pending' : 'plain' },
    ...until(t('diagnostics.pausedUntil'), budget.pausedUntil, reader),
    ...until(t('diagnostics.slowUntil'), budget.slowUntil, reader),
    ...(isHeld ? [{ name: t('diagnostics.toldOff'), value: lastTellingOff(requests) }] : []),
    { name: t('diagnostics.inLine'), value: number(budget.waiting), tone: budget.waiting === 0 ? 'soft' : 'plain' },
  ]
}

const until = (name: string, at: number | null, { format }: Reader): readonly Fact[] =>
  at === null ? [] : [{ name, value: format.second(at), tone: 'pending' }]

/** The answer after which requests were slowed down or stopped. */
function lastTellingOff(requests: readonly RequestRecord[]): string {
  const told = requests.findLast(({ status }) => status === 429 || status === 503 || status === 403)
  return told === undefined ? '…' : `HTTP ${told.status}`
}

/** How far the pulls have come. */
export function checkpointFacts(checkpoints: readonly CheckpointFacts[], reader: Reader): readonly Fact[] {
  const { t } = reader.text
  return (['contacts', 'company'] as const).map((entity): Fact => {
    const found = checkpoints.find((checkpoint) => checkpoint.entity === entity)
    const name = t(entity === 'contacts' ? 'diagnostics.contacts' : 'diagnostics.companies')
    if (found === undefined) return { name, value: t('sync.never'), tone: 'soft' }
    const key = found.isComplete ? 'diagnostics.complete' : 'diagnostics.partial'
    return { name, value: t(key, { when: when(reader, found.at) }), tone: found.isComplete ? 'plain' : 'pending' }
  })
}
