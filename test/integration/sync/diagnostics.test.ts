import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { createDiagnosticsHandlers, type DiagnosticsSources } from '#core/diagnostics/diagnostics-handlers.ts'
import { createJournalFigures } from '#core/sync/journal-figures.ts'
import type { Account } from '#shared/domain/account.ts'
import type { SyncStatus } from '#shared/ipc/sync-status.ts'
import { accountId } from '#test/support/contacts.ts'
import { createFakeClock } from '#test/support/fake-clock.ts'

const personal = 'no such row: Ivan Petrov +79031234567'
const error = { code: 'storage/failed' as const, message: personal, details: { reason: 'quota', key: personal } }

function read(status: Partial<SyncStatus>) {
  const clock = createFakeClock()
  const record = {
    account: { id: accountId, provider: 'amocrm', name: 'Ромашка', address: 'romashka.amocrm.ru' } as Account,
    remoteAccountId: '31415926',
    origin: 'https://romashka.amocrm.ru',
  }
  const sources = {
    registry: { all: () => [{ ...record, account: { ...record.account, isDemo: false } }] },
    syncs: {
      statuses: () => [{ accountId, phase: { kind: 'idle' }, syncedAt: null, stalled: null, ...status }],
      describe: () => ({ phaseSince: 1, progressAt: 2, failures: 3, step: null }),
    },
    connectors: { trafficOf: () => null },
    // A file that holds no journal.
    journal: { figures: createJournalFigures(new DatabaseSync(':memory:'), () => undefined) },
    log: {
      list: () => [{ at: 1, level: 'warn', message: 'sync failed', fields: { code: 'offline', message: personal } }],
    },
  } as unknown as DiagnosticsSources
  const ports = { version: '1.2.3', host: 'browser', clock, secrets: { protection: 'os' } } as never
  return createDiagnosticsHandlers(ports, sources, () => false)['diagnostics/read']({}, {} as never)
}

describe('diagnostics/read', () => {
  test('tells what it can when the journal cannot be read', async () => {
    const { accounts } = await read({})

    expect(accounts).toMatchObject([
      { accountId, phaseSince: 1, progressAt: 2, failures: 3, queue: null, budget: null },
    ])
  })

  test('names no account, and repeats no word of an error but its code and reason', async () => {
    const told = await read({
      phase: { kind: 'waiting', error, retryInMs: 1_000 },
      stalled: { since: 1, why: { kind: 'failing', error, failures: 3 } },
    })

    const kept = { code: 'storage/failed', message: '', details: { reason: 'quota' } }
    expect(told.accounts).toMatchObject([{ phase: { error: kept }, stalled: { why: { error: kept } } }])
    expect(told.log).toEqual([{ at: 1, level: 'warn', message: 'sync failed', fields: { code: 'offline' } }])
    expect(JSON.stringify(told)).not.toMatch(/Ромашка|romashka|31415926|Petrov|7903/)
  })
})
