import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccountTraffic } from '#core/accounts/account-traffic.ts'
import type { Connector } from '#core/connectors/connector.ts'
import { amocrmRate, createAmocrmConnector } from '#core/connectors/amocrm/amocrm-connector.ts'
import { fixedAccess } from '#core/http/access.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { Network } from '#core/ports/network.ts'
import { createEngine, type Engine } from '#core/sync/engine.ts'
import { Journal } from '#core/sync/journal.ts'
import { createRests } from '#core/sync/rests.ts'
import { systemClock } from '#hosts/node/system-clock.ts'
import { systemRandom } from '#hosts/node/system-random.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { startCrm, type RunningCrm } from '#test/e2e/support/crm-program.ts'
import { freePort } from '#test/e2e/support/free-port.ts'
import { demoBase } from '../ours/demo-base.ts'
import { noneBegun } from '#test/support/neighbours.ts'

export interface RateOptions {
  readonly contacts: number
  readonly limits: 'real' | 'off'
  /** One way, milliseconds; each request has up to a third more, as chance has it. */
  readonly latencyMs: number
  /** How long the window takes for a page, or for a message of outcomes. */
  readonly windowMs: number
}

/** Main alone, as the product wires it below the accounts, between a CRM in a process of its own and a window that only waits. */
export interface RateDesk {
  readonly accountId: AccountId
  readonly crm: RunningCrm
  readonly engine: Engine
  readonly journal: Journal
  /** When the window has last had contacts on disk, as `performance.now()`. */
  contactsAt(): number
  /** What the window was told since the last look, by the name of the message. */
  takeTold(): ReadonlyMap<string, number>
  close(): Promise<void>
}

const accountId = 'rates' as AccountId

/** @param isPulled whether the window has everything already: a sync then only asks for changes */
export async function openRateDesk(options: RateOptions, isPulled: boolean): Promise<RateDesk> {
  const directory = await mkdtemp(join(tmpdir(), 'kartoteka-rates-'))
  const dataFile = await demoBase(options.contacts, directory)
  const crm = await startCrm({ dataFile, port: await freePort(), limits: options.limits })
  const journal = new Journal(join(directory, 'journal.sqlite'))
  const logger = { info: () => undefined, warn: () => undefined }
  const ports = { network: delayed(socketNetwork, options.latencyMs), clock: systemClock, random: systemRandom, logger }
  const traffic = createAccountTraffic(options.limits === 'real' ? amocrmRate : { requests: 1_000, perMs: 1 }, ports)
  const whole = createAmocrmConnector({
    ...ports,
    ...{ accountId, access: fixedAccess({ origin: crm.url, token: crm.token }) },
    ...{ throttle: traffic.throttle, network: traffic.network },
  })
  // Contacts and companies are what is measured.
  const connector = Object.create(whole, { neighbours: { value: {} } }) as Connector
  let told = new Map<string, number>()
  const since = { kind: 'changes', since: Math.floor(Date.now() / 1000), from: Math.floor(Date.now() / 1000) }
  const known = isPulled ? { cursor: `a2:${JSON.stringify(since)}`, isComplete: true } : null
  const checkpoints: Record<string, unknown> = { contacts: known, neighbours: noneBegun }
  let contactsAt = Number.NaN
  const store = {
    call: async (name: string, input: { readonly checkpoint?: unknown }) => {
      told.set(name, (told.get(name) ?? 0) + 1)
      if (name === 'cache/read-checkpoints') return { ...checkpoints }
      await systemClock.sleep(options.windowMs)
      // What was refused goes on where it was, as with a real cache.
      if (name === 'cache/apply-contacts') contactsAt = performance.now()
      const kind = name.replace('cache/apply-', '')
      if (kind === 'contacts') checkpoints[kind] = input.checkpoint
      return {}
    },
  } as never
  const identity = await connector.identify(AbortSignal.timeout(10_000))
  await crm.control.forgetRequests()
  const [rests, onPhase] = [createRests(systemClock), () => undefined]
  const context = { accountId, connector, journal, store, rests, clock: systemClock, logger, onPhase }
  return {
    ...{ accountId, crm, journal },
    contactsAt: () => contactsAt,
    engine: createEngine({ context, remoteAccountId: identity.remoteAccountId }),
    takeTold() {
      const before = told
      told = new Map()
      return before
    },
    async close() {
      journal.close()
      await crm.kill()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Loopback is closer than any vendor. */
export function delayed(network: Network, latencyMs: number): Network {
  const pause = () => systemClock.sleep(latencyMs * (1 + Math.random() / 3))
  return {
    openLine(url) {
      const line = network.openLine(url)
      return {
        isOpen: () => line.isOpen(),
        async send(request, signal) {
          if (latencyMs > 0) await pause()
          const answer = await line.send(request, signal)
          if (latencyMs > 0) await pause()
          return answer
        },
      }
    },
  }
}
