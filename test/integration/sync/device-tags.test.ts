import { describe, expect, test } from 'vitest'
import { acceptTogether } from '#renderer/db/accept-together.ts'
import { decide } from '#renderer/db/decide.ts'
import { dropDeviceTags, readDeviceTags, releaseTags } from '#renderer/db/device-tags.ts'
import { createContact, editContact } from '#renderer/db/edit-contact.ts'
import type { GoneContact } from '#renderer/db/read-conflicts.ts'
import { readContact } from '#renderer/db/read-contact.ts'
import { readListRows } from '#renderer/db/read-list-rows.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { moveGone } from '#renderer/db/resolve-gone.ts'
import { asTheyStay, countOpen } from '#renderer/db/staying.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import { readContacts } from '#renderer/search/index-rows.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { bulkTags } from '#test/support/bulk-tags.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { someFields } from '#test/support/contacts.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

type Stored = Readonly<Record<string, unknown>>

async function ask(world: World, method: string, params: Stored = {}): Promise<unknown> {
  const response = await fetch(`${world.crm().bitrix24.webhook}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  return ((await response.json()) as { readonly result: unknown }).result
}

/** The tags of one contact as the portal has them; `undefined` where it has no such field. */
async function tagsThere(world: World, id: ContactId): Promise<unknown> {
  const remoteId = (await world.row(id))?.remoteId
  return ((await ask(world, 'crm.contact.get', { id: remoteId })) as Stored)['UF_CRM_KARTOTEKA_TAGS']
}

const portal = () => startWorld({ provider: 'bitrix24' })
const hasTags = async (world: World) => {
  const { accounts } = await world.main().call('app/describe', {})
  return accounts[0]?.capabilities.tags === true
}

/** As the window accepts an action. */
async function accept(world: World, mutations: readonly Mutation[]): Promise<readonly Mutation[]> {
  const has = await hasTags(world)
  return acceptTogether(world.context(), world.main(), await asTheyStay(world.context(), mutations, () => has))
}

async function tag(world: World, id: ContactId, op: 'add' | 'remove', name: string): Promise<readonly Mutation[]> {
  return accept(world, [await editContact(world.context(), id, { kind: 'tag', op, tag: name })])
}

async function makeField(world: World): Promise<void> {
  await world.main().call('tags/set-up', { accountId: world.account.id, fieldId: null })
  await eventually(async () => {
    if (!(await hasTags(world))) throw new Error('no tags yet')
  })
}

const shown = async (world: World, id: ContactId) => (await world.row(id))?.fields.tags
const here = (world: World) => readDeviceTags(world.context().db)

async function someIds(world: World, count: number): Promise<readonly ContactId[]> {
  return (await world.rows()).slice(0, count).map(({ id }) => id)
}

describe('tags of an account whose CRM has no place for them', () => {
  test('stay on the device: they show, are found, wait for nothing, and no CRM hears of them', async () => {
    const world = await portal()
    const [id] = (await someIds(world, 1)) as [ContactId]

    await tag(world, id, 'add', 'vip')
    await world.settle()

    const { db } = world.context()
    expect(await readContact(db, id)).toMatchObject({
      contact: { fields: { tags: ['vip'] } },
      pendingFields: new Set(),
      deviceTags: new Set(['vip']),
    })
    expect((await readListRows(db, [id])).get(id)).toMatchObject({ tags: ['vip'], isPending: false })
    expect((await readContacts(db, [id])).get(id)).toMatchObject({ tags: ['vip'], isPending: false })
    expect([await countOpen(db), await readOutbox(db)]).toEqual([0, []])
    expect(await here(world)).toEqual([{ accountId: world.account.id, tags: ['vip'], contacts: 1 }])
    expect(await tagsThere(world, id)).toBeUndefined()
  })

  test('outlive a wiped cache, and other edits of their contacts', async () => {
    const world = await portal()
    const ids = await someIds(world, 20)
    await accept(world, await bulkTags(world.context(), ids, { add: ['fair', 'vip'], remove: [] }))
    const [id] = ids as [ContactId]
    const { lastName = '' } = (await world.row(id))?.fields ?? {}
    await world.edit(id, { kind: 'set', field: 'lastName', from: lastName, to: 'Иная' })

    await world.restart({ wipeCache: true })
    await world.settle()

    const rows = await Promise.all(ids.map((one) => shown(world, one)))
    expect(rows).toEqual(ids.map(() => ['fair', 'vip']))
    expect((await world.row(id))?.fields.lastName).toBe('Иная')
    expect(await countOpen(world.context().db)).toBe(0)
    expect(await here(world)).toMatchObject([{ tags: ['fair', 'vip'], contacts: 20 }])
  })

  test('go with the undo of what put them on', async () => {
    const world = await portal()
    const ids = await someIds(world, 3)
    const [bulk] = await accept(world, await bulkTags(world.context(), ids, { add: ['fair'], remove: [] }))

    await undoMutation(world.context(), world.main(), bulk as Mutation, new Set())
    await world.restart({ wipeCache: true })
    await world.settle()

    expect(await Promise.all(ids.map((one) => shown(world, one)))).toEqual([[], [], []])
    expect(await here(world)).toEqual([])
  })

  test('of a new contact stay while it is made', async () => {
    const world = await portal()
    const fresh = someFields({ firstName: 'Zoë', lastName: 'Local', tags: ['fair'] })

    const [made] = await accept(world, [await createContact(world.context(), world.account.id, fresh)])
    await world.settle()

    const id = (made as Mutation & { change: { contactId: ContactId } }).change.contactId
    expect(await shown(world, id)).toEqual(['fair'])
    expect((await world.row(id))?.remoteId).toBeDefined()
    expect(await here(world)).toMatchObject([{ tags: ['fair'], contacts: 1 }])
  })

  test('are brought to the CRM once it has a place for them: all, once, and then none stay', async () => {
    const world = await portal()
    const ids = await someIds(world, 5)
    await accept(world, await bulkTags(world.context(), ids, { add: ['fair', 'old'], remove: [] }))
    await tag(world, ids[0] as ContactId, 'remove', 'old')
    const early = await failureOf(releaseTags(world.context(), world.main(), world.account.id))
    await makeField(world)
    await world.settle()
    const before = await tagsThere(world, ids[1] as ContactId)

    await releaseTags(world.context(), world.main(), world.account.id)
    await world.settle()

    expect(early).toMatchObject({ code: 'state/refused', details: { reason: 'no-tags' } })
    expect(before).not.toEqual(['fair', 'old'])
    expect(await Promise.all(ids.map((id) => tagsThere(world, id)))).toEqual([
      ['fair'],
      ...ids.slice(1).map(() => ['fair', 'old']),
    ])
    expect(await Promise.all(ids.map((id) => shown(world, id)))).toEqual([
      ['fair'],
      ...ids.slice(1).map(() => ['fair', 'old']),
    ])
    expect([await world.pendingCount(), await here(world), await world.problems()]).toEqual([0, [], []])
  })

  test('are brought there all the same when the window was killed before it knew', async () => {
    const world = await portal()
    const [id] = (await someIds(world, 1)) as [ContactId]
    await tag(world, id, 'add', 'vip')
    await makeField(world)

    await world.main().call('tags/release', { accountId: world.account.id })
    await world.restart()
    await eventually(async () => expect(await tagsThere(world, id)).toEqual(['vip']))
    await eventually(async () => expect(await world.pendingCount()).toBe(0))

    expect([await shown(world, id), await here(world)]).toEqual([['vip'], []])
  })

  test('taken off while others stay here go from the device and from the CRM', async () => {
    const world = await portal()
    const [one, other] = (await someIds(world, 2)) as [ContactId, ContactId]
    for (const id of [one, other]) await tag(world, id, 'add', 'vip')
    await makeField(world)
    // The same tag goes to the CRM by itself: from now on it has a place there.
    await tag(world, one, 'add', 'vip')
    await world.settle()
    const [stored] = [await tagsThere(world, one)]

    await tag(world, one, 'remove', 'vip')
    await world.settle()

    expect(stored).toEqual(['vip'])
    expect([await shown(world, one), await shown(world, other)]).toEqual([[], ['vip']])
    expect(await tagsThere(world, one)).not.toEqual(['vip'])
    expect(await here(world)).toMatchObject([{ tags: ['vip'], contacts: 1 }])
  })

  test('are taken off the device when the user says so, and no sooner is the account let go', async () => {
    const world = await portal()
    const [id] = (await someIds(world, 1)) as [ContactId]
    await tag(world, id, 'add', 'vip')
    const refusal = await failureOf(world.main().call('accounts/sign-out', { accountId: world.account.id }))

    await dropDeviceTags(world.context(), world.main(), world.account.id)

    expect(refusal).toMatchObject({ details: { reason: 'pending-edits' } })
    expect([await shown(world, id), await here(world)]).toEqual([[], []])
    await world.main().call('accounts/sign-out', { accountId: world.account.id })
  })

  test('go along when edits of a contact that is gone are moved to another', async () => {
    const world = await portal()
    const [gone, other] = (await someIds(world, 2)) as [ContactId, ContactId]
    await tag(world, gone, 'add', 'vip')
    const view = await readContact(world.context().db, gone)
    const question: GoneContact = {
      ...{ contactId: gone, accountId: world.account.id, name: '', fields: view?.contact.fields ?? null },
      ...{ mutations: [], edits: [], isBack: false },
    }

    await decide(world.context(), world.main(), await moveGone(world.context(), question, other))
    await world.settle()

    expect(await shown(world, other)).toEqual(['vip'])
    expect([await countOpen(world.context().db), await tagsThere(world, other)]).toEqual([0, undefined])
  })
})
