import { describe, expect, test } from 'vitest'
import { toSupportBundle, type WindowFacts } from '#renderer/composables/support-bundle.ts'
import type { Diagnostics } from '#shared/ipc/diagnostics.ts'
import { accountId } from './speakers.ts'

const personal = 'Ivan Petrov, +7 903 123-45-67, petrov@example.com, eyJhbGciOi'
const error = { code: 'storage/failed' as const, message: personal, details: { reason: personal, name: personal } }
/** Where a type allows any text that nobody should have put something into. */
const extra = { name: personal, token: personal, cursor: personal, fields: { note: personal } }

const diagnostics: Diagnostics = {
  ...extra,
  at: 1_700_000_060_000,
  startedAt: 1_700_000_000_000,
  version: '1.2.3',
  host: 'browser',
  platform: 'linux 6.1 x64',
  runtime: 'Node 24.0.0',
  secretsIn: 'file',
  isOffline: false,
  journalBytes: 4096,
  accounts: [
    {
      ...extra,
      accountId,
      provider: 'amocrm',
      isDemo: false,
      addressHash: '0123456789ab',
      phase: { kind: 'waiting', error, retryInMs: 5 },
      phaseSince: 1_700_000_000_000,
      syncedAt: null,
      progressAt: 1_700_000_000_000,
      failures: 3,
      step: { kind: 'window', command: 'cache/apply-contacts', since: 1_700_000_000_000, ...extra },
      stalled: { since: 1_700_000_000_000, why: { kind: 'failing', error, failures: 3 } },
      noticing: { kind: 'asked', reason: 'plan', ...extra },
      queue: { edits: 1, pending: 2, sending: 0, ambiguous: 0, setAside: 0, settled: 0, oldestAt: null, ...extra },
      budget: null,
      requests: [],
    },
  ],
  log: [{ at: 1_700_000_000_000, level: 'warn', message: 'sync failed', fields: { code: 'offline' } }],
}
const window: WindowFacts = {
  ...extra,
  isStore: true,
  language: 'ru',
  theme: 'dark',
  columns: ['phone'],
  browser: 'Chrome/140',
  storage: {
    ...extra,
    version: 20,
    contacts: 12,
    companies: 3,
    outbox: [{ accountId, state: 'pending', count: 1, ...extra }],
    checkpoints: [
      { accountId, entity: 'contacts', isComplete: true, at: 1_700_000_000_000, ...extra },
      { accountId: 'amo2', entity: 'contacts', isComplete: true, at: 1_700_000_000_000 },
    ],
    usedBytes: 1,
    quotaBytes: 2,
    isPersistent: false,
  },
}

describe('toSupportBundle', () => {
  test('picks what it tells, so that what nobody thought of stays here', () => {
    const text = toSupportBundle(diagnostics, window)

    expect(personal.split(', ').filter((part) => text.includes(part))).toEqual([])
    expect(text).not.toMatch(/"(?:name|token|cursor|message)": ?"(?!sync failed)/)
  })

  test('is JSON that a person can read: numbered accounts, and times as dates', () => {
    const bundle = JSON.parse(toSupportBundle(diagnostics, window)) as unknown

    expect(bundle).toMatchObject({
      format: 'kartoteka-support-1',
      madeAt: '2023-11-14T22:14:20.000Z',
      app: { version: '1.2.3', platform: 'linux 6.1 x64' },
      accounts: [
        {
          account: 1,
          phase: { kind: 'waiting', error: { code: 'storage/failed' } },
          stalled: { since: '2023-11-14T22:13:20.000Z', why: { kind: 'failing', failures: 3 } },
          checkpoints: [{ entity: 'contacts', isComplete: true, at: '2023-11-14T22:13:20.000Z' }],
        },
      ],
    })
  })

  test('can be made when the journal cannot be read', () => {
    const [account] = diagnostics.accounts
    const broken = { ...diagnostics, journalBytes: null, accounts: account ? [{ ...account, queue: null }] : [] }

    expect(JSON.parse(toSupportBundle(broken, window))).toMatchObject({
      storage: { journalBytes: null },
      accounts: [{ queue: null }],
    })
  })

  test('does not fall over a time that makes no sense', () => {
    expect(toSupportBundle({ ...diagnostics, startedAt: Number.NaN }, window)).toContain('"startedAt": null')
  })
})
