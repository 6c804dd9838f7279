import { describe, expect, test } from 'vitest'
import { bytesText, durationText } from '#renderer/composables/measure-words.ts'
import { isLoud, stallText } from '#renderer/composables/stall-words.ts'
import { syncText, syncTone } from '#renderer/composables/sync-words.ts'
import { createFormat } from '#renderer/composables/use-format.ts'
import { createText } from '#test/support/text.ts'
import type { ErrorCode } from '#shared/errors/app-error.ts'
import type { Stall } from '#shared/ipc/sync-status.ts'

const since = new Date(2026, 10, 20, 14, 5).getTime()
const now = new Date(2026, 10, 20, 14, 30).getTime()
const failing = (code: ErrorCode, failures: number): Stall => ({
  since,
  why: { kind: 'failing', error: { code, message: '', details: {} }, failures },
})
const stalls: readonly (readonly [string, Stall])[] = [
  [
    'The CRM has not answered a request since 14:05.',
    { since, why: { kind: 'request', method: 'GET', path: '/', since } },
  ],
  [
    'The window that keeps the data has not answered since 14:05. Close or reload the other windows of Kartoteka.',
    { since, why: { kind: 'window', command: 'outbox/settle', since } },
  ],
  ['The CRM has asked for a pause until 14:30.', { since, why: { kind: 'budget', until: now } }],
  ['12 attempts in a row have failed. The CRM did not answer in time. Try again in a minute.', failing('timeout', 12)],
  ['The CRM answers, but nothing new gets through.', { since, why: { kind: 'turning' } }],
  ['Kartoteka itself does not get on. If “Sync now” does not help, restart it.', { since, why: { kind: 'silent' } }],
]

describe('stallText', () => {
  test.each(stalls)('says "%s"', (words, stall) => {
    expect(stallText(stall, createText('en'), createFormat('en'), now)).toBe(words)
  })

  test('follows the Russian plural', () => {
    const said = [1, 3, 12].map((count) =>
      stallText(failing('timeout', count), createText('ru'), createFormat('ru'), now),
    )

    expect(said.map((words) => words.split('.')[0])).toEqual([
      '1 неудачная попытка подряд',
      '3 неудачные попытки подряд',
      '12 неудачных попыток подряд',
    ])
  })
})

describe('a sync that is stuck', () => {
  const facts = (stalled: Stall) => ({
    phase: { kind: 'pulling', what: 'contacts', received: 0, left: null, isInitial: false } as const,
    timeLeftMs: null,
    pendingCount: 3,
    attentionCount: 0,
    stalled,
  })

  test('is said in the pill in place of what it would be doing, and loudly', () => {
    const state = facts({ since, why: { kind: 'silent' } })

    expect([syncText(state, createText('en')), syncTone(state)]).toEqual(['Sync is stuck · 3 pending', 'attention'])
  })

  test('raises no alarm for a network that is away: a laptop is without one for hours', () => {
    const away = failing('offline', 200)
    const state = { ...facts(away), phase: { kind: 'waiting', error: failingError('offline'), retryInMs: 1 } as const }

    expect([isLoud(away), syncText(state, createText('en')), syncTone(state)]).toEqual([
      false,
      'No connection, saved on this device · 3 pending',
      'pending',
    ])
  })
})

const failingError = (code: ErrorCode) => ({ code, message: '', details: {} })

describe('measures', () => {
  test.each([
    [0, '0 byte', '0 Б'],
    [999, '999 byte', '999 Б'],
    [1_440, '1.4 kB', '1,4 кБ'],
    [23_000_000, '23 MB', '23 МБ'],
  ])('write %i bytes', (bytes, english, russian) => {
    expect([bytesText(bytes, 'en'), bytesText(bytes, 'ru')].map(plain)).toEqual([english, russian])
  })

  test.each([
    [87, '87 ms', '87 мс'],
    [4_210, '4.2 sec', '4,2 с'],
    [720_000, '12 min', '12 мин'],
  ])('write %i milliseconds', (ms, english, russian) => {
    expect([durationText(ms, 'en'), durationText(ms, 'ru')].map(plain)).toEqual([english, russian])
  })
})

const plain = (text: string) => text.replaceAll(/\s/g, ' ')
