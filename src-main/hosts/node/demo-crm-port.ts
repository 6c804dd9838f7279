import type { Provider } from '#shared/domain/providers.ts'
import { parseWebhook } from '#core/connectors/bitrix24/portal-address.ts'
import type { Credentials } from '#core/http/access.ts'
import type { DemoCrmPort } from '#core/ports/demo-crm.ts'
import { storageFailed } from './durable-file.ts'

export interface DemoCrmOptions {
  readonly dataFile: string
  /** How many contacts a new data file is seeded with. */
  readonly contacts: number
}

interface Running {
  readonly doors: Readonly<Record<Provider, Credentials>>
  close(): Promise<void>
}

/** The embedded demo CRM, started once, when it is first asked for; `close` ends it if it ran. */
export function createDemoCrmPort(options: DemoCrmOptions): DemoCrmPort & { close(): Promise<void> } {
  let running: Promise<Running> | null = null

  return {
    async start(provider) {
      running ??= launch(options)
      try {
        return (await running).doors[provider]
      } catch (error) {
        // The next request may find a disk with room again.
        running = null
        throw storageFailed('the demo CRM cannot start', error, { document: 'demo-crm' })
      }
    },
    async close() {
      const ended = running?.catch(() => null)
      running = null
      await (await ended)?.close()
    },
  }
}

async function launch({ dataFile, contacts }: DemoCrmOptions): Promise<Running> {
  // Loaded here: most profiles never need it, and every start would pay for it.
  const { startDemoCrm } = await import('#demo-crm/server.ts')
  // The people, companies and own fields of the demo base are Russian: a portal's fixed fields had better be too.
  const portal = { portalSwitches: { language: 'ru' }, portalData: 'full' } as const
  const server = await startDemoCrm({ dataFile, contacts, limits: 'real', ...portal })
  const { amocrm, bitrix24 } = server
  const doors = { amocrm: { origin: amocrm.url, token: amocrm.token }, bitrix24: parseWebhook(bitrix24.webhook, false) }
  return { doors, close: () => server.close() }
}
