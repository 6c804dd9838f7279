import { join } from 'node:path'
import { createApp } from '#core/app.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { SecretStore } from '#core/ports/secret-store.ts'
import { createFileLocalStore } from '#hosts/node/file-local-store.ts'
import { redirectListener } from '#hosts/node/redirect-listener.ts'
import { createFileSecretStore, plainCipher } from '#hosts/node/file-secret-store.ts'
import { systemClock } from '#hosts/node/system-clock.ts'
import { systemRandom } from '#hosts/node/system-random.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { commands } from '#shared/ipc/commands.ts'
import type { HandlersOf, StoreCommands } from '#shared/ipc/contract.ts'
import { createPeer } from '#shared/ipc/peer.ts'
import { storeCommands } from '#shared/ipc/store-commands.ts'
import { channelPair } from './channel-pair.ts'

/**
 * The app on an existing profile, up to the moment in which it would write a new pair of tokens to the disk: there it says
 * `saving` and waits to be killed. Its window takes nothing, which is more than a sync needs to get so far.
 */
const [folder = ''] = process.argv.slice(2)
const stored = createFileSecretStore(join(folder, 'secrets.json'), plainCipher)
const secrets: SecretStore = {
  ...stored,
  write: async () => {
    process.stdout.write('saving\n')
    return new Promise(() => undefined)
  },
}
const app = await createApp({
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
const [here, there] = channelPair()
app.connectWindow(there)
const refuse = async () => Promise.reject(new AppError('storage/failed', 'this window takes nothing'))
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
}
const window = createPeer({
  channel: here,
  serves: { table: storeCommands, handlers, context: undefined },
  asks: commands,
  onRefused: (error) => console.error(error.message),
})
await window.call('sync/set-offline', { isOffline: false })
await window.call('store/attach', {})
