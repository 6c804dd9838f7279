import { describe, expect, test } from 'vitest'
import type { ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { deleteUnsent } from '#renderer/db/delete-unsent.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { forgetAccounts } from '#renderer/db/forget-accounts.ts'
import { readConflicts } from '#renderer/db/read-conflicts.ts'
import { countWhollySetAside, readOutbox } from '#renderer/db/read-outbox.ts'
import { reconcile } from '#renderer/db/reconcile.ts'
import { discardGone } from '#renderer/db/resolve-gone.ts'
import { decide } from '#renderer/db/decide.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { spreadSlice } from '#renderer/db/spread.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import {
  account,
  contactId,
  someBase,
  someBulkTag,
  someContact,
  someProblem,
  someRename,
  snapshot,
  type FakeMain,
} from '#test/support/cache-base.ts'
import { ids, tagged, spreadAll, tagsShown, settled } from '#test/support/large-bulk.ts'

describe('a large bulk edit whose rows are not all written', () => {
  test('is settled for contacts whose rows were not written yet', async () => {
    const { context, mutation } = await tagged(4)

    await settled(context, mutation, ['2', '4'])

    expect(await tagsShown(context, ids(4))).toEqual([['vip'], ['vip'], ['vip'], ['vip']])
    expect(await context.db.contacts.get(contactId('2'))).toEqual(someContact('2', { tags: ['vip'] }))
    expect(await readOutbox(context.db)).toMatchObject([{ total: 4, left: 2 }])
    await spreadAll(context)
    expect((await context.db.targets.toArray()).map((target) => target.recordId)).toEqual(['1', '3'].map(contactId))
  })

  test('leaves the outbox when all of it is settled before any row was written', async () => {
    const { context, mutation } = await tagged(4)

    await settled(context, mutation, ids(4))
    await settled(context, mutation, ids(4))

    expect(await snapshot(context)).toMatchObject({ outbox: [], targets: [] })
    expect(await context.db.spreads.count()).toBe(0)
    expect(await spreadSlice(context)).toBe(false)
  })

  test('stays in the outbox while rows are left, though every written one is settled', async () => {
    const { context, mutation } = await tagged(12, 10)
    await spreadSlice(context)

    await settled(context, mutation, ids(5))

    expect(await readOutbox(context.db)).toMatchObject([{ state: 'pending', total: 12, left: 7 }])
  })

  test('is set aside for one contact, and retried', async () => {
    const { context, main, mutation } = await tagged(3)
    await settled(context, mutation, ['2'], { kind: 'set-aside', problem: someProblem })
    const failed = await readOutbox(context.db)
    const whollySetAside = await countWhollySetAside(context.db)

    await retryMutation(context, main, mutation.id)

    expect(failed).toMatchObject([{ state: 'pending', left: 3, failed: [{ recordId: contactId('2') }] }])
    expect(whollySetAside).toBe(0)
    expect(await readOutbox(context.db)).toMatchObject([{ state: 'pending', left: 3, failed: [] }])
    expect(await tagsShown(context, ids(3))).toEqual([['vip'], ['vip'], ['vip']])
  })

  test('is given up for one contact by a decision, before its row was written', async () => {
    const { context, main, mutation: rename } = await renamed('2')
    const bulk = await acceptMutation(context, main, someBulkTag(ids(3), 'vip'))
    await settled(context, rename, ['2'], { kind: 'set-aside', problem: { kind: 'gone' } })
    const { gone } = await readConflicts(context.db)

    await decide(context, main, discardGone(context, gone))

    expect(gone.flatMap(({ mutations }) => mutations.map(({ id }) => id))).toEqual([rename.id, bulk.id])
    expect(await readOutbox(context.db)).toMatchObject([{ mutation: { id: bulk.id }, left: 2 }])
    expect(await tagsShown(context, ids(3))).toEqual([['vip'], [], ['vip']])
  })

  test('is taken back at any point of being spread', async () => {
    for (const slices of [0, 1, 2]) {
      const { context, main, mutation, before } = await tagged(6, 5)
      for (let slice = 0; slice < slices; slice++) await spreadSlice(context)

      await cancelMutation(context, main, mutation.id)

      expect(await snapshot(context)).toMatchObject({ contacts: before, outbox: [], targets: [] })
      expect(await context.db.spreads.count()).toBe(0)
    }
  })

  test('is taken back for what has not left, and undone for the rest', async () => {
    const { context, main, mutation } = await tagged(4)
    main.sent.add(contactId('1'))

    const inverse = await undoMutation(context, main, mutation, new Set())

    expect(inverse?.change).toMatchObject({ kind: 'bulk-tags', contactIds: [contactId('1')] })
    expect(await tagsShown(context, ids(4))).toEqual([[], [], [], []])
    expect(await readOutbox(context.db)).toMatchObject([{ left: 1 }, { left: 1 }])
  })

  test('goes with a contact that was never sent', async () => {
    const { context, main } = await someBase('1', '2')
    context.db.rowsAtOnce = 2
    const create = await createContact(context, account, someContact('9').fields)
    await acceptMutation(context, main, create)
    const [fresh] = create.change.kind === 'create' ? [create.change.contactId] : []
    const { change, ...bulk } = someBulkTag(['1', '2'], 'vip')
    const contactIds = [contactId('1'), contactId('2'), fresh]
    await acceptMutation(context, main, { ...bulk, change: { ...change, contactIds } } as Mutation)

    const deleted = await deleteUnsent(context, main, fresh as ContactId)

    expect(deleted.fields.tags).toEqual(['vip'])
    expect(await readOutbox(context.db)).toMatchObject([{ total: 3, left: 2 }])
    await spreadAll(context)
    expect(await context.db.targets.count()).toBe(2)
  })

  test('is handed over after a kill before main heard of it, and keeps an account that is signed out', async () => {
    const { context, main, mutation } = await tagged(3)
    main.journal.clear()
    await context.db.outbox.toCollection().modify({ state: 'saving' })
    const again = { ...context, db: new CacheDb(context.db.name) }

    await reconcile(again, main)
    await forgetAccounts(again, [])

    expect(main.journal.get(mutation.id)).toEqual(mutation)
    expect(await readOutbox(again.db)).toMatchObject([{ state: 'pending', left: 3 }])
    expect(await tagsShown(again, ['1'])).toEqual([['vip']])
  })

  test('comes back from the journal when its record makes no sense', async () => {
    const { context, main, mutation } = await tagged(3)
    await context.db.outbox.toCollection().modify({ mutation: 'torn' })
    const again = { ...context, db: new CacheDb(context.db.name) }
    main.unknown.push({ mutation, pendingIds: ids(2).map(contactId), setAside: [] })

    await reconcile(again, main)

    expect(await again.db.spreads.count()).toBe(0)
    expect(await again.db.targets.count()).toBe(2)
    expect(await tagsShown(again, ids(3))).toEqual([['vip'], ['vip'], []])
  })
})
async function renamed(remoteId: string): Promise<{ context: StoreContext; main: FakeMain; mutation: Mutation }> {
  const { context, main } = await someBase(...ids(3))
  context.db.rowsAtOnce = 2
  return { context, main, mutation: await acceptMutation(context, main, someRename(remoteId, 'Anna', 'Anya')) }
}
