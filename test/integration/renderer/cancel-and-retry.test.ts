import { describe, expect, test } from 'vitest'
import { newEntityId, toEntityId, type CompanyId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { settle } from '#renderer/db/settle.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import {
  account,
  contactId,
  cutLine,
  refusal,
  setAside,
  snapshot,
  someBase,
  someBulkTag,
  someContact,
  someFields,
  someMutation,
  someProblem,
  someRename,
} from '#test/support/cache-base.ts'

describe('cancelMutation', () => {
  test('leaves alone what was confirmed while main was asked', async () => {
    const { context, main } = await someBase()
    const fresh = newEntityId<ContactId>(account, '00000000-0000-4000-8000-0000000000bb')
    const create = someMutation({ kind: 'create', contactId: fresh, fields: someFields() })
    await acceptMutation(context, main, create)
    const confirming = {
      call: async () => {
        const outcomes = [{ mutationId: create.id, recordId: fresh, outcome: { kind: 'applied' as const } }]
        await settle(context, { accountId: account, outcomes, contacts: [], companies: [] })
        return { cancelled: [], kept: [] }
      },
    }

    const result = await cancelMutation(context, confirming, create.id)

    expect([result.cancelled, (await snapshot(context)).contacts.map(({ id }) => id)]).toEqual([[], [fresh]])
  })

  test('takes back an edit that main has never heard of', async () => {
    const { context, main } = await someBase('1')
    const before = await snapshot(context)
    main.failNext('outbox/accept', cutLine)
    const rename = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    const result = await cancelMutation(context, main, rename.id)

    expect(result).toEqual({ cancelled: [contactId('1')], kept: [] })
    expect(await snapshot(context)).toEqual(before)
  })

  test('takes the edit back and leaves the other edits of the contact', async () => {
    const { context, main } = await someBase('1')
    const rename = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    await acceptMutation(context, main, someBulkTag(['1'], 'vip'))

    const result = await cancelMutation(context, main, rename.id)

    expect(result).toEqual({ cancelled: [contactId('1')], kept: [] })
    const { contacts, outbox } = await snapshot(context)
    expect(contacts).toMatchObject([{ fields: { firstName: 'Anna', tags: ['vip'] } }])
    expect(outbox).toHaveLength(1)
  })

  test('leaves what has left already in the outbox', async () => {
    const { context, main } = await someBase('1', '2')
    const bulk = await acceptMutation(context, main, someBulkTag(['1', '2'], 'vip'))
    main.sent.add(contactId('2'))

    const result = await cancelMutation(context, main, bulk.id)

    expect(result).toEqual({ cancelled: [contactId('1')], kept: [contactId('2')] })
    const { contacts, outbox, targets } = await snapshot(context)
    expect(contacts).toMatchObject([{ fields: { tags: [] } }, { fields: { tags: ['vip'] } }])
    expect(outbox).toMatchObject([{ state: 'pending' }])
    expect(targets).toMatchObject([{ recordId: contactId('2') }])
  })

  test('takes a contact that was only to be created away, with the edits of it', async () => {
    const { context, main } = await someBase('1')
    const id = newEntityId<ContactId>(account, crypto.randomUUID())
    const before = await snapshot(context)
    const create = await acceptMutation(
      context,
      main,
      someMutation({ kind: 'create', contactId: id, fields: someFields() }),
    )
    const edit = { kind: 'set', field: 'lastName', from: '', to: 'Petrova' } as const
    await acceptMutation(context, main, someMutation({ kind: 'edit', contactId: id, edit }))

    await cancelMutation(context, main, create.id)

    expect(await snapshot(context)).toEqual(before)
  })

  test('keeps the edits of a new contact whose create has left already', async () => {
    const { context, main } = await someBase()
    const id = newEntityId<ContactId>(account, crypto.randomUUID())
    const create = await acceptMutation(
      context,
      main,
      someMutation({ kind: 'create', contactId: id, fields: someFields() }),
    )
    await acceptMutation(
      context,
      main,
      someMutation({ kind: 'edit', contactId: id, edit: { kind: 'tag', op: 'add', tag: 'vip' } }),
    )
    main.sent.add(id)
    const before = await snapshot(context)

    await cancelMutation(context, main, create.id)

    expect(await snapshot(context)).toEqual(before)
  })

  test('keeps the wish when the line is cut, so that it can be carried out later', async () => {
    const { context, main } = await someBase('1')
    const rename = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    main.failNext('outbox/cancel', cutLine)

    const attempt = cancelMutation(context, main, rename.id)

    await expect(attempt).rejects.toBe(cutLine)
    expect(await readOutbox(context.db)).toMatchObject([{ state: 'cancelling' }])
  })

  test('leaves the edit pending when main refuses', async () => {
    const { context, main } = await someBase('1')
    const rename = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const before = await snapshot(context)
    main.failNext('outbox/cancel', refusal)

    const attempt = cancelMutation(context, main, rename.id)

    await expect(attempt).rejects.toBe(refusal)
    expect(await snapshot(context)).toEqual(before)
  })

  test('has nothing to do for an edit that the CRM confirmed meanwhile', async () => {
    const { context, main } = await someBase('1')

    const result = await cancelMutation(context, main, someRename('1', 'Anna', 'Anya').id)

    expect(result).toEqual({ cancelled: [], kept: [] })
    expect(main.calls).toEqual([])
  })
})

describe('undoMutation', () => {
  test('names a company again that the CRM may not have yet', async () => {
    const { context, main } = await someBase('1')
    const intended = newEntityId<CompanyId>(account, '00000000-0000-4000-8000-0000000000aa')
    const other = toEntityId<CompanyId>(account, '9' as RemoteId)
    const link = (from: CompanyId | null, to: CompanyId, createName?: string) =>
      someMutation({
        kind: 'edit',
        contactId: contactId('1'),
        edit: { kind: 'company', from, to, exclusive: true, createName },
      })
    await acceptMutation(context, main, link(null, intended, 'Intended'))
    const moved = await acceptMutation(context, main, link(intended, other))
    main.sent.add(contactId('1'))

    const inverse = await undoMutation(context, main, moved, new Set())

    expect(inverse?.change).toMatchObject({ edit: { from: other, to: intended, createName: 'Intended' } })
  })
})

describe('retryMutation', () => {
  test('puts what was set aside back into the queue', async () => {
    const { context, main } = await someBase('1')
    const rename = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    await setAside(context, rename, someProblem)

    await retryMutation(context, main, rename.id)

    expect(await readOutbox(context.db)).toMatchObject([{ state: 'pending', failed: [] }])
    expect(main.asked('outbox/retry')).toEqual([{ mutationId: rename.id }])
  })

  test('puts an edit in conflict on top of what the CRM has', async () => {
    const { context, main } = await someBase('1')
    const mine = { value: '111', kind: 'work' }
    const theirs = { value: '222', kind: 'work' }
    const edit = { kind: 'point', field: 'phones', at: 0, from: { value: '000', kind: 'work' }, to: mine } as const
    const change = { kind: 'edit', contactId: contactId('1'), edit } as const
    const mutation = await acceptMutation(context, main, someMutation(change))
    const conflict = { edit, rebased: { ...edit, from: theirs }, theirsAt: 1, theirsBy: null }
    const contacts = [someContact('1', { phones: [theirs] })]
    await setAside(context, mutation, { kind: 'conflict', conflict }, { contacts })

    await retryMutation(context, main, mutation.id)

    expect((await snapshot(context)).contacts).toMatchObject([{ fields: { phones: [mine] } }])
  })

  test('shows a reason that comes back before the answer does', async () => {
    const { context, main } = await someBase('1')
    const rename = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    await setAside(context, rename, someProblem)
    const hasty = {
      call: async (...asked: Parameters<typeof main.call>) => {
        await setAside(context, rename, someProblem)
        return main.call(...asked)
      },
    }

    await retryMutation(context, hasty as typeof main, rename.id)

    expect(await readOutbox(context.db)).toMatchObject([{ state: 'set-aside' }])
  })

  test('leaves the reason in sight when main refuses', async () => {
    const { context, main } = await someBase('1')
    const rename = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    await setAside(context, rename, someProblem)
    const before = await snapshot(context)
    main.failNext('outbox/retry', refusal)

    const attempt = retryMutation(context, main, rename.id)

    await expect(attempt).rejects.toBe(refusal)
    expect(await snapshot(context)).toEqual(before)
  })
})
