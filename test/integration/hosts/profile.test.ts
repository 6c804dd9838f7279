import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openProfile } from '#hosts/node/profile.ts'
import { startProgram } from '#test/support/child-process.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'
import { callHost } from './call-host.ts'

const WITH_BUILD_MS = 180_000

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

async function someFolder(names: readonly string[]): Promise<string> {
  const directory = join(await temporaryDirectory(), 'profile')
  await mkdir(directory)
  for (const name of names) {
    await writeFile(join(directory, name), '')
    await chmod(join(directory, name), 0o644)
  }
  await chmod(directory, 0o755)
  return directory
}

describe.skipIf(process.platform === 'win32')('profile folder', () => {
  test('is closed to others, with what an earlier version had left open in it', async () => {
    const directory = await someFolder(['journal.sqlite', 'journal.sqlite-wal', 'secrets.json'])

    openProfile(directory)

    const modes = await Promise.all((await readdir(directory)).map((name) => modeOf(join(directory, name))))
    expect([await modeOf(directory), ...modes]).toEqual(['700', '600', '600', '600'])
  })

  test('is left as it is when it holds other things too, but for our own files', async () => {
    const directory = await someFolder(['holiday.jpg', 'journal.sqlite'])

    openProfile(directory)

    expect(await modeOf(directory)).toBe('755')
    expect(await modeOf(join(directory, 'holiday.jpg'))).toBe('644')
    expect(await modeOf(join(directory, 'journal.sqlite'))).toBe('600')
  })

  test(
    'holds nothing that others may read while the app runs and has a demo CRM',
    async () => {
      const directory = await someFolder([])
      const flags = ['--host', 'browser', '--no-open', '--port', '0', '--demo-contacts', '5', '--profile', directory]
      const program = startProgram(['src-main/hosts/start.ts', ...flags], { DISPLAY: '', WAYLAND_DISPLAY: '' })
      onTestFinished(() => program.kill('SIGKILL'))
      const readyLine = await program.line((line) => line.startsWith('Kartoteka is ready'))

      await callHost(new URL(readyLine.replace('Kartoteka is ready: ', '')), 'accounts/connect-demo', {
        provider: 'amocrm',
      })

      const names = ['.', ...(await readdir(directory, { recursive: true }))]
      const open = []
      for (const name of names) if (!/^[67]00$/.test(await modeOf(join(directory, name)))) open.push(name)
      expect(open).toEqual([])
      expect(names).toEqual(
        expect.arrayContaining(['journal.sqlite', 'journal.sqlite-wal', 'demo-crm.sqlite', 'lock.sqlite', 'documents']),
      )
    },
    WITH_BUILD_MS,
  )
})
