import type { DemoCrmPort } from '#core/ports/demo-crm.ts'
import { storageFailed } from './durable-file.ts'

export interface DemoCrmOptions {
  readonly dataFile: string
  /** How many contacts a new data file is seeded with. */
  readonly contacts: number
}

interface Running {
  readonly origin: string
  readonly token: string
  close(): Promise<void>
}

/** The embedded demo CRM, started once, when it is first asked for; `close` ends it if it ran. */
export function createDemoCrmPort(options: DemoCrmOptions): DemoCrmPort & { close(): Promise<void> } {
  let running: Promise<Running> | null = null

  return {
    async start() {
      running ??= launch(options)
      try {
        const { origin, token } = await running
        return { origin, token }
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
  const server = await startDemoCrm({ dataFile, contacts, limits: 'real' })
  return { origin: server.amocrm.url, token: server.amocrm.token, close: () => server.close() }
}
