import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '#core/app.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import { startDemoCrm } from '#demo-crm/server.ts'
import { createFileLocalStore } from '#hosts/node/file-local-store.ts'
import { redirectListener } from '#hosts/node/redirect-listener.ts'
import { createFileSecretStore, plainCipher } from '#hosts/node/file-secret-store.ts'
import { systemRandom } from '#hosts/node/system-random.ts'
import { commands } from '#shared/ipc/commands.ts'
import type { HandlersOf, StoreCommands } from '#shared/ipc/contract.ts'
import { createPeer } from '#shared/ipc/peer.ts'
import { storeCommands } from '#shared/ipc/store-commands.ts'
import type { SyncStatus } from '#shared/ipc/sync-status.ts'
import { channelPair } from '#test/support/channel-pair.ts'
import { createDemoControl } from '#test/support/demo-control.ts'
import { createFakeClock } from '#test/support/fake-clock.ts'
import { eventually } from '#test/support/sync-world.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'
import { noneBegun } from '#test/support/neighbours.ts'

const never = async () => new Promise<never>(() => undefined)
const minute = 60_000
/** Much less than the deadline of a request, which takes some real milliseconds. */
const STEP_MS = 500

/** A window that writes nothing down and says that it has. */
const obliging: HandlersOf<StoreCommands> = {
  'cache/read-checkpoints': async () => ({
    contacts: null,
    companies: null,
    neighbours: noneBegun,
  }),
  'cache/apply-contacts': async () => ({}),
  'cache/apply-companies': async () => ({}),
  'cache/apply-neighbours': async () => ({}),
  'cache/list-contacts': async () => ({ remoteIds: [], chatIds: [], next: null }),
  'cache/list-neighbours': async () => ({ remoteIds: [], next: null }),
  'cache/list-chats': async () => ({ chatIds: [] }),
  'cache/replace-directory': async () => ({}),
  'outbox/settle': async () => ({}),
}

/** The real core over real HTTP, on a clock that the test moves. */
async function start(window: Partial<HandlersOf<StoreCommands>> = {}) {
  const folder = await temporaryDirectory()
  const crm = await startDemoCrm({ contacts: 30, limits: 'off', dataFile: join(folder, 'crm.sqlite') })
  const clock = createFakeClock(Date.now())
  const app = await createApp({
    host: 'browser',
    version: '0.0.0',
    clock,
    random: systemRandom,
    network: socketNetwork,
    logger: { info: () => undefined, warn: () => undefined },
    secrets: createFileSecretStore(join(folder, 'secrets.json'), plainCipher),
    local: createFileLocalStore(folder),
    redirects: redirectListener,
    demoCrm: { start: never },
    journalPath: join(folder, 'journal.sqlite'),
  })
  const [here, there] = channelPair()
  app.connectWindow(there)
  const handlers = { ...obliging, ...window }
  const main = createPeer({
    channel: here,
    serves: { table: storeCommands, handlers, context: undefined },
    asks: commands,
    onRefused: (error) => {
      throw error
    },
  })
  const told: SyncStatus[] = []
  main.on('sync/changed', ({ statuses }) => told.push(...statuses))
  await main.call('store/attach', {})
  onTestFinished(async () => {
    here.cut()
    await app.close()
    await crm.close()
  })
  const { url: address, token } = crm.amocrm
  await main.call('accounts/connect', { provider: 'amocrm', address, token })

  const account = async () => (await main.call('diagnostics/read', {})).accounts[0]
  return {
    clock,
    main,
    crm: createDemoControl(crm.control),
    account,
    told: () => told.at(-1)?.stalled ?? null,
    /** Moves the clock in steps that leave real requests their real time, until `check` no longer throws. */
    until: async (check: () => Promise<void>) =>
      eventually(async () => {
        await clock.advance(STEP_MS)
        await check()
      }),
  }
}

describe('the watchdog', () => {
  test('says that the window does not answer, and goes on when it does', async () => {
    const answer = Promise.withResolvers<object>()
    const { clock, account, told, until } = await start({ 'cache/apply-contacts': async () => answer.promise })
    const step = { kind: 'window', command: 'cache/apply-contacts' }
    await until(async () => expect(await account()).toMatchObject({ step }))

    await clock.advance(3 * minute)
    const hanging = await account()
    answer.resolve({})
    await until(async () => expect((await account())?.syncedAt).not.toBeNull())

    // What was asked for beside it may still have come in.
    expect(hanging?.stalled).toEqual({ since: hanging?.progressAt, why: hanging?.step })
    expect(hanging?.stalled?.why).toMatchObject(step)
    expect([(await account())?.stalled, told()]).toEqual([null, null])
  })

  test('lets go of a window that never answers when the user asks for a sync', async () => {
    let isFirst = true
    const { clock, main, account, until } = await start({
      'cache/apply-contacts': async () => {
        const isHanging = isFirst
        isFirst = false
        return isHanging ? never() : {}
      },
    })
    const step = { kind: 'window', command: 'cache/apply-contacts' }
    await until(async () => expect(await account()).toMatchObject({ step }))
    await clock.advance(3 * minute)

    await main.call('sync/run', { accountId: null, reason: 'user' })

    await until(async () => expect((await account())?.syncedAt).not.toBeNull())
    expect((await account())?.stalled).toBeNull()
  })

  test('says that a CRM which hangs lets every sync fail, how often and with what, and takes it back', async () => {
    const { clock, account, told, crm, until } = await start()
    await until(async () => expect((await account())?.syncedAt).not.toBeNull())
    await crm.faults([{ kind: 'latency', ms: 600_000 }])

    for (let passed = 0; passed < 12 * minute; passed += 10_000) {
      await clock.advance(10_000)
      await account()
    }
    const stuck = (await account())?.stalled
    const requests = (await account())?.requests ?? []
    await crm.faults([])
    await until(async () => expect(await account()).toMatchObject({ stalled: null, failures: 0 }))

    expect(stuck?.why).toMatchObject({ kind: 'failing', error: { code: 'timeout' } })
    expect(stuck?.why.kind === 'failing' ? stuck.why.failures : 0).toBeGreaterThan(3)
    expect(requests.filter(({ failure }) => failure === 'timeout').length).toBeGreaterThan(3)
    expect(told()).toBeNull()
  })
})
