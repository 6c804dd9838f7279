import { describe, expect, test } from 'vitest'
import { readFieldGround, toBulkEdit } from '#renderer/db/bulk-edit.ts'
import { readConflicts } from '#renderer/db/read-conflicts.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { ContactId, FieldId } from '#shared/domain/ids.ts'
import { contactIdsOf } from '#shared/domain/mutation.ts'
import type { BulkField, BulkWish } from '#shared/sync/bulk-wish.ts'
import { contactFieldIds } from '#demo-crm/seed/account-data.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

const note = contactFieldIds.get('note') ?? 0
const field: BulkField = { kind: 'custom', fieldId: String(note) as FieldId }
const wish: BulkWish = { kind: 'custom', fieldId: String(note) as FieldId, op: 'set', items: [{ value: 'to all' }] }

async function writeToAll(world: World, ids: readonly ContactId[]) {
  const context = world.context()
  const mutation = await toBulkEdit(context, await readFieldGround(context.db, ids, field), wish)
  if (mutation === null) throw new Error('it would change nothing')
  return world.accept(mutation)
}

/** What the CRM has in that field, by contact. */
async function notesThere(world: World, ids: readonly ContactId[]) {
  const records = await world.demo().contacts()
  const noteOf = (id: ContactId) => {
    const record = records.find((one) => world.id(one.id) === id)
    return record?.fields.find(({ field_id }) => field_id === note)?.values[0]?.value ?? null
  }
  return ids.map(noteOf)
}

const offline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })

describe('a bulk edit of one field', () => {
  test('reaches the CRM for every contact after a restart, and goes back for all of them', async () => {
    const world = await startWorld()
    const ids = (await world.rows()).map(({ id }) => id)
    const before = await notesThere(world, ids)
    await world.cutNetwork()

    const mutation = await writeToAll(world, ids)
    await world.restart({ wipeCache: true })
    await world.mendNetwork()
    await world.settle()
    const after = await notesThere(world, ids)
    await undoMutation(world.context(), world.main(), mutation, new Set())
    await world.settle()

    expect(new Set(after)).toEqual(new Set(['to all']))
    expect(contactIdsOf(mutation.change).length).toBe(ids.length)
    expect(await notesThere(world, ids)).toEqual(before)
    expect(await world.pendingCount()).toBe(0)
  })

  test('goes in requests of the size that the user has chosen for the account', async () => {
    const world = await startWorld({ contacts: 120 })
    const ids = (await world.rows()).map(({ id }) => id)
    const account = await world.main().call('accounts/set-write-batch', { accountId: world.account.id, size: 100 })
    await offline(world, true)
    await writeToAll(world, ids)
    await world.demo().forgetRequests()
    await offline(world, false)
    await world.settle()

    const writes = (await world.demo().requests()).filter(({ method }) => method === 'PATCH')
    expect(account.writeBatch).toBe(100)
    expect(writes.map(({ body }) => (body as readonly unknown[]).length).sort()).toEqual([100, 20])
    expect(new Set(await notesThere(world, ids))).toEqual(new Set(['to all']))
  })

  test('asks about the one contact that a colleague has changed, and keeps mine for it alone', async () => {
    const world = await startWorld()
    const ids = (await world.rows()).slice(0, 5).map(({ id }) => id)
    const [, second] = await world.rows()
    await offline(world, true)
    const mutation = await writeToAll(world, ids)
    const fields = { custom_fields_values: [{ field_id: note, values: [{ value: 'theirs' }] }] }
    await world.demo().vendor({ action: 'edit', entity: 'contacts', ids: [Number(second?.remoteId)], fields })
    await offline(world, false)
    await world.settle()
    const there = await notesThere(world, ids)
    const { conflicts } = await readConflicts(world.context().db)

    await retryMutation(world.context(), world.main(), mutation.id)
    await world.settle()

    expect(there).toEqual(['to all', 'theirs', 'to all', 'to all', 'to all'])
    expect(conflicts.map(({ contactId }) => contactId)).toEqual([second?.id])
    expect(await notesThere(world, ids)).toEqual(ids.map(() => 'to all'))
    expect(await world.pendingCount()).toBe(0)
  })
})
