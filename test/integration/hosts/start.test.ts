import { once } from 'node:events'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { listenOnLoopback } from '#hosts/browser/listen.ts'
import { startProgram, type Program } from '#test/support/child-process.ts'
import { openSocket, rawRequest, signIn } from '#test/support/browser-host.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

/** The interface may have to be built first, on a machine that does other things too. */
const WITH_BUILD_MS = 180_000

const noDisplay = { DISPLAY: '', WAYLAND_DISPLAY: '' }
const isReadyLine = (line: string) => line.startsWith('Kartoteka is ready')

function start(flags: readonly string[], env: Readonly<Record<string, string>> = noDisplay): Program {
  const program = startProgram(['src-main/hosts/start.ts', ...flags], env)
  onTestFinished(() => program.kill('SIGKILL'))
  return program
}

async function startReady(profile: string, port = 0) {
  const flags = ['--host', 'browser', '--no-open', '--port', String(port), '--profile', profile]
  const program = start(flags)
  const readyLine = await program.line(isReadyLine)
  const url = new URL(readyLine.replace('Kartoteka is ready: ', ''))
  return { program, readyLine, port: Number(url.port), token: url.searchParams.get('token') ?? '' }
}

describe('npm start: the command line', () => {
  test.each([
    [['--bogus'], '--bogus'],
    [['--port', 'http'], '--port is a whole number from 0 to 65535, not "http"'],
    [['--port', '70000'], 'not "70000"'],
    [['--port', '-1'], '--port'],
    [['--host', 'firefox'], '--host is "electron" or "browser", not "firefox"'],
    [['--demo-contacts', '1e3'], '--demo-contacts is a whole number'],
    [['--profile', ''], '--profile needs the path of a folder'],
    [['stray'], 'stray'],
  ])('refuses %j in words and shows what it knows', async (flags, words) => {
    const { code, stdout, stderr } = await start(flags).ended()

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
    expect(stderr).toContain('--demo-contacts N')
  })

  test('prints its flags when asked for help', async () => {
    const { code, stdout, stderr } = await start(['--help']).ended()

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('--host electron|browser')
  })

  test('says that Electron has no display when it was asked for by name', async () => {
    const flags = ['--host', 'electron', '--profile', await temporaryDirectory()]

    const { code, stderr } = await start(flags).ended()

    expect(code).toBe(1)
    expect(stderr.trim()).toBe('Electron cannot run here: there is no display for a window.')
  })
})

describe('npm start: the browser host', () => {
  test('says in words that the port is taken', async () => {
    const { server, port } = await listenOnLoopback(0)
    onTestFinished(() => void server.close())
    const flags = ['--host', 'browser', '--no-open', '--port', String(port), '--profile', await temporaryDirectory()]

    const { code, stdout, stderr } = await start(flags).ended()

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.trim()).toBe(
      `Port ${port} is taken by another program. Close that program, or choose another port: --port N.`,
    )
  })

  test(
    'prints the link alone on stdout, lets one browser in by it, and ends cleanly on SIGTERM',
    async () => {
      const { program, readyLine, port, token } = await startReady(await temporaryDirectory())

      const cookie = await signIn(port, token)
      const page = await rawRequest(port, '/', { Cookie: cookie })
      await program.kill('SIGTERM')

      expect(readyLine).toMatch(/^Kartoteka is ready: http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f.]+$/)
      expect(page.status).toBe(200)
      expect(await program.ended()).toMatchObject({ code: 0, stdout: readyLine })
    },
    WITH_BUILD_MS,
  )

  test(
    'answers its window over the socket',
    async () => {
      const { port, token } = await startReady(await temporaryDirectory())
      const Cookie = await signIn(port, token)
      const { socket } = await openSocket(port, { Cookie, Origin: `http://127.0.0.1:${port}` })

      socket?.send(JSON.stringify({ kind: 'request', id: 1, name: 'app/describe', payload: {} }))
      const [data] = socket === null ? [] : ((await once(socket, 'message')) as [Buffer])

      expect(JSON.parse(String(data))).toMatchObject({
        kind: 'reply',
        id: 1,
        value: { host: 'browser', secretsIn: 'file', accounts: [] },
      })
    },
    WITH_BUILD_MS,
  )

  test(
    'falls back to the browser host without a display, and says why',
    async () => {
      const program = start(['--no-open', '--port', '0', '--profile', await temporaryDirectory()])
      await program.line(isReadyLine)

      await program.kill('SIGINT')

      const { code, stderr } = await program.ended()
      expect(code).toBe(0)
      expect(stderr).toContain('Using the browser host: there is no display for a window.')
    },
    WITH_BUILD_MS,
  )

  test(
    'answers a second start of the same profile with words and a fresh link into the first',
    async () => {
      const profile = await temporaryDirectory()
      const first = await startReady(profile)

      const second = await start(['--host', 'browser', '--no-open', '--port', '0', '--profile', profile]).ended()

      expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 1, stdout: '' })
      expect(second.stderr).toContain(`Kartoteka is already running with the profile ${profile}.`)
      const link = new URL(/http:\S+/.exec(second.stderr)?.[0] ?? 'http://none')
      expect(link.port).toBe(String(first.port))
      expect((await rawRequest(first.port, `${link.pathname}${link.search}`)).status).toBe(303)
    },
    WITH_BUILD_MS,
  )

  test(
    'runs once when it is started twice at the same moment, and the other says so',
    async () => {
      const profile = await temporaryDirectory()
      const flags = ['--host', 'browser', '--no-open', '--port', '0', '--profile', profile]

      const programs = [start(flags), start(flags)]
      const first = await Promise.race(programs.map(async (program) => (await program.ended()).stderr))
      const ready = await Promise.allSettled(programs.map((program) => program.line(isReadyLine)))

      expect(first).toContain(`Kartoteka is already running with the profile ${profile}.`)
      expect(ready.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    },
    WITH_BUILD_MS,
  )

  test(
    'starts again on the profile and port of a run that was killed, and knows its window',
    async () => {
      const profile = await temporaryDirectory()
      const killed = await startReady(profile)
      const cookie = await signIn(killed.port, killed.token)
      await killed.program.kill('SIGKILL')

      const { port, token } = await startReady(profile, killed.port)
      const page = await rawRequest(port, '/', { Cookie: cookie })

      expect(port).toBe(killed.port)
      expect(page.status).toBe(200)
      expect(token).not.toBe(killed.token)
    },
    WITH_BUILD_MS,
  )

  test.skipIf(process.platform === 'win32')(
    'opens the link as an app window whose data lies in the profile',
    async () => {
      const profile = await temporaryDirectory()
      const noted = join(profile, 'arguments')
      const browser = join(profile, 'browser')
      // Named into place at the end, so that whoever sees it sees all of it.
      await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > ${noted}.part && mv ${noted}.part ${noted}\n`)
      await chmod(browser, 0o755)
      const flags = ['--host', 'browser', '--port', '0', '--profile', profile]
      const program = start(flags, { DISPLAY: ':99', CHROMIUM_PATH: browser })

      const readyLine = await program.line(isReadyLine)
      const given = await vi.waitFor(async () => (await readFile(noted, 'utf8')).split('\n'), { timeout: 20_000 })

      const page = join(profile, 'open.html')
      expect(given).toContain(`--app=${pathToFileURL(page).href}`)
      expect(given).toContain(`--user-data-dir=${join(profile, 'chromium')}`)
      // Whoever lists processes sees the arguments: the token is in a file that only its owner may read.
      expect(given.join('\n')).not.toContain('token')
      expect(await readFile(page, 'utf8')).toContain(
        `content="0; url=${readyLine.replace('Kartoteka is ready: ', '')}"`,
      )
      expect(((await stat(page)).mode & 0o777).toString(8)).toBe('600')
      await program.kill('SIGTERM')
      expect(await readdir(profile)).not.toContain('open.html')
    },
    WITH_BUILD_MS,
  )

  test.skipIf(process.platform === 'win32')(
    'keeps the key that lets browsers in to its owner',
    async () => {
      const profile = await temporaryDirectory()
      await startReady(profile)

      const { mode } = await stat(join(profile, 'session-key'))

      expect((mode & 0o777).toString(8)).toBe('600')
      expect(await readFile(join(profile, 'session-key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
    },
    WITH_BUILD_MS,
  )
})
