import { describe, expect, test, vi } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { reachOf, readFieldGround, toBulkEdit, type FieldLookUp } from '#renderer/db/bulk-edit.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { readContact } from '#renderer/db/read-contact.ts'
import { readListRows } from '#renderer/db/read-list-rows.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { showBulk } from '#renderer/db/show-bulk.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import {
  newEntityId,
  toEntityId,
  type CompanyId,
  type FieldId,
  type RemoteId,
  type UserId,
} from '#shared/domain/ids.ts'
import { editsFor, type Mutation } from '#shared/domain/mutation.ts'
import type { BulkField, BulkWish } from '#shared/sync/bulk-wish.ts'
import {
  account,
  contactId,
  FakeMain,
  setAside,
  snapshot,
  someBase,
  someContact,
  someMutation,
} from '#test/support/cache-base.ts'
import { ids, settled, spreadAll } from '#test/support/large-bulk.ts'
import { someSearch } from '#test/support/search-base.ts'

const user = (remote: string) => toEntityId<UserId>(account, remote as RemoteId)
const fieldId = '7' as FieldId
const [owners, notes]: readonly BulkField[] = [{ kind: 'responsible' }, { kind: 'custom', fieldId }]
const toOleg: BulkWish = { kind: 'responsible', to: user('2') }
const toNote: BulkWish = { kind: 'custom', fieldId, op: 'set', items: [{ value: 'to all' }] }

/** Each contact in the care of the first user, each with a note of its own, but for the last one, who is in the second's. */
async function people(count: number, rowsAtOnce = 200) {
  const { context, main } = await someBase()
  context.db.rowsAtOnce = rowsAtOnce
  await fill(context, count)
  return { context, main, all: ids(count).map(contactId) }
}

async function fill(context: StoreContext, count: number): Promise<void> {
  const changes = ids(count).map((id, at) => ({
    kind: 'upsert' as const,
    contact: someContact(id, {
      responsibleId: user(at === count - 1 ? '2' : '1'),
      custom: { [fieldId]: [{ value: `note ${id}` }] },
    }),
  }))
  await applyContacts(context, { accountId: account, changes, checkpoint: { cursor: 'a', isComplete: true } })
  await context.db.users.bulkPut(
    ['Anna', 'Oleg'].map((name, at) => ({ id: user(String(at + 1)), accountId: account, name, isActive: true })),
  )
}

async function wished(
  context: StoreContext,
  contactIds: Parameters<typeof readFieldGround>[1],
  field: BulkField | undefined,
  wish: BulkWish,
  lookUp?: FieldLookUp,
): Promise<Mutation> {
  const ground = await readFieldGround(context.db, contactIds, field ?? { kind: 'company' }, lookUp)
  const mutation = await toBulkEdit(context, ground, wish)
  if (mutation === null) throw new Error('it would change nothing')
  return mutation
}

const ownersShown = async ({ db }: StoreContext, all: Parameters<typeof readListRows>[1]) =>
  [...(await readListRows(db, all)).values()].map(({ responsible }) => responsible)

describe('a bulk edit of one field', () => {
  test('says how many it would change, and leaves those alone that are so already', async () => {
    const { context, all } = await people(4)
    const ground = await readFieldGround(context.db, [...all, contactId('404')], { kind: 'responsible' })

    const mutation = await toBulkEdit(context, ground, toOleg)

    expect(reachOf(ground, toOleg)).toEqual({ changed: 3, same: 1 })
    expect(mutation?.change).toEqual({
      kind: 'bulk-edit',
      groups: [{ edit: { kind: 'responsible', from: user('1'), to: user('2') }, contactIds: all.slice(0, 3) }],
    })
  })

  test('is counted by the search worker as it is counted here', async () => {
    const { context, search } = someSearch()
    await fill(context, 5)
    search.start('en')
    const all = ids(5).map(contactId)
    const here = await readFieldGround(context.db, all, { kind: 'custom', fieldId })
    context.db.rowsAtOnce = 2

    const there = await readFieldGround(context.db, all, { kind: 'custom', fieldId }, (...asked) =>
      search.fieldValues(...asked),
    )

    expect(there).toEqual(here)
    expect(here.census.values.map(({ items }) => items)).toEqual(ids(5).map((id) => [{ value: `note ${id}` }]))
  })

  test('of many is one record that shows at once, and has the rows of a small one once it is spread', async () => {
    const [large, small] = [await people(9, 4), await people(9)]
    const before = await readListRows(large.context.db, large.all)

    const mutation = await acceptMutation(
      large.context,
      large.main,
      await wished(large.context, large.all, owners, toOleg),
    )
    await acceptMutation(small.context, small.main, await wished(small.context, small.all, owners, toOleg))
    const { targets } = await snapshot(large.context)
    const fromMemory = showBulk(large.context.db, mutation.id, before)

    expect(targets).toEqual([])
    expect(await ownersShown(large.context, large.all)).toEqual(large.all.map(() => 'Oleg'))
    expect(fromMemory).toEqual(await readListRows(large.context.db, large.all))
    const open = await readContact(large.context.db, contactId('3'))
    expect([open?.contact.fields.responsibleId, open?.pendingFields]).toEqual([user('2'), new Set(['responsible'])])
    await spreadAll(large.context)
    expect((await snapshot(large.context)).contacts).toEqual((await snapshot(small.context)).contacts)
  })

  test('is found by the owner that it gives, before any row is written', async () => {
    const { context, search } = someSearch()
    await fill(context, 5)
    context.db.rowsAtOnce = 2
    search.start('en')
    const query = {
      text: '',
      filters: { responsibleIds: [user('2')] },
      sort: { by: 'name', direction: 'asc' },
    } as const
    await vi.waitFor(async () => expect((await search.find(query))?.total).toBe(1))

    const mutation = await wished(context, ids(5).map(contactId), owners, toOleg)
    await acceptMutation(context, new FakeMain(), mutation)
    await search.countTags([])

    expect((await search.find(query))?.total).toBe(5)
    expect((await snapshot(context)).targets).toEqual([])
  })

  test('is found by the words that it writes, before any row is written', async () => {
    const { context, search } = someSearch()
    await fill(context, 5)
    context.db.rowsAtOnce = 2
    search.start('en')

    const mutation = await wished(context, ids(5).map(contactId), notes, toNote)
    await acceptMutation(context, new FakeMain(), mutation)
    await search.countTags([])

    const query = { text: 'to all', filters: {}, sort: { by: 'name', direction: 'asc' } } as const
    expect((await search.find(query))?.total).toBe(5)
  })

  test('is read back as it was by a window that has it not in memory', async () => {
    const { context, main, all } = await people(450)
    const mutation = await acceptMutation(context, main, await wished(context, all, owners, toOleg))

    const entries = await readOutbox(new CacheDb(context.db.name))

    expect(entries).toMatchObject([{ mutation, total: 449, left: 449 }])
  })

  test('keeps mine for the one contact that a colleague has changed as well, on top of theirs', async () => {
    const { context, main, all } = await people(3)
    const mutation = await acceptMutation(context, main, await wished(context, all, notes, toNote))
    const [edit] = editsFor(mutation.change, contactId('2'))
    const rebased: FieldEdit = { kind: 'custom', fieldId, from: [{ value: 'theirs' }], to: [{ value: 'to all' }] }
    if (edit === undefined) throw new Error('no edit for the second contact')
    await setAside(
      context,
      mutation,
      { kind: 'conflict', conflict: { edit, rebased, theirsAt: 1, theirsBy: null } },
      { contactIds: [contactId('2')] },
    )

    await retryMutation(context, main, mutation.id)

    const [entry] = await readOutbox(context.db)
    const meant = ids(3).map((id) => editsFor(entry?.mutation.change ?? mutation.change, contactId(id)))
    expect(meant).toEqual([
      editsFor(mutation.change, contactId('1')),
      [rebased],
      editsFor(mutation.change, contactId('3')),
    ])
    expect(entry).toMatchObject({ state: 'pending', left: 3, failed: [] })
  })

  test('goes back to what each contact had, but for those that were changed since', async () => {
    const { context, main, all } = await people(4)
    const mutation = await acceptMutation(context, main, await wished(context, all, notes, toNote))
    await settled(context, mutation, ids(4))
    for (const id of all) main.sent.add(id)
    await acceptMutation(
      context,
      main,
      someMutation({
        kind: 'edit',
        contactId: contactId('2'),
        edit: { kind: 'custom', fieldId, from: [{ value: 'to all' }], to: [{ value: 'later' }] },
      }),
    )

    const inverse = await undoMutation(context, main, mutation, new Set())

    const { contacts } = await snapshot(context)
    expect(contacts.map(({ fields }) => fields.custom[fieldId]?.[0]?.value)).toEqual([
      'note 1',
      'later',
      'note 3',
      'note 4',
    ])
    expect(inverse?.change.kind).toBe('bulk-edit')
  })

  test('gives all of them a company that is still to be made, and takes it back with it', async () => {
    const { context, main, all } = await people(5, 2)
    const company = newEntityId<CompanyId>(account, context.uuid())
    const wish: BulkWish = { kind: 'company', op: 'add', companyId: company, exclusive: true, createName: 'Acme' }

    const mutation = await acceptMutation(context, main, await wished(context, all, { kind: 'company' }, wish))
    const shown = [...(await readListRows(context.db, all)).values()].map((row) => row.company)
    await undoMutation(context, main, mutation, new Set())

    expect(shown).toEqual(['Acme', 'Acme', 'Acme', 'Acme', 'Acme'])
    expect(await context.db.companies.count()).toBe(0)
    expect(await context.db.outbox.count()).toBe(0)
  })
})
