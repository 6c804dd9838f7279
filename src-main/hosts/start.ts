import { flushCompileCache } from 'node:module'
import { chooseHost, hasDisplay, type HostChoice } from './start/choose-host.ts'
import { findElectron, installElectron } from './start/electron-binary.ts'
import { explainFailure } from './start/explain-failure.ts'
import { parseFlags, usage, type StartFlags } from './start/flags.ts'
import { logFailure } from './start/log-failure.ts'
import { openWindow } from './start/open-window.ts'
import { runElectron } from './start/run-electron.ts'
import { StartFailure } from './start/start-failure.ts'
import { openProfile, type Profile } from './node/profile.ts'

// Whatever this program or its libraries make from here on, other users of the computer cannot read.
process.umask(0o077)

/**
 * Longer than core waits for new tokens that are on their way: the old ones may be dead already. A close that hangs must
 * not keep the terminal; a second Ctrl+C does not wait at all.
 */
const CLOSE_TIMEOUT_MS = 35_000
const WRONG_USAGE = 2
/** The window has its first rows by then. */
const KEEP_COMPILED_AFTER_MS = 3_000

const say = (line: string) => void process.stderr.write(`${line}\n`)
const isDisplayThere = hasDisplay(process.platform, process.env)

async function start(): Promise<void> {
  const parsed = parseFlags(process.argv.slice(2))
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(usage)
      return
    case 'wrong':
      say(`${parsed.message}\n\n${usage}`)
      process.exitCode = WRONG_USAGE
      return
    case 'run':
      await run(parsed.flags)
  }
}

async function run(flags: StartFlags): Promise<void> {
  let profile: Profile | null = null
  try {
    profile = openProfile(flags.profile)
    const choice = await settleHost(flags)
    if (choice.kind === 'impossible') throw new StartFailure(`Electron cannot run here: ${choice.because}.`)
    if (choice.kind === 'electron') process.exitCode = await runElectron(choice.binary, flags, say)
    if (choice.kind === 'browser') await serve(flags, profile, choice.because)
  } catch (error) {
    if (profile !== null) logFailure(error, profile, flags.host ?? 'any')
    const { text, url } = await explainFailure(error, flags, profile)
    say(text)
    if (url !== null && flags.open && isDisplayThere && profile !== null) await openWindow(url, profile)
    // A half-started host still holds its port; only the end of the process lets go of everything.
    process.exit(1)
  }
}

/** Asks for the Electron binary if that is all that is missing; ends in a choice that can be carried out. */
async function settleHost(flags: StartFlags): Promise<Exclude<HostChoice, { kind: 'install-electron' }>> {
  const machine = { electron: findElectron(), hasDisplay: isDisplayThere, isInteractive: process.stdout.isTTY }
  const choice = chooseHost(flags.host, machine)
  if (choice.kind !== 'install-electron') return choice
  say('Fetching Electron (once)…')
  const binary = await installElectron()
  if (binary !== null) return { kind: 'electron', binary }
  const because = 'its binary could not be fetched'
  return flags.host === 'electron' ? { kind: 'impossible', because } : { kind: 'browser', because }
}

async function serve(flags: StartFlags, profile: Profile, because: string | null): Promise<void> {
  if (because !== null) say(`Using the browser host: ${because}.`)
  // Loaded here: what only prints its flags, or hands over to Electron, needs nothing of core.
  const { runBrowserHost } = await import('./start/run-browser-host.ts')
  const host = await runBrowserHost(flags, profile, say)
  closeOnSignal(profile, () => host.close())
  process.stdout.write(`Kartoteka is ready: ${host.url}\n`)
  // What was loaded stays compiled for the next start (build/require-node-24.mjs); killed, we would leave nothing.
  setTimeout(flushCompileCache, KEEP_COMPILED_AFTER_MS).unref()
  if (!flags.open) return
  if (isDisplayThere) await openWindow(host.url, profile)
  else say('There is no display here: open the link in a browser on this computer.')
}

/** The first signal closes in good order; a second one, or a close that hangs, ends the process at once. */
function closeOnSignal(profile: Profile, close: () => Promise<void>): void {
  let isClosing = false
  const onSignal = () => {
    if (isClosing) process.exit(1)
    isClosing = true
    setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logFailure(error, profile, 'browser')
        say(error instanceof Error ? (error.stack ?? error.message) : String(error))
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}

await start()
