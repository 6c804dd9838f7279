import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ensureShell } from './build-interface.ts'
import type { StartFlags } from './flags.ts'
import { project } from './project.ts'
import { StartFailure } from './start-failure.ts'

/** Runs the app in Electron until its window closes; gives its exit code. @throws {StartFailure} */
export async function runElectron(binary: string, flags: StartFlags, say: (line: string) => void): Promise<number> {
  if (!(await ensureShell(say))) throw new StartFailure('The app could not be built; the reason is above.')
  const own = ['--profile', flags.profile, '--demo-contacts', String(flags.demoContacts)]
  const args = [project.root, ...own, ...(flags.verbose ? ['--verbose'] : [])]
  // As root Chromium's sandbox does not start at all; in a container there is often no other user.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(binary, [...sandbox, ...args], { stdio: 'inherit', env: withoutNodeMode() })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

/** Some editors leave this set in their terminals; Electron would then be a mere Node. */
function withoutNodeMode(): NodeJS.ProcessEnv {
  const env = { ...process.env }
  delete env['ELECTRON_RUN_AS_NODE']
  return env
}
