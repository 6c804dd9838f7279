import { describe, expect, test } from 'vitest'
import { syncFacts } from '#renderer/components/diagnostics/account-facts.ts'
import { createFormat } from '#renderer/composables/use-format.ts'
import { createText } from '#test/support/text.ts'
import type { AccountDiagnostics } from '#shared/ipc/diagnostics.ts'
import type { Stall, SyncPhase } from '#shared/ipc/sync-status.ts'

const now = new Date(2026, 10, 20, 14, 30).getTime()
const since = new Date(2026, 10, 20, 14, 5).getTime()
const error = { code: 'auth/expired', message: '', details: {} } as const

function watchdog(phase: SyncPhase, stalled: Stall | null = null): string | undefined {
  const account = { phase, phaseSince: 0, syncedAt: 0, progressAt: 0, failures: 0, step: null, stalled, noticing: null }
  const facts = syncFacts(account as unknown as AccountDiagnostics, {
    ...{ text: createText('en'), format: createFormat('en'), now },
  })
  return facts.find(({ name }) => name === 'Watchdog')?.value
}

describe('syncFacts', () => {
  test.each([
    ['All is well', { kind: 'idle' }],
    ['Not needed', { kind: 'offline' }],
    ['Not needed', { kind: 'stopped', error }],
  ] as const)('says of the watchdog "%s" where it is so', (words, phase) => {
    expect(watchdog(phase)).toBe(words)
  })

  test.each([
    [[], null],
    [['The CRM queues them for this computer'], { kind: 'told' }],
    [['The CRM is asked what has changed;', 'a higher plan'], { kind: 'asked', reason: 'plan' }],
  ] as const)('says of changes by others %j where they are noticed so', (parts, noticing) => {
    const account = { phase: { kind: 'idle' }, step: null, stalled: null, failures: 0, noticing }
    const reader = { text: createText('en'), format: createFormat('en'), now }
    const facts = syncFacts(
      { phaseSince: 0, syncedAt: 0, progressAt: 0, ...account } as unknown as AccountDiagnostics,
      reader,
    )

    const said = facts.find(({ name }) => name === 'Changes by others')?.value ?? ''
    expect(parts.filter((part) => !said.includes(part))).toEqual([])
    expect(said === '').toBe(parts.length === 0)
  })

  test('says since when a sync does not get on', () => {
    expect(watchdog({ kind: 'idle' }, { since, why: { kind: 'silent' } })).toContain('14:05')
  })
})
