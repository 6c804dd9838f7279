import * as v from 'valibot'
import { storeCommands } from '#shared/ipc/store-commands.ts'
import { attachWindow, secretsIn, startAppOn } from './app-on-profile.ts'

/**
 * The app on an existing profile, up to the moment in which its window would write a page of contacts: there it says `writing`
 * and waits to be killed. How far the cache has come it is told by whoever starts it.
 */
const [folder = '', checkpoints = ''] = process.argv.slice(2)
const known = v.parse(storeCommands['cache/read-checkpoints'].output, JSON.parse(checkpoints))
await attachWindow(await startAppOn(folder, secretsIn(folder)), {
  'cache/read-checkpoints': async () => Promise.resolve(known),
  'cache/apply-contacts': async () => {
    process.stdout.write('writing\n')
    return new Promise(() => undefined)
  },
})
