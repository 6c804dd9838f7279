import { describe, expect, test } from 'vitest'
import { toEntityId, type AccountId, type CompanyId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { contactIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { bulkTags } from '#test/support/bulk-tags.ts'
import { createContact, editContact } from '#renderer/db/edit-contact.ts'
import { forgetAccounts } from '#renderer/db/forget-accounts.ts'
import { settle } from '#renderer/db/settle.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import {
  account,
  contactId,
  snapshot,
  someBase,
  someContact,
  someFields,
  someRename,
} from '#test/support/cache-base.ts'

const other = 'amo2' as AccountId
const checkpoint = { cursor: 'a', isComplete: true }

async function addToOther(context: StoreContext, remoteId: string) {
  const id = toEntityId<ContactId>(other, remoteId as RemoteId)
  const contact = { ...someContact(remoteId), id, accountId: other }
  await applyContacts(context, { accountId: other, changes: [{ kind: 'upsert', contact }], checkpoint })
  return id
}

const confirm = (context: StoreContext, mutation: Mutation) =>
  settle(context, {
    accountId: account,
    outcomes: contactIdsOf(mutation.change).map((id) => ({
      mutationId: mutation.id,
      recordId: id,
      outcome: { kind: 'applied' },
    })),
    contacts: [],
    companies: [],
  })

describe('createContact', () => {
  test('takes a company that the account has, however its name is written', async () => {
    const { context } = await someBase()
    const id = toEntityId<CompanyId>(account, '7' as RemoteId)
    await context.db.companies.add({
      id,
      accountId: account,
      remoteId: '7' as RemoteId,
      name: 'Рога и Копыта',
      updatedAt: 1,
    })

    const { change } = await createContact(context, account, someFields(), ' рога и  копыта ')

    expect(change).toMatchObject({ kind: 'create', fields: { companyIds: [id] } })
    expect(change).not.toHaveProperty('createCompanyName')
  })

  test('intends a company that nobody has, and shows its name at once', async () => {
    const { context, main } = await someBase()

    const mutation = await createContact(context, account, someFields({ lastName: 'Petrova' }), 'Acme')
    await acceptMutation(context, main, mutation)

    const { contacts, companies } = await snapshot(context)
    expect(mutation).toMatchObject({ subject: 'Anna Petrova', change: { createCompanyName: 'Acme' } })
    expect(companies).toMatchObject([{ name: 'Acme' }])
    expect(contacts[0]?.fields.companyIds).toEqual([companies[0]?.id])
  })
})

describe('editContact', () => {
  test('names a company that is only intended, so that either push may come first', async () => {
    const { context, main } = await someBase('1')
    const create = await acceptMutation(context, main, await createContact(context, account, someFields(), 'Acme'))
    const to = create.change.kind === 'create' ? (create.change.fields.companyIds[0] ?? null) : null

    const { change } = await editContact(context, contactId('1'), { kind: 'company', from: null, to, exclusive: true })

    expect(change).toMatchObject({ edit: { to, createName: 'Acme' } })
  })
})

describe('bulkTags', () => {
  test('makes one mutation per account and remembers where it changes nothing', async () => {
    const { context } = await someBase('1', '2')
    const elsewhere = await addToOther(context, '1')
    await context.db.contacts.update(contactId('2'), { fields: someFields({ tags: ['vip'] }) })

    const mutations = await bulkTags(context, [contactId('1'), elsewhere, contactId('2')], {
      add: [' vip ', ''],
      remove: ['old'],
    })

    const none = { exceptIds: [] }
    expect(mutations.map(({ accountId, change }) => ({ accountId, change }))).toEqual([
      {
        accountId: account,
        change: {
          kind: 'bulk-tags',
          contactIds: [contactId('1'), contactId('2')],
          tags: [
            { op: 'add', tag: 'vip', unchangedIds: [contactId('2')], ...none },
            { op: 'remove', tag: 'old', unchangedIds: [contactId('1'), contactId('2')], ...none },
          ],
        },
      },
      {
        accountId: other,
        change: {
          kind: 'bulk-tags',
          contactIds: [elsewhere],
          tags: [
            { op: 'add', tag: 'vip', unchangedIds: [], ...none },
            { op: 'remove', tag: 'old', unchangedIds: [elsewhere], ...none },
          ],
        },
      },
    ])
  })

  test('leaves deleted contacts out', async () => {
    const { context } = await someBase('1')
    await context.db.contacts.update(contactId('1'), { deletedAt: 5 })

    expect(await bulkTags(context, [contactId('1')], { add: ['vip'], remove: [] })).toEqual([])
  })
})

describe('undoMutation', () => {
  test('cancels what is pending and sends the inverse for what was applied', async () => {
    const { context, main } = await someBase('1', '2')
    const [bulk] = await bulkTags(context, [contactId('1'), contactId('2')], { add: ['vip'], remove: [] })
    const mutation = await acceptMutation(context, main, bulk as Mutation)
    await settle(context, {
      accountId: account,
      outcomes: [{ mutationId: mutation.id, recordId: contactId('1'), outcome: { kind: 'applied' } }],
      contacts: [],
      companies: [],
    })
    main.sent.add(contactId('1'))

    const inverse = await undoMutation(context, main, mutation, new Set())

    expect(inverse?.change).toMatchObject({ contactIds: [contactId('1')], tags: [{ op: 'remove', tag: 'vip' }] })
    const { contacts, outbox } = await snapshot(context)
    expect(contacts.map(({ fields }) => fields.tags)).toEqual([[], []])
    expect(outbox).toMatchObject([{ id: inverse?.id }])
  })

  test('gives a confirmed edit its old value back', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    await confirm(context, mutation)

    await undoMutation(context, main, mutation, new Set())

    expect((await snapshot(context)).contacts).toMatchObject([
      { base: { firstName: 'Anya' }, fields: { firstName: 'Anna' } },
    ])
  })

  test('never overwrites what came after the edit', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    await confirm(context, mutation)
    await applyContacts(context, {
      accountId: account,
      changes: [{ kind: 'upsert', contact: someContact('1', { firstName: 'Olga' }) }],
      checkpoint,
    })

    const attempt = undoMutation(context, main, mutation, new Set())

    await expect(attempt).rejects.toMatchObject({ details: { reason: 'changed-since' } })
    expect((await snapshot(context)).contacts).toMatchObject([{ fields: { firstName: 'Olga' } }])
  })

  test('says that a contact which the CRM has cannot be taken back', async () => {
    const { context, main } = await someBase()
    const create = await acceptMutation(context, main, await createContact(context, account, someFields()))
    await confirm(context, create)

    const attempt = undoMutation(context, main, create, new Set())

    await expect(attempt).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'not-undoable' } })
  })

  test('leaves contacts alone for which the action was given up before', async () => {
    const { context, main } = await someBase('1')
    const mutation = someRename('1', 'Anna', 'Anya')

    const inverse = await undoMutation(context, main, mutation, new Set([contactId('1')]))

    expect(inverse).toBeNull()
    expect(main.asked('outbox/accept')).toEqual([])
  })
})

describe('forgetAccounts', () => {
  test('removes what belongs to a signed-out account, and nothing of the others', async () => {
    const { context } = await someBase('1')
    await addToOther(context, '1')

    await forgetAccounts(context, [account])

    const { contacts, checkpoints } = await snapshot(context)
    expect(contacts.map(({ id }) => id)).toEqual([contactId('1')])
    expect(checkpoints.map(({ accountId }) => accountId)).toEqual([account])
  })

  test('removes no account whose name begins like that of a signed-out one, or the other way round', async () => {
    const { context } = await someBase('1')
    const ids = ['amo', 'amo1', 'amo10', 'amo2'] as AccountId[]
    const rows = ids.map((accountId) => ({
      ...someContact('1'),
      accountId,
      id: toEntityId<ContactId>(accountId, '1' as RemoteId),
    }))
    await context.db.contacts.bulkPut(rows)

    await forgetAccounts(context, ['amo', 'amo10'] as AccountId[])

    expect((await context.db.contacts.toArray()).map(({ accountId }) => accountId)).toEqual(['amo', 'amo10'])
  })

  test('keeps an account that still has unconfirmed edits', async () => {
    const { context, main } = await someBase('1')
    await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    await forgetAccounts(context, [])

    expect((await snapshot(context)).contacts).toHaveLength(1)
  })
})
