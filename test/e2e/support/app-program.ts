import { startProgram } from '#test/support/child-process.ts'

export interface AppOptions {
  readonly profile: string
  readonly port: number
  readonly demoContacts?: number
  /** Another program of the same flags. */
  readonly program?: string
}

/** The app under its browser host, as a process of its own. */
export interface RunningApp {
  /** Lets one browser in, once. */
  readonly url: string
  readonly origin: string
  /** A link for one more browser, as a user gets it: by starting the app a second time. */
  freshUrl(): Promise<string>
  /** No goodbye: what is not on the disk is lost. */
  kill(): Promise<void>
  /** As Ctrl+C does. */
  stop(): Promise<void>
}

const READY = 'Kartoteka is ready: '
/** As `npm start` does. */
const START = ['--import', './build/require-node-24.mjs']

/** Resolves when the app serves its page. */
export async function startApp({
  profile,
  port,
  demoContacts,
  program: path = 'src-main/hosts/start.ts',
}: AppOptions): Promise<RunningApp> {
  const flags = ['--host', 'browser', '--no-open', '--port', String(port), '--profile', profile]
  const contacts = demoContacts === undefined ? [] : ['--demo-contacts', String(demoContacts)]
  const program = startProgram([...START, path, ...flags, ...contacts])
  const line = await program.line((text) => text.startsWith(READY))

  return {
    url: line.slice(READY.length),
    origin: `http://127.0.0.1:${port}`,
    async freshUrl() {
      const { stderr } = await startProgram([...START, path, ...flags]).ended()
      const [url] = /http:\S+token=\S+/.exec(stderr) ?? []
      if (url === undefined) throw new Error(`a second start gave no link: ${stderr}`)
      return url
    },
    kill: () => program.kill('SIGKILL'),
    stop: () => program.kill('SIGINT'),
  }
}
