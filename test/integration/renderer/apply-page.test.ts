import { describe, expect, test } from 'vitest'
import { newEntityId, type CompanyId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { ContactChange } from '#shared/ipc/store-commands.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { readCheckpoints } from '#renderer/db/read-checkpoints.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { account, contactId, FakeMain, snapshot, someCache, someContact, someRename } from '#test/support/cache-base.ts'
import { noneBegun } from '#test/support/neighbours.ts'

const upsert = (...args: Parameters<typeof someContact>): ContactChange => ({
  kind: 'upsert',
  contact: someContact(...args),
})

const apply = (context: StoreContext, changes: ContactChange[], cursor = 'a') =>
  applyContacts(context, { accountId: account, changes, checkpoint: { cursor, isComplete: false } })

describe('applyContacts', () => {
  test('writes the page and its checkpoint, and tells who listens', async () => {
    const context = someCache()

    await apply(context, [upsert('1'), upsert('2')], 'after-2')

    expect((await snapshot(context)).contacts).toEqual([someContact('1'), someContact('2')])
    expect(await readCheckpoints(context.db, account)).toEqual({
      contacts: { cursor: 'after-2', isComplete: false },
      neighbours: noneBegun,
    })
    expect(context.announced).toEqual([{ kind: 'contacts', ids: [contactId('1'), contactId('2')] }])
  })

  test('writes nothing of a page when its checkpoint cannot be written', async () => {
    const context = someCache()
    await apply(context, [upsert('1')], 'first')
    const before = await snapshot(context)
    context.db.checkpoints.hook('updating', () => {
      throw new Error('the disk is gone')
    })

    const attempt = apply(context, [upsert('1', { lastName: 'New' }), upsert('2')], 'second')

    await expect(attempt).rejects.toMatchObject({ code: 'storage/failed' })
    expect(await snapshot(context)).toEqual(before)
  })

  test('puts pending edits on top of what the CRM has now', async () => {
    const context = someCache()
    await apply(context, [upsert('1')])
    await acceptMutation(context, new FakeMain(), someRename('1', 'Anna', 'Anya'))

    await apply(context, [upsert('1', { tags: ['new'], lastName: 'Petrova' })])

    const [row] = (await snapshot(context)).contacts
    expect(row).toMatchObject({
      fields: { name: 'Anya Petrova', firstName: 'Anya', tags: ['new'] },
      base: { firstName: 'Anna', lastName: 'Petrova' },
    })
  })

  test('has the effect of one page when it is applied twice', async () => {
    const context = someCache()
    await apply(context, [upsert('1')])
    await acceptMutation(context, new FakeMain(), someRename('1', 'Anna', 'Anya'))
    await apply(context, [upsert('1', { lastName: 'Petrova' }), upsert('2')])
    const once = await snapshot(context)

    await apply(context, [upsert('1', { lastName: 'Petrova' }), upsert('2')])

    expect(await snapshot(context)).toEqual(once)
  })

  test('makes a deleted contact a tombstone, and a live row again when the CRM restores it', async () => {
    const context = someCache()
    await apply(context, [upsert('1')])

    await apply(context, [{ kind: 'delete', id: contactId('1') }])
    const [buried] = (await snapshot(context)).contacts
    await apply(context, [upsert('1')])

    expect(buried).toEqual({ ...someContact('1'), deletedAt: 1_000 })
    expect((await snapshot(context)).contacts).toEqual([someContact('1')])
  })

  test('keeps the draft of a deleted contact with pending edits', async () => {
    const context = someCache()
    await apply(context, [upsert('1')])
    await acceptMutation(context, new FakeMain(), someRename('1', 'Anna', 'Anya'))

    await apply(context, [{ kind: 'delete', id: contactId('1') }])

    expect((await snapshot(context)).contacts).toMatchObject([
      { fields: { firstName: 'Anya' }, base: { firstName: 'Anna' }, deletedAt: 1_000 },
    ])
  })

  test('shows a record once when it comes back under the id that this device made for it', async () => {
    const context = someCache()
    const madeHere = newEntityId<ContactId>(account, crypto.randomUUID())
    await apply(context, [upsert('1')])

    await apply(context, [{ kind: 'upsert', contact: { ...someContact('1'), id: madeHere } }])

    expect((await snapshot(context)).contacts.map(({ id }) => id)).toEqual([madeHere])
  })
})

describe('applyCompanies', () => {
  test('writes names, and tells of them', async () => {
    const context = someCache()
    const id = `${account}.7` as CompanyId
    const company = { id, accountId: account, remoteId: '7' as RemoteId, name: 'Acme', updatedAt: 5 }

    await applyCompanies(context, { accountId: account, companies: [company] })

    const { companies } = await snapshot(context)
    expect(companies).toEqual([company])
    expect(context.announced).toEqual([{ kind: 'companies', ids: [id] }])
  })
})
