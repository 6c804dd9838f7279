import type { SecretStore } from '#core/ports/secret-store.ts'
import { attachWindow, secretsIn, startAppOn } from './app-on-profile.ts'

/**
 * The app on an existing profile, up to the moment in which it would write a new pair of tokens to the disk: there it says
 * `saving` and waits to be killed. Its window takes nothing, which is more than a sync needs to get so far.
 */
const [folder = ''] = process.argv.slice(2)
const secrets: SecretStore = {
  ...secretsIn(folder),
  write: async () => {
    process.stdout.write('saving\n')
    return new Promise(() => undefined)
  },
}
await attachWindow(await startAppOn(folder, secrets))
