import { describe, expect, test } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { createContact, editContact } from '#renderer/db/edit-contact.ts'
import { rename, someFields } from '#test/support/contacts.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

async function named(world: World) {
  const one = (await world.rows()).find(({ fields }) => fields.firstName !== '')
  if (one === undefined) throw new Error('no contacts')
  return one
}

const accountsOf = async (world: World) => (await world.main().call('app/describe', {})).accounts

describe('signing in and out', () => {
  test('again keeps the account and sends the edits that wait for it', async () => {
    const world = await startWorld()
    const one = await named(world)
    await world.main().call('sync/set-offline', { isOffline: true })
    await world.edit(one.id, rename(one.fields.firstName, 'Waiting'))

    const again = await world.signIn()
    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    const [stored] = await world.demo().contacts([Number(one.remoteId)])
    expect([again.id, (await accountsOf(world)).length, stored?.first_name]).toEqual([world.account.id, 1, 'Waiting'])
  })

  test('several times at once makes one account and sends a new contact once', async () => {
    const world = await startWorld()
    await world.main().call('accounts/sign-out', { accountId: world.account.id })

    const accounts = await Promise.all([world.signIn(), world.signIn(), world.signIn()])
    const account = accounts[0]
    if (account === undefined) throw new Error('no account')
    const fields = someFields({ firstName: 'Only', lastName: 'Once' })
    await world.accept(await createContact(world.context(), account.id, fields))
    await world.settle()

    const stored = (await world.demo().contacts()).filter(({ last_name }) => last_name === 'Once')
    expect([(await accountsOf(world)).length, new Set(accounts.map(({ id }) => id)).size, stored.length]).toEqual([
      1, 1, 1,
    ])
  })

  test('leaves no edit behind that was made while it signed out', async () => {
    const world = await startWorld()
    const one = await named(world)
    const mutation = await editContact(world.context(), one.id, rename(one.fields.firstName, 'Late'))

    const signedOut = world.main().call('accounts/sign-out', { accountId: world.account.id })
    const accepted = acceptMutation(world.context(), world.main(), mutation)
    const [out, edit] = await Promise.allSettled([signedOut, accepted])

    // One of the two has to give way, and say so.
    expect([out.status, edit.status].sort()).toEqual(['fulfilled', 'rejected'])
    expect(await world.pendingCount()).toBe(edit.status === 'fulfilled' ? 1 : 0)
  })
})
