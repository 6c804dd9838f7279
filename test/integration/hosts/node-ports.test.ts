import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFileLocalStore } from '#hosts/node/file-local-store.ts'
import { createFileLogger } from '#hosts/node/file-logger.ts'
import { createFileSecretStore, plainCipher, type Cipher } from '#hosts/node/file-secret-store.ts'
import { systemClock } from '#hosts/node/system-clock.ts'
import { systemRandom } from '#hosts/node/system-random.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

describe('file local store', () => {
  test('gives back what was written, and null where nothing was', async () => {
    const store = createFileLocalStore(join(await temporaryDirectory(), 'documents'))
    await store.write('settings', { isOffline: true, name: 'Ольга' })

    const documents = [await store.read('settings'), await store.read('absent')]

    expect(documents).toEqual([{ isOffline: true, name: 'Ольга' }, null])
  })

  test('keeps the old document when a kill came between writing the new one and putting it in place', async () => {
    const directory = await temporaryDirectory()
    const store = createFileLocalStore(directory)
    await store.write('settings', { version: 1 })
    // What such a kill leaves behind.
    await writeFile(join(directory, 'settings.json.tmp'), '{"version":')

    const afterKill = await store.read('settings')
    await store.write('settings', { version: 2 })

    expect(afterKill).toEqual({ version: 1 })
    expect(await store.read('settings')).toEqual({ version: 2 })
    expect(await readdir(directory)).toEqual(['settings.json'])
  })

  test('keeps the old document when the new one cannot be put in place', async () => {
    const directory = await temporaryDirectory()
    const store = createFileLocalStore(directory)
    // A folder cannot be replaced by a file: the rename fails, whoever runs this.
    await mkdir(join(directory, 'settings.json', 'in-the-way'), { recursive: true })

    await expect(store.write('settings', { version: 2 })).rejects.toMatchObject({ code: 'storage/failed' })

    expect(await readdir(directory)).toEqual(['settings.json'])
  })

  test('writes in the order it was asked to', async () => {
    const store = createFileLocalStore(await temporaryDirectory())

    await Promise.all([1, 2, 3, 4, 5].map((version) => store.write('settings', { version })))

    expect(await store.read('settings')).toEqual({ version: 5 })
  })

  test('says that a damaged document failed instead of taking it for none', async () => {
    const directory = await temporaryDirectory()
    await writeFile(join(directory, 'settings.json'), '{"version":')

    const reading = createFileLocalStore(directory).read('settings')

    await expect(reading).rejects.toMatchObject({
      code: 'storage/failed',
      details: { reason: 'damaged', document: 'settings' },
    })
  })

  test.each(['../outside', 'a/b', '', '.hidden', 'UPPER'])('refuses %j as a name', async (name) => {
    const store = createFileLocalStore(await temporaryDirectory())

    await expect(store.write(name, {})).rejects.toThrow('unsafe document name')
  })
})

describe('file secret store', () => {
  test('keeps, replaces and removes secrets by key', async () => {
    const store = createFileSecretStore(join(await temporaryDirectory(), 'secrets.json'), plainCipher)
    await store.write('account-1', 'one')
    await store.write('account-2', 'two')
    await store.write('account-1', 'uno')
    await store.remove('account-2')
    await store.remove('never-there')

    const secrets = [await store.read('account-1'), await store.read('account-2'), await store.read('__proto__')]

    expect(secrets).toEqual(['uno', null, null])
  })

  test.skipIf(process.platform === 'win32')('lets nobody but the owner read its file and folder', async () => {
    const folder = join(await temporaryDirectory(), 'profile')
    const path = join(folder, 'secrets.json')

    await createFileSecretStore(path, plainCipher).write('account-1', 'one')

    expect([await modeOf(folder), await modeOf(path)]).toEqual(['700', '600'])
  })

  test.skipIf(process.platform === 'win32')('closes a file that had been open to others', async () => {
    const path = join(await temporaryDirectory(), 'secrets.json')
    await writeFile(path, '{}')
    await chmod(path, 0o644)

    await createFileSecretStore(path, plainCipher).write('account-1', 'one')

    expect(await modeOf(path)).toBe('600')
  })

  test('owns up that a file is all the protection there is', () => {
    const store = createFileSecretStore('unused', plainCipher)

    expect(store.protection).toBe('file')
  })

  test('takes a secret that another host sealed for none, and leaves it in place', async () => {
    const path = join(await temporaryDirectory(), 'secrets.json')
    const reversed: Cipher = {
      protection: 'os',
      name: 'reversed',
      seal: async (secret) => [...secret].reverse().join(''),
      open: async (sealed) => [...sealed].reverse().join(''),
    }
    await createFileSecretStore(path, reversed).write('account-1', 'one')
    const plain = createFileSecretStore(path, plainCipher)
    await plain.write('account-2', 'two')

    const read = [await plain.read('account-1'), await createFileSecretStore(path, reversed).read('account-1')]

    expect(read).toEqual([null, 'one'])
  })

  test('does not repeat a damaged file in its error', async () => {
    const path = join(await temporaryDirectory(), 'secrets.json')
    await writeFile(path, '{"account-1": "hunter2"')

    const error: unknown = await createFileSecretStore(path, plainCipher)
      .read('account-1')
      .catch((failure: unknown) => failure)

    expect(error).toMatchObject({ code: 'storage/failed' })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2')
  })
})

describe('file logger', () => {
  const linesOf = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n')

  test('writes one JSON object per line and echoes warnings alone', async () => {
    const directory = await temporaryDirectory()
    const echoed: string[] = []
    const logger = createFileLogger({ directory, now: () => 0, echoWarning: (line) => echoed.push(line) })

    logger.info('started', { port: 4177 })
    logger.warn('slow\nanswer')

    const lines = await linesOf(join(directory, 'kartoteka.log'))
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { at: '1970-01-01T00:00:00.000Z', level: 'info', message: 'started', port: 4177 },
      { at: '1970-01-01T00:00:00.000Z', level: 'warn', message: 'slow\nanswer' },
    ])
    expect(echoed).toEqual([`${lines[1]}\n`])
  })

  test('keeps the log within two files of the given size', async () => {
    const directory = await temporaryDirectory()
    const logger = createFileLogger({ directory, now: () => 0, maxBytes: 1000 })

    for (let index = 0; index < 100; index++) logger.info('line', { index })

    const names = await readdir(directory)
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size))
    expect(names.sort()).toEqual(['kartoteka.1.log', 'kartoteka.log'])
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000)
    expect((await linesOf(join(directory, 'kartoteka.log'))).at(-1)).toContain('"index":99')
  })

  test('does not bring down who tells when the log cannot be written', async () => {
    const directory = await temporaryDirectory()
    await writeFile(join(directory, 'logs'), 'a file where the folder should be')
    const logger = createFileLogger({ directory: join(directory, 'logs'), now: () => 0 })

    expect(() => logger.warn('lost')).not.toThrow()
  })
})

describe('system clock and chance', () => {
  test('a sleep that is called off rejects with the reason that was given', async () => {
    const reason = new Error('closing')
    const abort = new AbortController()
    const sleeping = systemClock.sleep(60_000, abort.signal)

    abort.abort(reason)

    await expect(sleeping).rejects.toBe(reason)
  })

  test('a sleep that was called off before it began rejects too', async () => {
    const reason = new Error('closed')

    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  test('ids are lower-case UUIDs, and no two are the same', () => {
    const ids = [systemRandom.uuid(), systemRandom.uuid()]

    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(ids[0]).not.toBe(ids[1])
  })
})
