import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccountTraffic } from '#core/accounts/account-traffic.ts'
import { bitrix24Kind } from '#core/connectors/bitrix24/bitrix24-kind.ts'
import { parseWebhook } from '#core/connectors/bitrix24/portal-address.ts'
import type { Connector } from '#core/connectors/connector.ts'
import { fixedAccess } from '#core/http/access.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { Network } from '#core/ports/network.ts'
import { createEngine } from '#core/sync/engine.ts'
import { Journal } from '#core/sync/journal.ts'
import { createRests } from '#core/sync/rests.ts'
import { systemClock } from '#hosts/node/system-clock.ts'
import { systemRandom } from '#hosts/node/system-random.ts'
import type { AccountId, ContactId, MutationId } from '#shared/domain/ids.ts'
import type { ContactChange } from '#shared/ipc/store-commands.ts'
import { startCrm } from '#test/e2e/support/crm-program.ts'
import { freePort } from '#test/e2e/support/free-port.ts'
import { noneBegun } from '#test/support/neighbours.ts'
import { delayed, type RateOptions } from './rate-desk.ts'

const accountId = 'rates' as AccountId

/** Requests that have left, and until when they went on: milliseconds, as `performance.now()`. */
interface Sent {
  count: number
  /** Answered with 503: over the limit. */
  refused: number
}

/** Main alone between a portal in a process of its own and a window that only waits. */
export async function openPortalDesk(options: RateOptions) {
  const directory = await mkdtemp(join(tmpdir(), 'kartoteka-rates-'))
  const { contacts, limits } = options
  const crm = await startCrm({
    ...{ contacts, limits },
    dataFile: join(directory, 'crm.sqlite'),
    port: await freePort(),
  })
  const journal = new Journal(join(directory, 'journal.sqlite'))
  const logger = { info: () => undefined, warn: () => undefined }
  const sent: Sent = { count: 0, refused: 0 }
  const network = counted(delayed(socketNetwork, options.latencyMs), sent)
  const ports = { network, clock: systemClock, random: systemRandom, logger }
  const traffic = createAccountTraffic(limits === 'real' ? bitrix24Kind.rate : { requests: 1_000, perMs: 1 }, ports)
  const access = fixedAccess(parseWebhook(crm.portal.webhook, false))
  const whole = bitrix24Kind.create({
    ...ports,
    ...{ accountId, access, markerField: null, writeBatch: null, throttle: traffic.throttle, network: traffic.network },
  })
  await whole.setUpTags(null, AbortSignal.timeout(60_000))
  // Contacts and companies are what is measured.
  const connector = Object.create(whole, { neighbours: { value: {} } }) as Connector
  const window = createWaitingWindow(options.windowMs)
  const identity = await connector.identify(AbortSignal.timeout(60_000))
  const rests = createRests(systemClock)
  const context = { accountId, connector, journal, store: window.store, rests, clock: systemClock, logger }
  const engine = createEngine({
    context: { ...context, onPhase: () => undefined },
    remoteAccountId: identity.remoteAccountId,
  })
  return {
    ...{ journal, sent, window },
    /** The bucket is full, as after a pause. */
    rest: () => systemClock.sleep(limits === 'real' ? REFILL_MS : 0),
    run: () => engine.run(AbortSignal.timeout(3_600_000)),
    async close() {
      journal.close()
      await crm.kill()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Fifty requests at two a second. */
const REFILL_MS = 26_000

/** A tag on the first `count` of these contacts. */
export const tagOf = (contactIds: readonly ContactId[], count: number) => ({
  ...{ id: '00000000-0000-4000-8000-000000000001' as MutationId, accountId, at: Date.now(), subject: 'first' },
  change: {
    kind: 'bulk-tags' as const,
    contactIds: contactIds.slice(0, count),
    tags: [{ op: 'add' as const, tag: 'rates', unchangedIds: [], exceptIds: [] }],
  },
})

/** Takes pages, and knows how far they have come. */
function createWaitingWindow(waitMs: number) {
  const checkpoints: Record<string, unknown> = { contacts: null, neighbours: noneBegun }
  const contactIds: ContactId[] = []
  let contactsAt = Number.NaN
  interface Input {
    readonly checkpoint?: unknown
    readonly changes?: readonly ContactChange[]
  }
  const store = {
    call: async (name: string, { checkpoint, changes = [] }: Input) => {
      if (name === 'cache/read-checkpoints') return { ...checkpoints }
      if (name === 'cache/list-contacts') return { remoteIds: [], chatIds: [], next: null }
      await systemClock.sleep(waitMs)
      const kind = name.replace('cache/apply-', '')
      if (kind === 'contacts') checkpoints[kind] = checkpoint
      if (kind === 'contacts') {
        contactsAt = performance.now()
        for (const change of changes) if (change.kind === 'upsert') contactIds.push(change.contact.id)
      }
      return {}
    },
  } as never
  return { store, contactIds, contactsAt: () => contactsAt }
}

function counted(network: Network, sent: Sent): Network {
  return {
    openLine(url) {
      const line = network.openLine(url)
      return {
        isOpen: () => line.isOpen(),
        async send(request, signal) {
          sent.count++
          const answer = await line.send(request, signal)
          if (answer.status === 503) sent.refused++
          return answer
        },
      }
    },
  }
}
