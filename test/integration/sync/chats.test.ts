import { describe, expect, test } from 'vitest'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { bindChat } from '#renderer/db/edit-neighbour.ts'
import { mergeDraft } from '#renderer/db/merge-draft.ts'
import { findOwner, readChats } from '#renderer/db/read-chats.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import { toNeighbourId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { someFields } from '#test/support/contacts.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

/** Contacts of which `with` has a chat and the others have none, and a chat that nobody has. */
async function someChats(world: World) {
  const { chats } = await world.demo().chats()
  const own = chats.filter(({ owner }) => owner === 'this-integration')
  const owners = new Set(own.map(({ contactId }) => contactId))
  const rows = await world.rows()
  const [one, other] = rows.filter(({ remoteId }) => !owners.has(Number(remoteId))).map(({ id }) => id)
  const tied = own.find(({ contactId }) => rows.some(({ remoteId }) => Number(remoteId) === contactId))
  const free = own.find(({ contactId }) => contactId === null)
  if (one === undefined || other === undefined || !tied || !free) throw new Error('no such chats')
  return {
    ...{ one, other, owner: world.id(tied.contactId ?? 0) },
    ...{ tied: tied.id as RemoteId, free: free.id as RemoteId },
  }
}

async function bind(world: World, contactId: ContactId, chatId: RemoteId): Promise<Mutation> {
  const mutation = await bindChat(world.context(), contactId, chatId)
  if (mutation === null) throw new Error('it is theirs already')
  return world.accept(mutation)
}

const ownerThere = async (world: World, chatId: RemoteId) => {
  const chat = (await world.demo().chats()).chats.find(({ id }) => id === chatId)
  return chat?.contactId === null || chat === undefined ? null : world.id(chat.contactId)
}

const ownerHere = (world: World, chatId: RemoteId) => findOwner(world.context().db, world.account.id, chatId)

describe('chats', () => {
  test('of all contacts come with the first pull, and those that moved or were left alone with the next', async () => {
    const world = await startWorld()
    const { tied, free, owner, other } = await someChats(world)
    const before = [await ownerHere(world, tied), await ownerHere(world, free)]
    const to = Number((await world.row(other))?.remoteId)

    await world.demo().vendor({ action: 'bind', entity: 'chats', chatId: tied, contactId: to })
    await world.demo().vendor({ action: 'bind', entity: 'chats', chatId: free, contactId: to })
    await world.settle()
    const moved = [await ownerHere(world, tied), await ownerHere(world, free)]
    await world.demo().vendor({ action: 'bind', entity: 'chats', chatId: tied, contactId: null })
    await world.settle()

    expect(before).toEqual([owner, null])
    expect(moved).toEqual([other, other])
    expect(await ownerHere(world, tied)).toBe(null)
  })

  test('bound offline show at once, say whose they were, and arrive', async () => {
    const world = await startWorld()
    const { tied, owner, one } = await someChats(world)
    await world.cutNetwork()

    await bind(world, one, tied)
    const [shown] = await readChats(world.context().db, one)
    const left = await readChats(world.context().db, owner)
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    expect(shown).toMatchObject({ chatId: tied, isPending: true, before: owner, problems: [] })
    expect(left.map(({ chatId }) => chatId)).not.toContain(tied)
    expect(await ownerThere(world, tied)).toBe(one)
    expect(await readChats(world.context().db, one)).toMatchObject([{ chatId: tied, isPending: false, before: null }])
  })

  test('that this device has never heard of are known by their id alone, over a wiped cache as well', async () => {
    const world = await startWorld()
    const { free, one } = await someChats(world)
    await world.cutNetwork()

    await bind(world, one, free)
    await world.restart({ wipeCache: true, meanwhile: () => world.mendNetwork() })
    await world.settle()

    expect([await ownerThere(world, free), await ownerHere(world, free)]).toEqual([one, one])
    expect(await world.pendingCount()).toBe(0)
  })

  test('of a contact that was made offline as well wait for it; without it they stay where they were', async () => {
    const world = await startWorld()
    const { tied, free, owner } = await someChats(world)
    await world.cutNetwork()
    const draft = async (firstName: string) => {
      const create = await createContact(world.context(), world.account.id, someFields({ firstName }))
      await world.accept(create)
      if (create.change.kind !== 'create') throw new Error('no create')
      return { create, contactId: create.change.contactId }
    }
    const [kept, dropped] = [await draft('Zoë'), await draft('Ada')]
    await bind(world, kept.contactId, free)
    await bind(world, dropped.contactId, tied)

    await cancelMutation(world.context(), world.main(), dropped.create.id)
    const back = await ownerHere(world, tied)
    await world.mendNetwork()
    await world.settle()

    const remote = Number((await world.row(kept.contactId))?.remoteId)
    expect(await ownerThere(world, free)).toBe(world.id(remote))
    expect([back, await ownerThere(world, tied), await ownerHere(world, tied)]).toEqual([owner, owner, owner])
    expect(await world.pendingCount()).toBe(0)
  })

  test('that were to come to a draft come to the contact that it goes into', async () => {
    const world = await startWorld()
    const { tied, owner, one } = await someChats(world)
    await world.main().call('sync/set-offline', { isOffline: true })
    const create = await createContact(world.context(), world.account.id, someFields({ firstName: 'Zoë' }))
    await world.accept(create)
    if (create.change.kind !== 'create') throw new Error('no create')
    await bind(world, create.change.contactId, tied)

    const { mutations, givenUp } = await mergeDraft(world.context(), create.id, one)

    const moves = mutations.filter(({ change }) => change.kind === 'edit-neighbour')
    expect(moves.map(({ change }) => change)).toMatchObject([{ edit: { field: 'aboutId', from: owner, to: one } }])
    expect(givenUp.map(({ recordId }) => recordId)).toContain(toNeighbourId('chat', world.account.id, tied))
  })

  test('go back where they came from by undo, before they are sent and after', async () => {
    const world = await startWorld()
    const { tied, owner, one } = await someChats(world)
    await world.main().call('sync/set-offline', { isOffline: true })
    await undoMutation(world.context(), world.main(), await bind(world, one, tied), new Set())
    const before = [await ownerHere(world, tied), await world.pendingCount()]
    await world.main().call('sync/set-offline', { isOffline: false })
    const sent = await bind(world, one, tied)
    await world.settle()
    const between = await ownerThere(world, tied)

    await undoMutation(world.context(), world.main(), sent, new Set())
    await world.settle()

    expect([before, between, await ownerThere(world, tied)]).toEqual([[owner, 0], one, owner])
  })

  test('that nobody had cannot be taken back once they are sent: the CRM knows no way', async () => {
    const world = await startWorld()
    const { free, one } = await someChats(world)
    const sent = await bind(world, one, free)
    await world.settle()

    const undone = undoMutation(world.context(), world.main(), sent, new Set())

    await expect(undone).rejects.toMatchObject({ details: { reason: 'not-undoable' } })
    expect(await ownerThere(world, free)).toBe(one)
  })

  test('that somebody else has meanwhile are a question; "keep mine" moves them, on purpose', async () => {
    const world = await startWorld()
    const { free, one, other } = await someChats(world)
    await world.main().call('sync/set-offline', { isOffline: true })
    const mine = await bind(world, one, free)
    const contactId = Number((await world.row(other))?.remoteId)
    await world.demo().vendor({ action: 'bind', entity: 'chats', chatId: free, contactId })
    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()
    const [question] = await world.problems()
    const untouched = await ownerThere(world, free)

    await retryMutation(world.context(), world.main(), mine.id)
    await world.settle()

    expect(question).toMatchObject({
      kind: 'neighbour-conflict',
      conflict: { edit: { from: null, to: one }, rebased: { from: other, to: one } },
    })
    expect([untouched, await ownerThere(world, free)]).toEqual([other, one])
  })

  test('are refused in plain sight once their user is no administrator any more', async () => {
    const world = await startWorld()
    const { free, one } = await someChats(world)
    await world.cutNetwork()
    await bind(world, one, free)
    await world.mendNetwork()
    const response = await fetch(`${world.crm().control}/users`, {
      method: 'POST',
      body: JSON.stringify({ userId: demoUsers.admin, isAdmin: false }),
    })
    expect(response.ok).toBe(true)
    await world.settle()

    expect(await world.problems()).toEqual([{ kind: 'rejected', field: null, reason: 'forbidden', message: '' }])
    expect(await ownerThere(world, free)).toBe(null)
  })
})

/** A contact that the CRM has not got yet, with the chat that nobody had. */
async function someDraftWithChat(world: World) {
  const { free, one } = await someChats(world)
  await world.main().call('sync/set-offline', { isOffline: true })
  const create = await createContact(world.context(), world.account.id, someFields({ firstName: 'Zoë' }))
  await world.accept(create)
  if (create.change.kind !== 'create') throw new Error('no create')
  const { contactId: draft } = create.change
  const given = await bind(world, draft, free)
  return {
    ...{ free, one, create, draft, given },
    online: () => world.main().call('sync/set-offline', { isOffline: false }),
  }
}

describe('a chat that was given to a new contact and then to somebody else', () => {
  test('is theirs, here and there, when the new contact is discarded', async () => {
    const world = await startWorld()
    const { free, one, create, draft, online } = await someDraftWithChat(world)
    await bind(world, one, free)

    await cancelMutation(world.context(), world.main(), create.id)
    const here = await ownerHere(world, free)
    await online()
    await world.settle()

    expect([here, await ownerHere(world, free), await ownerThere(world, free)]).toEqual([one, one, one])
    expect([await world.row(draft), await world.pendingCount(), await world.problems()]).toEqual([undefined, 0, []])
  })

  test('is theirs over a restart between the two', async () => {
    const world = await startWorld()
    const { free, one, create, online } = await someDraftWithChat(world)
    await bind(world, one, free)
    await world.restart()
    await cancelMutation(world.context(), world.main(), create.id)
    await world.restart({ wipeCache: true })

    await online()
    await world.settle()

    expect([await ownerHere(world, free), await ownerThere(world, free)]).toEqual([one, one])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('stays with nobody when both are taken back', async () => {
    const world = await startWorld()
    const { free, one, create, online } = await someDraftWithChat(world)
    const second = await bind(world, one, free)

    await cancelMutation(world.context(), world.main(), second.id)
    const here = await ownerHere(world, free)
    await cancelMutation(world.context(), world.main(), create.id)
    await online()
    await world.settle()

    expect([here === one, await ownerHere(world, free), await ownerThere(world, free)]).toEqual([false, null, null])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })
})

test('whoever looks for the id of a chat in the CRM finds whose it is', async () => {
  const world = await startWorld()
  const { free, other } = await someChats(world)
  const contactId = Number((await world.row(other))?.remoteId)
  await world.demo().vendor({ action: 'bind', entity: 'chats', chatId: free, contactId })

  const { contactIds } = await world.main().call('contacts/find', { accountId: world.account.id, text: free })

  expect([contactIds, await ownerHere(world, free)]).toEqual([[other], other])
})

test('a contact that is read again brings its chats, and lets go of those that have moved', async () => {
  const world = await startWorld()
  const { tied, free, owner, other } = await someChats(world)
  const [from, to] = [Number((await world.row(owner))?.remoteId), Number((await world.row(other))?.remoteId)]
  await world.demo().vendor({ action: 'bind', entity: 'chats', chatId: tied, contactId: to })
  await world.demo().vendor({ action: 'bind', entity: 'chats', chatId: free, contactId: from })

  await world.main().call('contacts/refresh', { contactId: owner })

  expect([await ownerHere(world, tied), await ownerHere(world, free)]).toEqual([other, owner])
})
