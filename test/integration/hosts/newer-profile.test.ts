import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createApp } from '#core/app.ts'
import { createFileSecretStore, plainCipher } from '#hosts/node/file-secret-store.ts'
import { createNodePorts } from '#hosts/node/node-ports.ts'
import { openProfile } from '#hosts/node/profile.ts'
import { createMainClient } from '#renderer/ipc/main-client.ts'
import { channelPair } from '#test/support/channel-pair.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'
import { accountId, editMutation, rename } from '#test/support/contacts.ts'

/** The app over a profile, and one window of it. */
async function startOver(directory: string) {
  const profile = openProfile(directory)
  const secrets = createFileSecretStore(profile.secrets, plainCipher)
  const filled = createNodePorts({ host: 'browser', profile, secrets, demoContacts: 5 })
  const { ports } = filled
  const app = await createApp(ports)
  const [here, there] = channelPair()
  app.connectWindow(there)
  const main = createMainClient({
    connect: async () => here,
    handlers: {} as never,
    sleep: () => new Promise(() => undefined),
    chance: () => 0,
    onRefused: () => undefined,
  })
  await vi.waitFor(() => expect(main.connection).toBe('online'))
  let isOver = false
  const end = async () => {
    if (isOver) return
    isOver = true
    await app.close()
    await filled.close()
  }
  onTestFinished(end)
  return { main, profile, ports, end }
}

/** Every file but the log by what is in it; SQLite's shared memory holds no data. */
function contentOf(directory: string): Readonly<Record<string, string>> {
  const names = readdirSync(directory, { recursive: true }).map(String)
  const files = names.filter(
    (name) => !/^logs|-shm$|lock\.sqlite/.test(name) && statSync(join(directory, name)).isFile(),
  )
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(directory, name)))
      .digest('hex')
  return Object.fromEntries(files.toSorted().map((name) => [name, hash(name)]))
}

async function someUsedProfile(): Promise<string> {
  const directory = join(await temporaryDirectory(), 'profile')
  const first = await startOver(directory)
  await first.main.call('accounts/connect-demo', { provider: 'amocrm' })
  await first.end()
  return directory
}

const makers = {
  journal: async (directory: string) => {
    const database = new DatabaseSync(join(directory, 'journal.sqlite'))
    database.exec('PRAGMA user_version = 99')
    database.close()
  },
  profile: async (directory: string) => {
    const { ports } = await startOver(directory)
    await ports.local.write('profile', { format: 99 })
  },
}

describe('a profile that a newer version has written', () => {
  test.each(['journal', 'profile'] as const)('is only shown when the %s is newer', async (part) => {
    const directory = await someUsedProfile()
    await makers[part](directory)
    const before = contentOf(directory)

    const { main, end } = await startOver(directory)
    const described = await main.call('app/describe', {})
    await end()

    expect(described).toMatchObject({ readOnly: part, accounts: [{ isDemo: true }], statuses: [] })
    const after = contentOf(directory)
    // Looking into a journal leaves an empty log beside it, no more.
    expect({ ...after, 'journal.sqlite-wal': undefined }).toEqual({ ...before, 'journal.sqlite-wal': undefined })
  })

  test('refuses every wish with a reason', async () => {
    const directory = await someUsedProfile()
    await makers.journal(directory)
    const { main } = await startOver(directory)
    const refusal = { code: 'state/refused', details: { reason: 'read-only' } }

    await expect(main.call('outbox/accept', { mutation: editMutation(1, 1, rename('a', 'b')) })).rejects.toMatchObject(
      refusal,
    )
    await expect(main.call('store/attach', {})).rejects.toMatchObject(refusal)
    await expect(main.call('sync/run', { accountId: null, reason: 'user' })).rejects.toMatchObject(refusal)
    await expect(main.call('accounts/sign-out', { accountId })).rejects.toMatchObject(refusal)
    await expect(main.call('accounts/connect-demo', { provider: 'amocrm' })).rejects.toMatchObject(refusal)
  })

  test('has something to tell the support, of nobody', async () => {
    const directory = await someUsedProfile()
    await makers.journal(directory)
    const { main } = await startOver(directory)

    const told = await main.call('diagnostics/read', {})

    expect(told).toMatchObject({
      accounts: [],
      journalBytes: null,
      log: [{ level: 'warn', fields: { reason: 'journal' } }],
    })
  })

  test('is used as ever when it is of this version', async () => {
    const directory = await someUsedProfile()

    const { main } = await startOver(directory)

    expect(await main.call('app/describe', {})).toMatchObject({ readOnly: null, notices: [] })
  })
})

describe('a journal that was not as it was left', () => {
  test('is told of in every window until the user has read it, also after a restart', async () => {
    const directory = await someUsedProfile()
    const { journal } = openProfile(directory)
    const bytes = readFileSync(journal)
    bytes.fill(0xff, 0, 4096)
    writeFileSync(journal, bytes)
    const first = await startOver(directory)
    await first.end()

    const { main, end } = await startOver(directory)
    const { notices } = await main.call('app/describe', {})
    const [notice] = notices
    await main.call('app/dismiss-notice', { id: notice?.id ?? '' })
    const { notices: afterwards } = await main.call('app/describe', {})
    await end()
    const again = await (await startOver(directory)).main.call('app/describe', {})

    expect(notices).toMatchObject([{ kind: 'journal-salvaged', kept: 0, broken: 0 }])
    expect([afterwards, again.notices]).toEqual([[], []])
  })
})
