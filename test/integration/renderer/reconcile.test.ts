import { describe, expect, test } from 'vitest'
import { newEntityId, type ContactId } from '#shared/domain/ids.ts'
import { contactIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { reconcile } from '#renderer/db/reconcile.ts'
import {
  account,
  contactId,
  cutLine,
  FakeMain,
  refusal,
  snapshot,
  someBase,
  someBulkTag,
  someCache,
  someContact,
  someFields,
  someMutation,
  someProblem,
  someRename,
} from '#test/support/cache-base.ts'

const journaled = (mutation: Mutation) => ({
  mutation,
  pendingIds: [...contactIdsOf(mutation.change)],
  setAside: [],
})

describe('reconcile', () => {
  test('hands over what main lacks and then offers this window as the store', async () => {
    const { context, main } = await someBase('1')
    main.failNext('outbox/accept', cutLine)
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    await reconcile(context, main)

    expect([...main.journal.values()]).toEqual([mutation])
    expect((await snapshot(context)).outbox).toMatchObject([{ state: 'pending' }])
    expect(main.calls.at(-1)?.name).toBe('store/attach')
  })

  test('takes in what only the journal has, after a wiped cache, and shows it when the contacts come back', async () => {
    const context = someCache()
    const main = new FakeMain()
    const [rename, bulk] = [someRename('1', 'Anna', 'Anya'), someBulkTag(['1', '2'], 'vip')]
    main.unknown.push(journaled(rename), {
      mutation: bulk,
      pendingIds: [contactId('2')],
      setAside: [{ recordId: contactId('1'), problem: someProblem }],
    })

    await reconcile(context, main)
    await applyContacts(context, {
      accountId: account,
      changes: ['1', '2'].map((id) => ({ kind: 'upsert', contact: someContact(id) })),
      checkpoint: { cursor: 'a', isComplete: true },
    })

    const { contacts } = await snapshot(context)
    expect(contacts).toMatchObject([
      { base: { firstName: 'Anna', tags: [] }, fields: { firstName: 'Anya', tags: ['vip'] } },
      { base: { tags: [] }, fields: { tags: ['vip'] } },
    ])
    expect(await readOutbox(context.db)).toMatchObject([
      { mutation: rename, state: 'pending', left: 1 },
      { mutation: bulk, state: 'pending', left: 2, failed: [{ recordId: contactId('1') }] },
    ])
  })

  test('makes a contact again that was only to be created', async () => {
    const context = someCache()
    const main = new FakeMain()
    const id = newEntityId<ContactId>(account, crypto.randomUUID())
    main.unknown.push(journaled(someMutation({ kind: 'create', contactId: id, fields: someFields() })))

    await reconcile(context, main)

    expect((await snapshot(context)).contacts).toMatchObject([{ id, fields: someFields() }])
  })

  test('shows what it took in at once, and changes nothing when it is repeated', async () => {
    const { context, main } = await someBase('1')
    main.unknown.push(journaled(someRename('1', 'Anna', 'Anya')))
    await reconcile(context, main)
    const once = await snapshot(context)

    await reconcile(context, main)

    expect(once.contacts).toMatchObject([{ base: { firstName: 'Anna' }, fields: { firstName: 'Anya' } }])
    expect(await snapshot(context)).toEqual(once)
  })

  test('puts the journal’s mutation in the place of a stored one that makes no sense', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    await context.db.outbox.where({ id: mutation.id }).modify({ mutation: { id: 'garbage' } })
    main.unknown.push(journaled(mutation))

    await reconcile(context, main)

    expect(await readOutbox(context.db)).toMatchObject([{ mutation, left: 1 }])
    expect((await snapshot(context)).contacts).toMatchObject([{ fields: { firstName: 'Anya' } }])
  })

  test('carries out a cancel that main did not hear', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    main.failNext('outbox/cancel', cutLine)
    await cancelMutation(context, main, mutation.id).catch(() => undefined)

    await reconcile(context, main)

    expect(await snapshot(context)).toMatchObject({ contacts: [someContact('1')], outbox: [], targets: [] })
  })

  test('drops what the user took back before main ever had it', async () => {
    const { context, main } = await someBase('1')
    main.failNext('outbox/accept', cutLine)
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    main.failNext('outbox/cancel', cutLine)
    await cancelMutation(context, main, mutation.id).catch(() => undefined)

    await reconcile(context, main)

    expect(main.journal.size).toBe(0)
    expect(await snapshot(context)).toMatchObject({ contacts: [someContact('1')], outbox: [], targets: [] })
  })

  test('does not hand over the edits of a contact whose create was taken back', async () => {
    const { context, main } = await someBase()
    const id = newEntityId<ContactId>(account, crypto.randomUUID())
    const create = await acceptMutation(
      context,
      main,
      someMutation({ kind: 'create', contactId: id, fields: someFields() }),
    )
    const edit = { kind: 'tag', op: 'add', tag: 'vip' } as const
    await acceptMutation(context, main, someMutation({ kind: 'edit', contactId: id, edit }))
    main.failNext('outbox/cancel', cutLine, true)
    await cancelMutation(context, main, create.id).catch(() => undefined)
    main.journal.clear()

    await reconcile(context, main)

    expect(main.journal.size).toBe(0)
    expect(await snapshot(context)).toMatchObject({ contacts: [], outbox: [], targets: [] })
  })

  test('leaves an edit that main refuses in plain sight and goes on with the others', async () => {
    const { context, main } = await someBase('1')
    main.failNext('outbox/accept', cutLine)
    const first = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    main.failNext('outbox/accept', cutLine)
    const second = await acceptMutation(context, main, someRename('1', 'Anya', 'Ann'))
    main.failNext('outbox/accept', refusal)

    await reconcile(context, main)

    expect(await readOutbox(context.db)).toMatchObject([
      { mutation: first, state: 'saving' },
      { mutation: second, state: 'pending' },
    ])
    expect(main.asked('store/attach')).toHaveLength(1)
  })

  test('does not offer the window when the line is cut on the way', async () => {
    const { context, main } = await someBase('1')
    main.failNext('outbox/accept', cutLine)
    await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    main.failNext('outbox/accept', cutLine)

    const attempt = reconcile(context, main)

    await expect(attempt).rejects.toBe(cutLine)
    expect(main.asked('store/attach')).toEqual([])
  })
})
