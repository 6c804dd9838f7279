import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished, describe, expect, test } from 'vitest'
import { startDemoCrm } from '#demo-crm/server.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import type { Account } from '#shared/domain/account.ts'
import { startProgram } from '#test/support/child-process.ts'
import { rename } from '#test/support/contacts.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const redirectUri = 'https://app.example/cb'
/** Every token that was given out before. */
const expired = { kind: 'expire-token' }
const tokenPath = '/oauth2/access_token'

const newCode = (world: World) => world.demo().newCode(redirectUri)

async function signInWithCode(world: World, code?: string, accountId?: Account['id']): Promise<Account> {
  const { url, clientId, clientSecret } = world.crm().amocrm
  return world.main().call('accounts/connect-with-code', {
    provider: 'amocrm',
    ...(accountId === undefined ? {} : { accountId }),
    address: url,
    clientId,
    clientSecret,
    redirectUri,
    code: code ?? (await newCode(world)),
  })
}

/** A world whose account is signed in to with a code. */
async function startOAuthWorld(): Promise<World> {
  const world = await startWorld({ contacts: 10 })
  await signInWithCode(world)
  await world.settle()
  return world
}

async function someone(world: World): Promise<ContactRow & { readonly remoteId: string }> {
  const one = (await world.rows()).find(({ fields }) => fields.firstName !== '')
  if (one?.remoteId === undefined || one.remoteId === null) throw new Error('no contacts')
  return { ...one, remoteId: one.remoteId }
}

/** An edit that waits because the user works offline. */
async function editOffline(world: World, name: string): Promise<number> {
  const one = await someone(world)
  await world.main().call('sync/set-offline', { isOffline: true })
  await world.edit(one.id, rename(one.fields.firstName, name))
  return Number(one.remoteId)
}

const goOnline = async (world: World) => world.main().call('sync/set-offline', { isOffline: false })

const firstNameOf = async (world: World, id: number) => (await world.demo().contacts([id]))[0]?.first_name

async function stopReason(world: World): Promise<unknown> {
  return eventually(async () => {
    const phase = await world.phase()
    if (phase.kind !== 'stopped') throw new Error(phase.kind)
    return [phase.error.code, phase.error.details['reason']]
  })
}

const requestsTo = async (world: World, method: string, path: string) =>
  (await world.demo().requests()).filter((request) => request.method === method && request.path.startsWith(path))

const secretOnDisk = async (world: World) => readFile(join(world.folder, 'secrets.json'), 'utf8')

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

describe('an account signed in to with a code', () => {
  test('outlives its token: a new pair is got once, kept, and the edits arrive', async () => {
    const world = await startOAuthWorld()
    const before = await secretOnDisk(world)
    const id = await editOffline(world, 'Renewed')
    await world.demo().forgetRequests()
    await world.demo().faults([expired])

    await goOnline(world)
    await world.settle()

    expect([await firstNameOf(world, id), (await requestsTo(world, 'POST', tokenPath)).length]).toEqual(['Renewed', 1])
    expect(await secretOnDisk(world)).not.toBe(before)
    await world.restart()
    await world.settle()
  })

  test('is the account that it was with a long-lived token', async () => {
    const world = await startWorld({ contacts: 10 })

    const account = await signInWithCode(world)

    const { accounts } = await world.main().call('app/describe', {})
    expect([account.id, accounts.length]).toEqual([world.account.id, 1])
  })

  test('tells a window nothing that is secret', async () => {
    const world = await startOAuthWorld()

    const facts = await world.main().call('accounts/describe-sign-in', { accountId: world.account.id })

    expect(facts).toEqual({ way: 'code', clientId: world.crm().amocrm.clientId, redirectUri })
  })

  test('goes on by itself after the CRM was out of order when a new pair was due', async () => {
    const world = await startOAuthWorld()
    const id = await editOffline(world, 'Patient')
    await world.demo().faults([{ kind: 'server-html', path: tokenPath, times: 2 }, expired])

    await goOnline(world)

    await eventually(async () => expect(await firstNameOf(world, id)).toBe('Patient'))
    expect((await requestsTo(world, 'POST', tokenPath)).slice(-3).map(({ status }) => status)).toEqual([500, 500, 200])
  })

  test('asks for a new sign-in when the answer with the new pair got lost, and keeps its edits', async () => {
    const world = await startOAuthWorld()
    const id = await editOffline(world, 'Lost')
    await world.demo().faults([{ kind: 'reset-after-commit', path: tokenPath, times: 1 }, expired])

    await goOnline(world)

    expect(await stopReason(world)).toEqual(['auth/expired', 'grant-revoked'])
    expect(await world.pendingCount()).toBe(1)
    await world.demo().faults([])
    await world.demo().forgetRequests()
    await signInWithCode(world, undefined, world.account.id)
    await world.settle()
    expect([await firstNameOf(world, id), (await requestsTo(world, 'PATCH', '/api/v4/contacts')).length]).toEqual([
      'Lost',
      1,
    ])
  })

  test('may be signed in to again with the same code while the exchanged pair is not in use yet', async () => {
    const world = await startWorld({ contacts: 10 })
    const code = await newCode(world)
    await world.demo().faults([{ kind: 'server-html', path: '/api/v4/account' }])
    expect(await failureOf(signInWithCode(world, code))).toMatchObject({ code: 'remote/unavailable' })
    await world.demo().faults([])

    expect((await signInWithCode(world, code)).id).toBe(world.account.id)
    expect(await failureOf(signInWithCode(world, code)), 'once in use, it is used up').toMatchObject({
      details: { field: 'code', reason: 'used' },
    })
  })

  test('needs its key only once', async () => {
    const world = await startOAuthWorld()
    const { url, clientId } = world.crm().amocrm
    const input = { provider: 'amocrm' as const, address: url, clientId, clientSecret: '', redirectUri }

    const again = await world
      .main()
      .call('accounts/connect-with-code', { ...input, accountId: world.account.id, code: await newCode(world) })

    expect(again.id).toBe(world.account.id)
    const unknown = failureOf(world.main().call('accounts/connect-with-code', { ...input, code: await newCode(world) }))
    expect(await unknown, 'without the account there is none').toMatchObject({
      details: { field: 'clientSecret', reason: 'empty' },
    })
  })
})

describe('killed between the answer with a new pair and its way to the disk', () => {
  test('asks for a new sign-in at the next start; the edits wait and are sent once', async () => {
    const world = await startOAuthWorld()
    const id = await editOffline(world, 'Survivor')
    await world.demo().faults([expired])
    await world.restart({
      meanwhile: async () => {
        const program = startProgram(['test/support/app-killed-at-save.ts', world.folder])
        await program.line((line) => line === 'saving')
        await program.kill('SIGKILL')
      },
    })
    await world.demo().forgetRequests()

    expect(await stopReason(world)).toEqual(['auth/expired', 'grant-revoked'])
    expect(await world.pendingCount()).toBe(1)
    expect(await requestsTo(world, 'PATCH', '/api/v4/contacts')).toEqual([])

    const account = await signInWithCode(world, undefined, world.account.id)
    await world.settle()

    expect([account.id, await firstNameOf(world, id)]).toEqual([world.account.id, 'Survivor'])
    expect(await requestsTo(world, 'PATCH', '/api/v4/contacts')).toHaveLength(1)
  })
})

describe('a long-lived token', () => {
  test('as the first release has kept it still opens its account', async () => {
    const world = await startWorld({ contacts: 10 })
    const id = await editOffline(world, 'Old')
    const secrets = join(world.folder, 'secrets.json')
    const entry = { cipher: 'plain', sealed: world.crm().amocrm.token }
    await world.restart({
      meanwhile: () => writeFile(secrets, JSON.stringify({ [`account.${world.account.id}`]: entry })),
    })

    await goOnline(world)
    await world.settle()

    expect(await firstNameOf(world, id)).toBe('Old')
  })

  test('that is withdrawn stops the account, keeps its edits, and is replaced by another', async () => {
    const world = await startWorld({ contacts: 10 })
    const id = await editOffline(world, 'Revoked')
    await fetch(`${world.crm().control}/tokens`, { method: 'POST', body: JSON.stringify({ revoke: 'all' }) })

    await goOnline(world)
    expect(await stopReason(world)).toEqual(['auth/expired', undefined])
    expect([await world.pendingCount(), (await world.rows()).length > 0]).toEqual([1, true])
    await signInWithCode(world, undefined, world.account.id)
    await world.settle()

    expect(await firstNameOf(world, id)).toBe('Revoked')
  })

  test('of another account is not taken for this one, and nothing is sent with it', async () => {
    const world = await startWorld({ contacts: 10 })
    const id = await editOffline(world, 'Faithful')
    const other = await startDemoCrm({ contacts: 5, limits: 'off' })
    onTestFinished(() => other.close())

    const failure = await failureOf(
      world.main().call('accounts/connect', {
        provider: 'amocrm',
        accountId: world.account.id,
        address: other.amocrm.url,
        token: other.amocrm.token,
      }),
    )

    expect(failure).toMatchObject({ code: 'auth/denied', details: { reason: 'another-account' } })
    expect((await world.main().call('app/describe', {})).accounts).toHaveLength(1)
    await goOnline(world)
    await world.settle()
    expect(await firstNameOf(world, id), 'the old token is in place').toBe('Faithful')
  })
})

describe('edits whose account is gone from the list of accounts', () => {
  test.each([false, true])('find it again when somebody signs in (cache wiped: %s)', async (wipeCache) => {
    const world = await startWorld({ contacts: 10 })
    const id = await editOffline(world, 'Found')
    await world.restart({ wipeCache, meanwhile: () => rm(join(world.folder, 'accounts.json')) })
    expect((await world.main().call('app/describe', {})).accounts).toEqual([])

    const account = await world.signIn()
    await goOnline(world)
    await world.settle()

    expect([account.id, await firstNameOf(world, id)]).toEqual([world.account.id, 'Found'])
  })

  test('are remembered for accounts of the first release from the next start on', async () => {
    const world = await startWorld({ contacts: 10 })
    const { DatabaseSync } = await import('node:sqlite')
    await world.restart({
      meanwhile: async () => {
        const journal = new DatabaseSync(join(world.folder, 'journal.sqlite'))
        journal.exec('DELETE FROM accounts')
        journal.close()
        return Promise.resolve()
      },
    })
    const id = await editOffline(world, 'Upgraded')
    await world.restart({ meanwhile: () => rm(join(world.folder, 'accounts.json')) })

    await world.signIn()
    await goOnline(world)
    await world.settle()

    expect(await firstNameOf(world, id)).toBe('Upgraded')
  })
})

describe('signing out', () => {
  test('is refused while an edit waits, and forgets the account when none does', async () => {
    const world = await startWorld({ contacts: 10 })
    await editOffline(world, 'Unsent')
    const signOut = () => world.main().call('accounts/sign-out', { accountId: world.account.id })

    expect(await failureOf(signOut())).toMatchObject({
      code: 'state/refused',
      details: { reason: 'pending-edits', pending: 1 },
    })
    expect(await world.pendingCount()).toBe(1)
    await goOnline(world)
    await world.settle()
    await signOut()

    expect(await secretOnDisk(world)).toBe('{}\n')
    expect((await world.signIn()).id, 'nothing of the old account is left').not.toBe(world.account.id)
  })
})
