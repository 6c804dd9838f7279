import { join } from 'node:path'
import { createApp, type App } from '#core/app.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { SecretStore } from '#core/ports/secret-store.ts'
import { createFileLocalStore } from '#hosts/node/file-local-store.ts'
import { createFileSecretStore, plainCipher } from '#hosts/node/file-secret-store.ts'
import { redirectListener } from '#hosts/node/redirect-listener.ts'
import { systemClock } from '#hosts/node/system-clock.ts'
import { systemRandom } from '#hosts/node/system-random.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { commands } from '#shared/ipc/commands.ts'
import type { HandlersOf, StoreCommands } from '#shared/ipc/contract.ts'
import { createPeer } from '#shared/ipc/peer.ts'
import { storeCommands } from '#shared/ipc/store-commands.ts'
import { channelPair } from './channel-pair.ts'

/** Secrets of a profile as a test keeps them. */
export const secretsIn = (folder: string): SecretStore =>
  createFileSecretStore(join(folder, 'secrets.json'), plainCipher)

/** The app on an existing profile, in a process of its own. */
export const startAppOn = async (folder: string, secrets: SecretStore): Promise<App> =>
  createApp({
    host: 'browser',
    version: '0.0.0',
    clock: systemClock,
    random: systemRandom,
    network: socketNetwork,
    logger: { info: () => undefined, warn: (message, fields) => console.error(message, fields) },
    secrets,
    local: createFileLocalStore(folder),
    redirects: redirectListener,
    demoCrm: { start: async () => Promise.reject(new Error('there is no embedded demo CRM')) },
    journalPath: join(folder, 'journal.sqlite'),
  })

const refuse = async () => Promise.reject(new AppError('storage/failed', 'this window takes nothing'))

/** Lets its syncs run, with a window that takes nothing but what is said here. */
export async function attachWindow(app: App, takes: Partial<HandlersOf<StoreCommands>> = {}): Promise<void> {
  const [here, there] = channelPair()
  app.connectWindow(there)
  const handlers: HandlersOf<StoreCommands> = {
    'cache/read-checkpoints': refuse,
    'cache/apply-contacts': refuse,
    'cache/apply-companies': refuse,
    'cache/apply-neighbours': refuse,
    'cache/replace-directory': refuse,
    'cache/list-contacts': refuse,
    'cache/list-neighbours': refuse,
    'cache/list-chats': refuse,
    'outbox/settle': refuse,
    ...takes,
  }
  const window = createPeer({
    channel: here,
    serves: { table: storeCommands, handlers, context: undefined },
    asks: commands,
    onRefused: (error) => console.error(error.message),
  })
  await window.call('sync/set-offline', { isOffline: false })
  await window.call('store/attach', {})
}
