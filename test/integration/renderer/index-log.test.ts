import { describe, expect, test } from 'vitest'
import type { UserId } from '#shared/domain/ids.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import { hasIndexLog, readLog, readLogEnd } from '#renderer/db/index-log.ts'
import { replaceDirectory } from '#renderer/db/replace-directory.ts'
import { account, contactId, FakeMain, someBase, someBulkTag, someCache } from '#test/support/cache-base.ts'
import { companyId } from '#test/support/search-base.ts'

const logged = async (db: CacheDb, from = 0) => (await readLog(db, from, 100))?.changes.map(({ kind, ...rest }) => ({ kind, ...('ids' in rest ? { ids: rest.ids } : {}) })) // prettier-ignore

describe('the log of changes', () => {
  test('has every contact of a page, in the transaction that writes it', async () => {
    const { context } = await someBase('1', '2')

    expect(await logged(context.db)).toEqual([{ kind: 'contacts', ids: [contactId('1'), contactId('2')] }])
  })

  test('has a contact once a transaction, whose target and row are written', async () => {
    const { context } = await someBase('1', '2')
    const before = await readLogEnd(context.db)

    await acceptMutation(context, new FakeMain(), someBulkTag(['1', '2'], 'vip'))

    expect(await logged(context.db, before)).toEqual([{ kind: 'contacts', ids: [contactId('1'), contactId('2')] }])
  })

  test('has companies and users, and everything when a table is emptied', async () => {
    const { db, ...context } = someCache()
    const company = { id: companyId, accountId: account, remoteId: null, name: 'Acme', updatedAt: 1 }
    const user = { id: 'amo1.5' as UserId, accountId: account, name: 'Olga', isActive: true }

    await applyCompanies({ db, ...context }, { accountId: account, companies: [company] }) // prettier-ignore
    await replaceDirectory({ db, ...context }, { accountId: account, users: [user], fields: [], tags: ['vip'] })
    await db.contacts.clear()

    expect(await logged(db)).toEqual([
      { kind: 'companies', ids: [companyId] },
      { kind: 'users' },
      { kind: 'everything' },
    ])
  })

  test('has what a single write without a transaction of its own changed, and what it deleted', async () => {
    const { context } = await someBase('1', '2')
    const { db } = context
    const before = await readLogEnd(db)

    await db.contacts.update(contactId('1'), { updatedAt: 99 })
    await db.contacts.bulkDelete([contactId('1'), contactId('2')])

    expect((await logged(db, before))?.map((one) => one.ids)).toEqual([
      [contactId('1')],
      [contactId('1'), contactId('2')],
    ])
  })

  test('has nothing of a transaction that failed, and no gap where it was', async () => {
    const { context } = await someBase('1')
    const { db } = context

    await db
      .transaction('rw', [db.contacts], async () => {
        await db.contacts.delete(contactId('1'))
        throw new Error('power cut')
      })
      .catch(() => undefined)
    await db.contacts.update(contactId('1'), { updatedAt: 99 })

    expect(await logged(db)).toHaveLength(2)
    expect(await db.contacts.count()).toBe(1)
  })

  test.each<[string, (db: CacheDb) => Promise<unknown>]>([
    ['begins after the position', (db) => db.indexLog.where('seq').below(3).delete()],
    ['has a gap', (db) => db.indexLog.delete(3)],
    ['has a row that makes no sense', (db) => db.indexLog.put({ seq: 3, kind: 'contacts' } as never)],
  ])('is not believed when it %s', async (_, spoil) => {
    const { context } = await someBase('1')
    const { db } = context
    for (const updatedAt of [1, 2, 3]) await db.contacts.update(contactId('1'), { updatedAt })

    await spoil(db)

    expect(await readLog(db, 1, 100)).toBeNull()
  })

  test('is read in stretches', async () => {
    const { context } = await someBase('1')
    const { db } = context
    for (const updatedAt of [1, 2]) await db.contacts.update(contactId('1'), { updatedAt })

    const first = await readLog(db, 0, 2)
    const rest = await readLog(db, first?.to ?? 0, 2)

    expect(hasIndexLog(db)).toBe(true)
    expect([first?.changes.length, first?.to, first?.hasMore]).toEqual([2, 2, true])
    expect([rest?.changes.length, rest?.to, rest?.hasMore]).toEqual([1, 3, false])
  })
})
