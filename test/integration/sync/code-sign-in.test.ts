import { describe, expect, test } from 'vitest'
import { startProgram } from '#test/support/child-process.ts'
import { failureOf } from '#test/support/failure-of.ts'
import {
  editOffline,
  expired,
  firstNameOf,
  goOnline,
  newCode,
  redirectUri,
  requestsTo,
  secretOnDisk,
  signInWithCode,
  startOAuthWorld,
  stopReason,
  tokenPath,
} from '#test/support/sign-in-world.ts'
import { eventually, startWorld } from '#test/support/sync-world.ts'

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
