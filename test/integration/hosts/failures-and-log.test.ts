import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startDemoCrm } from '#demo-crm/server.ts'
import { toFailureFacts } from '#hosts/failure-facts.ts'
import { isReachAddress } from '#hosts/reach-address.ts'
import { isVendorPage } from '#hosts/vendor-page.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { startProgram, type Program } from '#test/support/child-process.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'
import { callHost } from './call-host.ts'

const WITH_BUILD_MS = 180_000

function start(profile: string): Program {
  const flags = ['--host', 'browser', '--no-open', '--port', '0', '--profile', profile]
  const program = startProgram(['src-main/hosts/start.ts', ...flags], { DISPLAY: '', WAYLAND_DISPLAY: '' })
  onTestFinished(() => program.kill('SIGKILL'))
  return program
}

async function readyLink(program: Program): Promise<URL> {
  const line = await program.line((one) => one.startsWith('Kartoteka is ready'))
  return new URL(line.replace('Kartoteka is ready: ', ''))
}

const logOf = async (profile: string) => readFile(join(profile, 'logs', 'kartoteka.log'), 'utf8')

async function profileWith(path: string, text: string): Promise<string> {
  const profile = await temporaryDirectory()
  await mkdir(join(profile, 'documents'))
  await writeFile(join(profile, path), text)
  return profile
}

describe('npm start on a damaged profile', () => {
  test(
    'starts with the defaults when the settings make no sense',
    async () => {
      const program = start(await profileWith('documents/settings.json', '{"isOff'))

      const reply = await callHost(await readyLink(program), 'app/describe', {})

      expect(reply).toMatchObject({ value: { isOffline: false } })
    },
    WITH_BUILD_MS,
  )

  test.each([
    ['documents/accounts.json', 'move it out of that folder and sign in again'],
    ['lock.sqlite', 'delete it and start again'],
  ])(
    'names a damaged %s, says what to do about it, and logs the failure without its text',
    async (path, way) => {
      const profile = await profileWith(path, 'Anna Petrova, of all things, and what else fits in here')

      const { code, stderr } = await start(profile).ended()

      expect(code).toBe(1)
      expect(stderr).toContain(join(profile, path))
      expect(stderr).toContain(way)
      const lines = (await logOf(profile)).trimEnd().split('\n')
      expect(lines).toHaveLength(1)
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', message: expect.any(String) as string })
      expect(lines[0]).toContain('"code":"storage/failed"')
      expect(lines[0]).not.toContain('Petrova')
      expect(await readFile(join(profile, path), 'utf8')).toContain('Anna Petrova')
    },
    WITH_BUILD_MS,
  )
})

describe('log of a run', () => {
  test(
    'says which version started in which host, and keeps the token of a sign-in out',
    async () => {
      const profile = await temporaryDirectory()
      const crm = await startDemoCrm({ dataFile: join(profile, 'crm.sqlite'), contacts: 3, limits: 'real' })
      onTestFinished(() => crm.close())
      const link = await readyLink(start(profile))
      const { url: address, token } = crm.amocrm

      const reply = await callHost(link, 'accounts/connect', { provider: 'amocrm', address, token })

      expect(reply).toMatchObject({ value: { provider: 'amocrm' } })
      const log = await logOf(profile)
      expect(JSON.parse(log.split('\n')[0] ?? '')).toMatchObject({
        level: 'info',
        message: 'started',
        version: expect.stringMatching(/^\d/) as string,
        host: 'browser',
        port: Number(link.port),
      })
      expect(log).not.toContain(token)
      expect(log).not.toContain(link.searchParams.get('token'))
    },
    WITH_BUILD_MS,
  )

  test('keeps of a failure its code and causes, without what looks like a secret or is quoted', () => {
    const cause = new Error(`refused "Anna" with ${'a1'.repeat(40)} at last`)
    const error = new AppError('storage/failed', 'a file cannot be read', { details: { reason: 'EACCES' }, cause })

    const facts = [toFailureFacts(error), toFailureFacts(new SyntaxError('{"name": is not JSON'))]

    expect(facts).toEqual([
      {
        code: 'storage/failed',
        reason: 'EACCES',
        message: 'a file cannot be read',
        cause: 'refused "…" with … at last',
      },
      { code: 'unforeseen', message: 'SyntaxError' },
    ])
  })
})

describe('links out of the app', () => {
  test.each([
    ['https://example.amocrm.ru/contacts/detail/1', true],
    ['https://example.amocrm.kz/contacts/detail/1', true],
    ['https://www.kommo.com', true],
    ['http://example.amocrm.ru', false],
    ['https://amocrm.ru.example.com', false],
    ['https://notamocrm.ru', false],
    ['https://amocrm.ru@example.com', false],
    ['https://amocrm.ru:8443', false],
    ['file:///etc/passwd', false],
  ])('%s leads out: %s', (address, isAllowed) => {
    expect(isVendorPage(address)).toBe(isAllowed)
  })

  test.each([
    ['tel:+79001112233', true],
    ['tel:', false],
    ['tel:+7900;phone-context=x', false],
    ['mailto:anna@example.com', true],
    ['mailto:anna@example.com?body=x', false],
    ['file:///etc/passwd', false],
  ])('%s is called or written to: %s', (address, isAllowed) => {
    expect(isReachAddress(address)).toBe(isAllowed)
  })
})
