import { expect, onTestFinished, test } from 'vitest'
import type { AccountAccess } from '#core/accounts/account-access.ts'
import type { AccountRecord } from '#core/accounts/account-registry.ts'
import { createAccountSync } from '#core/accounts/account-sync.ts'
import type { ConnectorFactory } from '#core/accounts/connector-factory.ts'
import type { Connector } from '#core/connectors/connector.ts'
import { Journal } from '#core/sync/journal.ts'
import { unknownRights } from '#shared/domain/rights.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import { accountId, contactId, editMutation, rename } from '#test/support/contacts.ts'
import { createFakeClock, settled } from '#test/support/fake-clock.ts'

const never = async () => new Promise<never>(() => undefined)

test('a window that answers nothing does not keep a sync from being ended', async () => {
  const [clock, journal] = [createFakeClock(), new Journal(':memory:')]
  onTestFinished(() => journal.close())
  const asked: string[] = []
  const edit = editMutation(1, 1, rename('Anna', 'Anya'))
  journal.accept(edit)
  journal.advance([{ mutationId: edit.id, recordId: contactId(1), state: { kind: 'settled' } }])
  const sync = createAccountSync({
    record: { account: { id: accountId, provider: 'amocrm' }, remoteAccountId: '1', origin: '' } as AccountRecord,
    access: { of: () => null } as unknown as AccountAccess,
    connectors: {
      create: () => ({}) as Connector,
      trafficOf: () => null,
    } as unknown as ConnectorFactory,
    journal,
    store: {
      call: async (name) => {
        asked.push(name)
        return never()
      },
    },
    clock,
    random: { next: () => 0, uuid: () => '' },
    logger: { info: () => undefined, warn: () => undefined },
    onStatus: () => undefined,
    onFacts: () => undefined,
  })
  sync.setHeld(null)
  await settled()

  let isClosed = false
  void sync.close().then(() => {
    isClosed = true
  })
  await clock.advance(15_000)

  expect([asked, isClosed]).toEqual([['outbox/settle'], true])
})

/** A pull of so many pages; 50 ms pass with each. @returns what was told of it, as it was told */
async function tellsOf(pages: number) {
  const [still, journal] = [createFakeClock(), new Journal(':memory:')]
  let passed = 0
  const clock = { ...still, now: () => still.now() + passed }
  onTestFinished(() => journal.close())
  const connector = {
    identify: async () => ({ remoteAccountId: '1', capabilities: {} }),
    noticing: () => null,
    readRights: async () => unknownRights,
    pullUsers: async () => [],
    pullFields: async () => [],
    pullTags: async () => [],
    pullPipelines: async () => [],
    neighbours: {},
    async *pullContacts() {
      for (let page = 1; page <= pages; page++) {
        yield { items: [someChange(page)], cursor: String(page), isComplete: page === pages }
        passed += 50
      }
    },
  } as unknown as Connector
  const told: SyncPhase[] = []
  const sync = createAccountSync({
    record: { account: { id: accountId, provider: 'amocrm' }, remoteAccountId: '1', origin: '' } as AccountRecord,
    access: { of: () => null } as unknown as AccountAccess,
    connectors: { create: () => connector, trafficOf: () => null } as unknown as ConnectorFactory,
    journal,
    store: {
      call: async (name: string) =>
        name === 'cache/read-checkpoints' ? { contacts: null, companies: null, neighbours: {} } : {},
    },
    clock,
    random: { next: () => 0, uuid: () => '' },
    logger: { info: () => undefined, warn: () => undefined },
    onStatus: () => void told.push(sync.status().phase),
    onFacts: () => undefined,
  })
  sync.setHeld(null)
  await settled()
  const last = sync.status().phase
  await sync.close()
  return { told, last }
}

const someChange = (page: number) => ({ kind: 'delete', remoteId: String(page) })

test('how far a pull has come is told now and then, its beginning and its end at once', async () => {
  const { told, last } = await tellsOf(10)

  const received = told.flatMap((phase) =>
    phase.kind === 'pulling' && phase.what === 'contacts' ? [phase.received] : [],
  )
  expect(received).toEqual([0, 5, 9])
  expect(last.kind).toBe('idle')
})
