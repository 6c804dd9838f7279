import type { AppPorts } from '#core/app.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { SecretStore } from '#core/ports/secret-store.ts'
import { appVersion } from '../version.ts'
import { createDemoCrmPort } from './demo-crm-port.ts'
import { createFileLocalStore } from './file-local-store.ts'
import { createFileLogger } from './file-logger.ts'
import type { Profile } from './profile.ts'
import { redirectListener } from './redirect-listener.ts'
import { systemClock } from './system-clock.ts'
import { systemRandom } from './system-random.ts'

export interface NodePortsOptions {
  readonly host: AppPorts['host']
  readonly profile: Profile
  readonly secrets: SecretStore
  readonly demoContacts: number
  /** Told of warnings, one line each. */
  readonly echoWarning?: ((line: string) => void) | undefined
  readonly rate?: AppPorts['rate']
}

/** What core needs, from Node and the profile folder: the same in both hosts but for the secrets. */
export function createNodePorts(options: NodePortsOptions): { readonly ports: AppPorts; close(): Promise<void> } {
  const { host, profile, secrets } = options
  const demoCrm = createDemoCrmPort({ dataFile: profile.demoCrm, contacts: options.demoContacts })
  const logger = createFileLogger({
    directory: profile.logs,
    now: () => systemClock.now(),
    echoWarning: options.echoWarning,
  })
  const ports: AppPorts = {
    host,
    version: appVersion,
    clock: systemClock,
    random: systemRandom,
    network: socketNetwork,
    logger,
    secrets,
    local: createFileLocalStore(profile.documents),
    demoCrm,
    redirects: redirectListener,
    journalPath: profile.journal,
    rate: options.rate,
  }
  return { ports, close: () => demoCrm.close() }
}
