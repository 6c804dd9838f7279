import { onTestFinished } from 'vitest'
import { createAccountAccess } from '#core/accounts/account-access.ts'
import { openAccountRegistry } from '#core/accounts/account-registry.ts'
import { createAccountSyncs } from '#core/accounts/account-syncs.ts'
import type { ConnectorFactory } from '#core/accounts/connector-factory.ts'
import { createLeaveAccount } from '#core/accounts/leave-account.ts'
import { createMarkerRecord } from '#core/accounts/marker-record.ts'
import { createMarkerSetting } from '#core/accounts/marker-setting.ts'
import { createSignIn } from '#core/accounts/sign-in.ts'
import { createStartListed } from '#core/accounts/start-listed.ts'
import { createTurns } from '#core/accounts/turns.ts'
import { createAccountHandlers, createBeginAccount } from '#core/api/account-handlers.ts'
import { createMarkerHandlers } from '#core/api/marker-handlers.ts'
import { createOutboxHandlers } from '#core/api/outbox-handlers.ts'
import type { WindowContext } from '#core/api/window-context.ts'
import { amocrmKind } from '#core/connectors/amocrm/amocrm-kind.ts'
import type { Connector } from '#core/connectors/connector.ts'
import { Journal } from '#core/sync/journal.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { unknownRights } from '#shared/domain/rights.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { remoteIdOfNumber } from './contacts.ts'
import { createFakeClock, settled } from './fake-clock.ts'

const window = {} as WindowContext
/** Of the one text field that the CRM has. */
export const fieldId = '7' as FieldId
/** A choice of that field. */
export const byField = { kind: 'field', fieldId } as const
const signInInput = { provider: 'amocrm', address: 'one.amocrm.ru', token: 'token' } as const
const logger = { info: () => undefined, warn: () => undefined }
const never = async () => new Promise<never>(() => undefined)

/** A disk whose next operation can be held, so that something else may happen meanwhile. */
function someDisk() {
  const files = new Map<string, unknown>()
  let held: Promise<void> | null = null
  let isFull = false
  return {
    files,
    /** @returns lets it go on */
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return () => {
        held = null
        resolve()
      }
    },
    fill: () => void (isFull = true),
    makeRoom: () => void (isFull = false),
    async put(name: string, value: unknown) {
      await (held ?? settled())
      if (isFull) throw new Error('full')
      files.set(name, value)
    },
    async remove(name: string) {
      await (held ?? settled())
      files.delete(name)
    },
  }
}

/** What it answers unless it is told otherwise. */
export const usualCrm: Partial<Connector> = {
  identify: async () => ({
    provider: 'amocrm',
    remoteAccountId: remoteIdOfNumber(1),
    accountName: 'One',
    userId: null,
    capabilities: {
      deleteContacts: false,
      tags: true,
      leads: false,
      requisites: null,
      tagStore: 'list',
      trash: true,
      layouts: false,
      links: [],
      newFields: [],
      ...{ chats: true, bindsChats: true },
      writeBatches: [50, 100, 250],
      companiesPerContact: 'one',
      phoneKinds: [],
      emailKinds: [],
      adminOnly: [],
    },
  }),
  readRights: async () => unknownRights,
  leave: async () => undefined,
  offerMarkers: async () => ({ fields: [{ id: fieldId, name: 'Key', isSuggested: true }], making: 'made' }),
}

/** What core does about accounts, over a CRM that answers as told, and an account that is signed in to. */
export async function startAccounts(crm: Partial<Connector> = {}) {
  const [disk, secretDisk, clock, journal] = [someDisk(), someDisk(), createFakeClock(), new Journal(':memory:')]
  onTestFinished(() => journal.close())
  const registry = await openAccountRegistry({
    read: async () => Promise.resolve(null),
    write: (name, document) => disk.put(name, document),
  })
  const connector = { ...usualCrm, ...crm } as Connector
  const connectors = { create: () => connector, signInOf: () => amocrmKind.signIn } as unknown as ConnectorFactory
  const access = createAccountAccess({
    secrets: {
      protection: 'file',
      read: async (key) => Promise.resolve((secretDisk.files.get(key) as string | undefined) ?? null),
      write: (key, secret) => secretDisk.put(key, secret),
      remove: (key) => secretDisk.remove(key),
    },
    demoCrm: { start: never },
    connectors,
    clock,
    logger,
    onOrigin: () => undefined,
  })
  let uuids = 0
  const random = { next: () => 0, uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}` }
  const inTurn = createTurns()
  const memory = journal.accounts
  const signIn = createSignIn({
    registry,
    memory,
    access,
    random,
    demoCrm: { start: never },
    connectors,
    clock,
    inTurn,
  })
  const record = createMarkerRecord(registry, journal)
  const markers = createMarkerSetting({ registry, connectors, access, record, clock, logger, inTurn })
  const syncs = createAccountSyncs(
    ({ account: { id } }) => ({
      wake: () => undefined,
      lookUp: async () => [],
      setHeld: () => undefined,
      status: () => ({ accountId: id, phase: { kind: 'idle' }, timeLeftMs: null, syncedAt: null, stalled: null }),
      describe: () => ({ phaseSince: 0, progressAt: 0, failures: 0, step: null }),
      close: async () => Promise.resolve(),
    }),
    false,
  )
  const protect: typeof markers.protect = (known) => markers.protect(known)
  const start = createStartListed(registry, syncs, inTurn)
  const begin = createBeginAccount(start, () => undefined)
  const handlers = {
    ...createAccountHandlers({
      ...{ signIn, registry, journal, syncs, onChanged: () => undefined, protect, begin, inTurn },
      leave: createLeaveAccount({ connectors, access, clock, logger, isOffline: () => false }),
    }),
    ...createMarkerHandlers(markers, start),
    ...createOutboxHandlers(journal, registry, syncs, (mutation) => record.isTechnical(mutation)),
  }
  const { id: accountId } = await handlers['accounts/connect'](signInInput, window)
  return {
    ...{ accountId, clock, disk, secretDisk, journal, registry, syncs },
    connect: () => handlers['accounts/connect'](signInInput, window),
    signOut: () => handlers['accounts/sign-out']({ accountId }, window),
    choose: (marker: typeof byField | { kind: 'none' } | { kind: 'new' }) =>
      handlers['accounts/set-marker']({ accountId, marker }, window),
    offer: () => handlers['accounts/marker-fields']({ accountId }, window),
    setWriteBatch: (size: number) => handlers['accounts/set-write-batch']({ accountId, size }, window),
    accept: (mutation: Mutation) => handlers['outbox/accept']({ mutation }, window),
  }
}
