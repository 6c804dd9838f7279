import { describe, expect, test } from 'vitest'
import { needsSignIn, syncText, syncTone, type SyncFacts } from '#renderer/composables/sync-words.ts'
import { createText } from '#test/support/text.ts'
import type { ErrorCode } from '#shared/errors/app-error.ts'
import type { ShownPhase, Stall, SyncPhase } from '#shared/ipc/sync-status.ts'

const error = (code: ErrorCode, reason?: string) => ({
  code,
  message: '',
  details: reason === undefined ? {} : { reason },
})
const facts = (phase: ShownPhase, pendingCount = 0, attentionCount = 0): SyncFacts => ({
  phase,
  timeLeftMs: null,
  pendingCount,
  attentionCount,
  stalled: null,
})
const waiting = (code: ErrorCode, reason?: string): SyncPhase => ({
  kind: 'waiting',
  error: error(code, reason),
  retryInMs: 1_000,
})
const stopped = (code: ErrorCode): SyncPhase => ({ kind: 'stopped', error: error(code) })

const phases: readonly (readonly [string, ShownPhase])[] = [
  ['Kartoteka’s engine is not running', { kind: 'cut' }],
  ['Working offline', { kind: 'offline' }],
  ['Getting contacts: 1,250', { kind: 'pulling', what: 'contacts', received: 1_250, left: null, isInitial: true }],
  ['Getting companies', { kind: 'pulling', what: 'company', received: 0, left: null, isInitial: true }],
  ['Getting notes: 500', { kind: 'pulling', what: 'note', received: 500, left: null, isInitial: true }],
  ['Getting chats', { kind: 'pulling', what: 'chat', received: 0, left: null, isInitial: true }],
  ['Checking for changes', { kind: 'pulling', what: 'contacts', received: 3, left: null, isInitial: false }],
  ['Sending 12', { kind: 'pushing', left: 12 }],
  ['No connection, saved on this device', waiting('offline')],
  ['The CRM answers too slowly, saved on this device', waiting('timeout')],
  ['The CRM does not answer, saved on this device', waiting('remote/unavailable')],
  ['This network asks you to sign in, saved on this device', waiting('remote/unavailable', 'captive-portal')],
  ['The CRM answered something unexpected, saved on this device', waiting('remote/invalid-response')],
  ['Kartoteka could not write on this computer', waiting('storage/failed')],
  ['Kartoteka could not write on this computer', stopped('storage/failed')],
  ['Sign in again', waiting('auth/expired')],
  ['Sync did not go through, it will be tried again', waiting('contract/invalid-message')],
  ['The CRM asks for a pause', waiting('rate-limited')],
  ['Sign in again', stopped('auth/expired')],
  ['The CRM account is not paid for, saved on this device', waiting('auth/unpaid')],
  ['Sync stopped', stopped('auth/blocked')],
  ['Sync stopped', stopped('remote/invalid-response')],
]

describe('syncText', () => {
  const first = { kind: 'pulling', what: 'contacts', received: 1_250, left: 9_000, isInitial: true } as const
  const timed = (phase: ShownPhase, timeLeftMs: number) => ({ ...facts(phase), timeLeftMs })

  test('says how long a first pull and a push will go on', () => {
    const words = (seconds: number) => syncText(timed({ kind: 'pushing', left: 12 }, seconds * 1_000), createText('en'))

    expect(syncText(timed(first, 170_000), createText('en'))).toBe('Getting contacts: 1,250 · about 3 minutes left')
    expect([12, 58, 3_000, 9_000].map(words)).toEqual([
      'Sending 12 · about 10 seconds left',
      'Sending 12 · about 1 minute left',
      'Sending 12 · about 50 minutes left',
      'Sending 12 · about 3 hours left',
    ])
    expect(syncText(timed(first, 170_000), createText('ru'))).toMatch(
      /^Получаем контакты: 1.250 · ещё примерно 3 минуты$/,
    )
  })

  test('does not for what is over at once, nor for a look at changes', () => {
    expect(syncText(timed(first, 4_000), createText('en'))).toBe('Getting contacts: 1,250')
    expect(syncText(timed({ ...first, isInitial: false }, 60_000), createText('en'))).toBe('Checking for changes')
  })

  test.each(phases)('says "%s"', (words, phase) => {
    expect(syncText(facts(phase), createText('en'))).toBe(words)
  })

  test.each(phases)('adds the number of pending edits to "%s"', (words, phase) => {
    expect(syncText(facts(phase, 7), createText('en'))).toBe(`${words} · 7 pending`)
  })

  test.each([
    ['All in sync', 0, 0],
    ['1 pending', 1, 0],
    ['2 need attention · 3 pending', 3, 2],
  ])('says "%s" when nothing goes on', (words, pending, attention) => {
    expect(syncText(facts({ kind: 'idle' }, pending, attention), createText('en'))).toBe(words)
  })

  test.each(['en', 'ru'] as const)(
    'promises that edits are kept only where this computer kept them, in %s',
    (language) => {
      const text = createText(language)
      const promise = text.t('sync.noConnection').split(', ')[1] ?? ''

      const kept = [
        waiting('timeout'),
        waiting('auth/unpaid'),
        waiting('remote/invalid-response'),
        waiting('remote/unavailable', 'captive-portal'),
      ]

      expect(kept.filter((phase) => !syncText(facts(phase), text).includes(promise))).toEqual([])
      expect(syncText(facts(waiting('storage/failed')), text)).not.toContain(promise)
    },
  )

  test('does not repeat what an engine that is gone said of a sync that stood still', () => {
    const stalled: Stall = { since: 0, why: { kind: 'silent' } }

    const words = syncText({ ...facts({ kind: 'cut' }, 7), stalled }, createText('en'))

    expect(words).toBe('Kartoteka’s engine is not running · 7 pending')
  })

  test('follows the Russian plural', () => {
    expect(syncText(facts({ kind: 'idle' }, 1, 1), createText('ru'))).toBe('1 требует внимания · 1 в очереди')
  })
})

describe('syncTone', () => {
  test.each([
    ['calm', facts({ kind: 'idle' })],
    ['pending', facts({ kind: 'idle' }, 1)],
    ['quiet', facts({ kind: 'offline' })],
    ['pending', facts(waiting('offline'), 1)],
    ['busy', facts({ kind: 'pushing', left: 1 }, 1)],
    ['attention', facts({ kind: 'idle' }, 1, 1)],
    ['attention', facts(stopped('auth/denied'))],
    ['attention', facts(waiting('auth/unpaid'))],
    ['attention', facts({ kind: 'cut' }, 1)],
  ])('is %s for %j', (tone, state) => {
    expect(syncTone(state)).toBe(tone)
  })
})

describe('needsSignIn', () => {
  test.each<[boolean, ShownPhase]>([
    [true, stopped('auth/expired')],
    [true, stopped('auth/denied')],
    [false, stopped('auth/blocked')],
    [false, waiting('auth/unpaid')],
    [false, { kind: 'cut' }],
    [false, { kind: 'idle' }],
  ])('is %s for %j', (needs, phase) => {
    expect(needsSignIn(phase)).toBe(needs)
  })
})
