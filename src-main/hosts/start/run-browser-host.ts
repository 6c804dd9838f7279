import { randomUUID } from 'node:crypto'
import { createApp, type AppPorts } from '#core/app.ts'
import { serveBrowserHost } from '../browser/browser-host.ts'
import { createGate, launchUrl, makeLaunchToken } from '../browser/gate.ts'
import { announceHolder } from '../browser/holder.ts'
import { listenOnLoopback } from '../browser/listen.ts'
import { ensureSessionKey } from '../browser/session-key.ts'
import { createFileSecretStore, plainCipher } from '../node/file-secret-store.ts'
import { createNodePorts } from '../node/node-ports.ts'
import type { Profile } from '../node/profile.ts'
import { lockProfile } from '../node/profile-lock.ts'
import { loadRendererFiles } from '../renderer-files.ts'
import { ensureInterface, watchInterface } from './build-interface.ts'
import type { StartFlags } from './flags.ts'
import { removeLaunchPage } from './launch-page.ts'
import { project } from './project.ts'
import { StartFailure } from './start-failure.ts'

export interface RunningHost {
  /** Lets one browser in, once. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Brings the browser host up: profile, port, interface, core, in the order that refuses soonest.
 * @param rate of requests, instead of each vendor's own: for measuring
 * @throws {AppError} `state/refused` with `reason` `profile-in-use`, `port-busy`, `port-unusable`; `storage/failed`
 * @throws {StartFailure} when the interface cannot be built
 */
export async function runBrowserHost(
  flags: StartFlags,
  profile: Profile,
  say: (line: string) => void,
  rate?: AppPorts['rate'],
): Promise<RunningHost> {
  const lock = lockProfile(profile.directory)
  const { server, port } = await listenOnLoopback(flags.port)
  if (!(await ensureInterface(say))) throw new StartFailure('The interface could not be built; the reason is above.')

  const filled = createNodePorts({
    host: 'browser',
    profile,
    secrets: createFileSecretStore(profile.secrets, plainCipher),
    demoContacts: flags.demoContacts,
    rate,
    echoWarning: flags.verbose ? (line) => say(line.trimEnd()) : undefined,
  })
  const runId = randomUUID()
  const parts = [createApp(filled.ports), ensureSessionKey(profile.sessionKey)] as const
  const [app, key, files] = await Promise.all([...parts, loadRendererFiles(project.rendererBuild)])
  let loaded = files
  const watcher = flags.watch ? watchInterface() : null
  const current = async () => {
    // In the middle of a rebuild some files are missing: then the page of before is shown once more.
    if (flags.watch) loaded = await loadRendererFiles(project.rendererBuild).catch(() => loaded)
    return loaded
  }
  const host = serveBrowserHost({ server, port, app, files: current, gate: createGate({ key, runId, port }) })
  await announceHolder(profile.holder, { host: 'browser', port, runId })
  filled.ports.logger.info('started', { version: filled.ports.version, host: 'browser', port })

  return {
    url: launchUrl(port, makeLaunchToken(key, runId)),
    async close() {
      watcher?.kill()
      await removeLaunchPage(profile.launchPage)
      await host.close()
      await app.close()
      await filled.close()
      lock.release()
    },
  }
}
