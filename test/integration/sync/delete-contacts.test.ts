import { describe, expect, test } from 'vitest'
import { acceptTogether } from '#renderer/db/accept-together.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { takeTheirs } from '#renderer/db/resolve-conflict.ts'
import { sendMine } from '#renderer/db/send-mine.ts'
import { decide } from '#renderer/db/decide.ts'
import { toDeletion } from '#renderer/db/delete-contacts.ts'
import { isHere } from '#renderer/db/is-here.ts'
import { readConflicts } from '#renderer/db/read-conflicts.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { bulkTags } from '#test/support/bulk-tags.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

type Params = Readonly<Record<string, unknown>>

const startPortalWorld = () => startWorld({ provider: 'bitrix24', contacts: 12 })
const setOffline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })

async function ask(world: World, method: string, params: Params): Promise<unknown> {
  const response = await fetch(`${world.crm().bitrix24.webhook}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  return ((await response.json()) as { readonly result: unknown }).result
}

/** Which of these the portal has, with their last names. */
async function inPortal(world: World, rows: readonly ContactRow[]): Promise<readonly unknown[]> {
  const ids = rows.map(({ remoteId }) => Number(remoteId))
  const found = (await ask(world, 'crm.contact.list', { filter: { ID: ids }, select: ['ID', 'LAST_NAME'] })) as Params[]
  return found.map((contact) => contact['LAST_NAME'])
}

async function someRows(world: World, count: number): Promise<readonly ContactRow[]> {
  const rows = (await world.rows()).filter(({ fields }) => fields.lastName !== '').slice(0, count)
  if (rows.length < count) throw new Error('too few contacts')
  return rows
}

async function someRow(world: World): Promise<ContactRow> {
  const [row] = await someRows(world, 1)
  if (row === undefined) throw new Error('no contact')
  return row
}

async function remove(world: World, ids: readonly ContactId[]): Promise<Mutation> {
  const { mutations } = await toDeletion(world.context(), ids)
  const [mutation] = await acceptTogether(world.context(), world.main(), mutations)
  if (mutation === undefined) throw new Error('nothing to delete')
  return mutation
}

const isShown = async (world: World, { id }: ContactRow) => {
  const row = await world.row(id)
  return row !== undefined && isHere(row)
}

async function changeThere(world: World, { remoteId }: ContactRow, fields: Params): Promise<void> {
  await ask(world, 'crm.contact.update', { id: remoteId, fields })
}

describe('a contact that is deleted', () => {
  test('offline leaves the list at once, and the CRM when the network is back, over a restart', async () => {
    const world = await startPortalWorld()
    const rows = await someRows(world, 3)
    await setOffline(world, true)

    await remove(
      world,
      rows.map(({ id }) => id),
    )
    const shown = await Promise.all(rows.map((row) => isShown(world, row)))
    await world.restart()
    const entries = await readOutbox(world.context().db)
    const before = await inPortal(world, rows)
    await setOffline(world, false)
    await world.settle()

    expect(shown).toEqual([false, false, false])
    expect(entries.map(({ state, left }) => [state, left])).toEqual([['pending', 3]])
    expect([before.length, await inPortal(world, rows)]).toEqual([3, []])
    expect(await world.pendingCount()).toBe(0)
    expect((await world.row(rows[0]?.id as ContactId))?.deletedAt).toBeDefined()
  })

  test('takes along what was to be changed in it before', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    await setOffline(world, true)
    await world.edit(row.id, { kind: 'set', field: 'lastName', from: row.fields.lastName, to: 'Прощай' })

    await remove(world, [row.id])
    await setOffline(world, false)
    await world.settle()

    expect(await inPortal(world, [row])).toEqual([])
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })

  test('is back when that is undone before it has left, with its edits', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    await setOffline(world, true)
    await world.edit(row.id, { kind: 'set', field: 'lastName', from: row.fields.lastName, to: 'Новая' })
    const mutation = await remove(world, [row.id])

    await undoMutation(world.context(), world.main(), mutation, new Set())
    const shown = await isShown(world, row)
    await setOffline(world, false)
    await world.settle()

    expect(shown).toBe(true)
    expect(await inPortal(world, [row])).toEqual(['Новая'])
  })

  test('stays deleted once the CRM has heard of it: the undo is refused', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    const mutation = await remove(world, [row.id])
    await world.settle()

    const undoing = undoMutation(world.context(), world.main(), mutation, new Set())

    await expect(undoing).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'not-undoable' } })
    expect(await isShown(world, row)).toBe(false)
  })

  test('is as it should be where a colleague has deleted it as well', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    await setOffline(world, true)
    await remove(world, [row.id])
    await ask(world, 'crm.contact.delete', { id: row.remoteId })

    await setOffline(world, false)
    await world.settle()

    expect([await world.pendingCount(), await world.problems(), await isShown(world, row)]).toEqual([0, [], false])
  })

  test('that a colleague has changed since is asked about, and shows until that is answered', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    await setOffline(world, true)
    await remove(world, [row.id])
    await changeThere(world, row, { LAST_NAME: 'Важная' })

    await setOffline(world, false)
    await world.settle()

    const { conflicts } = await readConflicts(world.context().db)
    expect(await world.problems()).toMatchObject([{ kind: 'conflict', conflict: { edit: { kind: 'delete' } } }])
    expect(conflicts.map(({ contactId }) => contactId)).toEqual([row.id])
    expect([await isShown(world, row), (await world.row(row.id))?.fields.lastName]).toEqual([true, 'Важная'])
    expect(await inPortal(world, [row])).toEqual(['Важная'])
  })

  test('all the same goes after that question', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    await setOffline(world, true)
    const mutation = await remove(world, [row.id])
    await changeThere(world, row, { LAST_NAME: 'Важная' })
    await setOffline(world, false)
    await world.settle()

    await retryMutation(world.context(), world.main(), mutation.id)
    const shown = await isShown(world, row)
    await world.settle()

    expect([shown, await inPortal(world, [row]), await world.pendingCount()]).toEqual([false, [], 0])
  })

  test('and kept after that question stays, and nothing waits', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    await setOffline(world, true)
    await remove(world, [row.id])
    await changeThere(world, row, { LAST_NAME: 'Важная' })
    await setOffline(world, false)
    await world.settle()

    const { conflicts } = await readConflicts(world.context().db)
    await decide(world.context(), world.main(), takeTheirs(world.context(), conflicts[0]?.conflicts ?? []))
    await world.settle()

    expect([await isShown(world, row), await inPortal(world, [row]), await world.pendingCount()]).toEqual([
      true,
      ['Важная'],
      0,
    ])
  })

  test('of many only those that were changed are asked about, and the others go', async () => {
    const world = await startPortalWorld()
    const rows = await someRows(world, 4)
    await setOffline(world, true)
    await remove(
      world,
      rows.map(({ id }) => id),
    )
    await changeThere(world, rows[1] as ContactRow, { LAST_NAME: 'Важная' })

    await setOffline(world, false)
    await world.settle()

    const [entry] = await readOutbox(world.context().db)
    expect(await inPortal(world, rows)).toEqual(['Важная'])
    expect([entry?.left, entry?.failed.map(({ recordId }) => recordId)]).toEqual([1, [rows[1]?.id]])
    expect(await Promise.all(rows.map((row) => isShown(world, row)))).toEqual([false, true, false, false])
  })

  test('of many is asked about by itself: trying again leaves it, and its answer deletes no other', async () => {
    const world = await startPortalWorld()
    const rows = await someRows(world, 3)
    await setOffline(world, true)
    const mutation = await remove(
      world,
      rows.map(({ id }) => id),
    )
    for (const [at, row] of rows.slice(1).entries()) await changeThere(world, row, { LAST_NAME: `Важная ${at}` })
    await setOffline(world, false)
    await world.settle()

    await retryMutation(world.context(), world.main(), mutation.id)
    await world.settle()
    const tried = await inPortal(world, rows)
    const { conflicts } = await readConflicts(world.context().db)
    const [one] = conflicts.flatMap((contact) => contact.conflicts).filter(({ contactId }) => contactId === rows[1]?.id)
    if (one === undefined) throw new Error('not asked')
    await sendMine(world.context(), world.main(), one)
    await world.settle()

    expect([tried, await inPortal(world, rows)]).toEqual([['Важная 0', 'Важная 1'], ['Важная 1']])
    expect((await readConflicts(world.context().db)).conflicts.map(({ contactId }) => contactId)).toEqual([rows[2]?.id])
  })

  test('that has a tag put on in another window meanwhile leaves that edit with nowhere to go', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    await setOffline(world, true)
    await remove(world, [row.id])
    const later = { kind: 'edit', contactId: row.id, edit: { kind: 'tag', op: 'add', tag: 'x' } } as const
    const mutation: Mutation = {
      ...{ id: world.context().uuid() as Mutation['id'], accountId: world.account.id, at: 0, subject: '' },
      change: later,
    }
    await world.accept(mutation)

    await setOffline(world, false)
    await world.settle()

    expect(await inPortal(world, [row])).toEqual([])
    expect(await world.problems()).toEqual([{ kind: 'gone' }])
  })

  test('is no part of a bulk edit made afterwards', async () => {
    const world = await startPortalWorld()
    const [row, other] = await someRows(world, 2)
    if (row === undefined || other === undefined) throw new Error('too few')
    await setOffline(world, true)
    await remove(world, [row.id])

    const [tagging] = await bulkTags(world.context(), [row.id, other.id], { add: ['x'], remove: [] })

    expect(tagging?.change).toMatchObject({ contactIds: [other.id] })
  })

  test('comes back into a wiped cache as deleted, and still leaves', async () => {
    const world = await startPortalWorld()
    const row = await someRow(world)
    await setOffline(world, true)
    const mutation = await remove(world, [row.id])

    await world.restart({ wipeCache: true })
    await setOffline(world, false)
    await world.settle()

    expect(await inPortal(world, [row])).toEqual([])
    expect((await cancelMutation(world.context(), world.main(), mutation.id)).cancelled).toEqual([])
  })
})

describe('a CRM that deletes no contacts', () => {
  test('refuses it in words, and the contact is in the list again', async () => {
    const world = await startWorld({ contacts: 12 })
    const row = await someRow(world)

    await remove(world, [row.id])
    await world.settle()

    expect(await world.problems()).toMatchObject([{ kind: 'rejected', field: 'contact', reason: 'not-supported' }])
    expect(await isShown(world, row)).toBe(true)
  })
})
