import { describe, expect, test } from 'vitest'
import { newEntityId, toEntityId, type CompanyId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { contactIdsOf, type Mutation, type Outcome } from '#shared/domain/mutation.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { readListRows } from '#renderer/db/read-list-rows.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { settle } from '#renderer/db/settle.ts'
import {
  account,
  contactId,
  snapshot,
  someBase,
  someBulkTag,
  someContact,
  someFields,
  someMutation,
  someProblem,
  someRename,
} from '#test/support/cache-base.ts'

const applied: Outcome = { kind: 'applied' }
const outcomeOf = (mutation: Mutation, outcome: Outcome, ids = contactIdsOf(mutation.change)) =>
  ids.map((id) => ({ mutationId: mutation.id, recordId: id, outcome }))

const settlement = (parts: Partial<Parameters<typeof settle>[1]>) => ({
  accountId: account,
  outcomes: [],
  contacts: [],
  companies: [],
  ...parts,
})

describe('settle', () => {
  test('takes a confirmed edit out of the outbox and the contact as the new base', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const told = { ...someContact('1', { name: 'Anya', firstName: 'Anya', tags: ['theirs'] }), updatedAt: 30 }

    await settle(context, settlement({ outcomes: outcomeOf(mutation, applied), contacts: [told] }))

    expect(await snapshot(context)).toMatchObject({ contacts: [told], outbox: [], targets: [] })
    expect((await snapshot(context)).contacts[0]).not.toHaveProperty('base')
  })

  test('shows what the CRM has once the last of several edits is given up that it refused as one', async () => {
    const { context, main } = await someBase('1')
    const first = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const second = await acceptMutation(context, main, someRename('1', 'Anya', 'Annie'))
    const edit = { kind: 'set', field: 'firstName', from: 'Anna', to: 'Annie' } as const

    // Told again by a later run: nobody has looked at the contact.
    await settle(
      context,
      settlement({
        outcomes: [
          ...outcomeOf(first, { kind: 'superseded', by: second.id, edit }),
          ...outcomeOf(second, { kind: 'set-aside', problem: someProblem }),
        ],
      }),
    )
    const waiting = await snapshot(context)
    await cancelMutation(context, main, second.id)

    expect(waiting).toMatchObject({
      contacts: [{ base: { firstName: 'Anna' }, fields: { firstName: 'Annie' } }],
      outbox: [{ id: second.id, mutation: { change: { edit } } }],
    })
    expect(await snapshot(context)).toMatchObject({ contacts: [{ fields: { firstName: 'Anna' } }], outbox: [] })
  })

  test('keeps later edits of the contact on top of the new base', async () => {
    const { context, main } = await someBase('1')
    const first = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    await acceptMutation(context, main, someBulkTag(['1'], 'vip'))
    const told = someContact('1', { name: 'Anya', firstName: 'Anya' })

    await settle(context, settlement({ outcomes: outcomeOf(first, applied), contacts: [told] }))

    const { contacts, outbox } = await snapshot(context)
    expect(contacts).toMatchObject([{ base: told.fields, fields: { firstName: 'Anya', tags: ['vip'] } }])
    expect(outbox).toHaveLength(1)
  })

  test('takes a confirmed edit into the base itself when the CRM did not say how the contact looks', async () => {
    const { context, main } = await someBase('1')
    const bulk = await acceptMutation(context, main, someBulkTag(['1'], 'vip'))
    await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    await settle(context, settlement({ outcomes: outcomeOf(bulk, applied) }))

    expect((await snapshot(context)).contacts).toMatchObject([
      { base: { firstName: 'Anna', tags: ['vip'] }, fields: { firstName: 'Anya', tags: ['vip'] } },
    ])
  })

  test('changes nothing when it is repeated', async () => {
    const { context, main } = await someBase('1')
    const bulk = await acceptMutation(context, main, someBulkTag(['1'], 'vip'))
    const parts = settlement({ outcomes: outcomeOf(bulk, applied) })
    await settle(context, parts)
    const once = await snapshot(context)

    await settle(context, parts)

    expect(await snapshot(context)).toEqual(once)
    expect(once.contacts).toMatchObject([{ fields: { tags: ['vip'] } }])
  })

  test('leaves alone what was taken back meanwhile', async () => {
    const { context, main } = await someBase('1', '2')
    const bulk = await acceptMutation(context, main, someBulkTag(['1', '2'], 'vip'))
    main.sent.add(contactId('2'))
    await cancelMutation(context, main, bulk.id)
    const before = await snapshot(context)
    const setAside: Outcome = { kind: 'set-aside', problem: someProblem }

    await settle(context, settlement({ outcomes: outcomeOf(bulk, setAside, [contactId('1')]) }))

    expect(await snapshot(context)).toEqual(before)
  })

  test('settles a bulk edit in parts: progress, failures and pending marks follow', async () => {
    const { context, main } = await someBase('1', '2', '3')
    const bulk = await acceptMutation(context, main, someBulkTag(['1', '2', '3'], 'vip'))
    const setAside: Outcome = { kind: 'set-aside', problem: someProblem }
    const outcomes = [...outcomeOf(bulk, applied, [contactId('1')]), ...outcomeOf(bulk, setAside, [contactId('2')])]

    await settle(context, settlement({ outcomes }))

    expect(await readOutbox(context.db)).toEqual([
      {
        mutation: bulk,
        state: 'pending',
        total: 3,
        left: 2,
        failed: [{ recordId: contactId('2'), name: 'Anna', problem: someProblem }],
      },
    ])
    const rows = await readListRows(context.db, ['1', '2', '3'].map(contactId))
    expect([...rows.values()].map(({ isPending, needsAttention }) => [isPending, needsAttention])).toEqual([
      [false, false],
      [true, true],
      [true, false],
    ])
  })

  test('keeps the typed value of a refused edit on screen', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const setAside: Outcome = { kind: 'set-aside', problem: someProblem }

    await settle(context, settlement({ outcomes: outcomeOf(mutation, setAside), contacts: [someContact('1')] }))

    expect((await snapshot(context)).contacts).toMatchObject([{ fields: { firstName: 'Anya' } }])
    expect(await readOutbox(context.db)).toMatchObject([{ state: 'set-aside', left: 1 }])
  })

  test('marks a contact that the push did not find as deleted, with its draft', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const gone: Outcome = { kind: 'set-aside', problem: { kind: 'gone' } }

    await settle(context, settlement({ outcomes: outcomeOf(mutation, gone) }))

    expect((await snapshot(context)).contacts).toMatchObject([{ fields: { firstName: 'Anya' }, deletedAt: 1_000 }])
  })

  test('gives a created contact its remote id and replaces the company that was only intended', async () => {
    const { context, main } = await someBase()
    const intended = newEntityId<CompanyId>(account, crypto.randomUUID())
    const id = newEntityId<ContactId>(account, crypto.randomUUID())
    const fields = someFields({ companyIds: [intended] })
    const create = await acceptMutation(
      context,
      main,
      someMutation({ kind: 'create', contactId: id, fields, createCompanyName: 'Acme' }),
    )
    const company = {
      id: toEntityId<CompanyId>(account, '7' as RemoteId),
      accountId: account,
      remoteId: '7' as RemoteId,
      name: 'Acme',
      updatedAt: 5,
    }
    const told = { ...someContact('9', { companyIds: [company.id] }), id }

    await settle(context, settlement({ outcomes: outcomeOf(create, applied), contacts: [told], companies: [company] }))

    expect(await snapshot(context)).toMatchObject({ contacts: [told], companies: [company], outbox: [], targets: [] })
  })

  test('can still take back an edit of a created contact that the CRM has not told of', async () => {
    const { context, main } = await someBase()
    const id = newEntityId<ContactId>(account, crypto.randomUUID())
    const create = someMutation({ kind: 'create', contactId: id, fields: someFields() })
    await acceptMutation(context, main, create)
    const edit = { kind: 'tag', op: 'add', tag: 'vip' } as const
    const tagged = await acceptMutation(context, main, someMutation({ kind: 'edit', contactId: id, edit }))
    await settle(context, settlement({ outcomes: outcomeOf(create, applied) }))
    const withEdit = (await snapshot(context)).contacts[0]?.fields.tags

    await cancelMutation(context, main, tagged.id)

    expect([withEdit, (await snapshot(context)).contacts[0]?.fields.tags]).toEqual([['vip'], []])
  })

  test('shows the company of a created contact while its link is still on the way', async () => {
    const { context, main } = await someBase()
    const companyId = toEntityId<CompanyId>(account, '7' as RemoteId)
    const id = newEntityId<ContactId>(account, crypto.randomUUID())
    const fields = someFields({ companyIds: [companyId] })
    await acceptMutation(context, main, someMutation({ kind: 'create', contactId: id, fields }))

    await settle(context, settlement({ contacts: [{ ...someContact('9'), id }] }))

    expect((await snapshot(context)).contacts).toMatchObject([
      { remoteId: '9', base: { companyIds: [] }, fields: { companyIds: [companyId] } },
    ])
  })

  test('writes nothing when it cannot write all', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const before = await snapshot(context)
    context.db.outbox.hook('deleting', () => {
      throw new Error('the disk is gone')
    })

    const attempt = settle(
      context,
      settlement({ outcomes: outcomeOf(mutation, applied), contacts: [someContact('1')] }),
    )

    await expect(attempt).rejects.toMatchObject({ code: 'storage/failed' })
    expect(await snapshot(context)).toEqual(before)
  })
})
