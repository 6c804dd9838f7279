import { randomUUID } from 'node:crypto'
import { Dexie } from 'dexie'
import { describe, expect, test } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { decide } from '#renderer/db/decide.ts'
import { readConflicts } from '#renderer/db/read-conflicts.ts'
import { readHistory } from '#renderer/db/read-history.ts'
import { readOutbox } from '#renderer/db/read-outbox.ts'
import { reconcile } from '#renderer/db/reconcile.ts'
import { HISTORY_KEPT, recordHistory } from '#renderer/db/record-history.ts'
import { editInstead, takeTheirs } from '#renderer/db/resolve-conflict.ts'
import { askAgain, discardGone } from '#renderer/db/resolve-gone.ts'
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
  someRename,
} from '#test/support/cache-base.ts'
import { rename } from '#test/support/contacts.ts'

const theirs = someContact('1', { name: 'Theirs', firstName: 'Theirs' })

/** One rename here, another there. */
async function conflicted() {
  const base = await someBase('1')
  const mutation = await acceptMutation(base.context, base.main, someRename('1', 'Anna', 'Mine'))
  const conflict = { edit: rename('Anna', 'Mine'), rebased: rename('Theirs', 'Mine'), theirsAt: 7, theirsBy: null }
  await setAside(base.context, mutation, { kind: 'conflict', conflict }, { contacts: [theirs] })
  const [found] = (await readConflicts(base.context.db)).conflicts
  const [open] = found?.conflicts ?? []
  if (open === undefined) throw new Error('no conflict')
  return { ...base, mutation, open, nameNow: async () => (await snapshot(base.context)).contacts[0]?.fields.firstName }
}

describe('decide', () => {
  test('takes theirs: it shows, main lets go, nothing is left', async () => {
    const { context, main, open, nameNow } = await conflicted()

    await decide(context, main, takeTheirs(context, [open]))

    expect(await nameNow()).toBe('Theirs')
    expect(await snapshot(context)).toMatchObject({ outbox: [], targets: [] })
    expect(main.asked('outbox/cancel')).toEqual([{ mutationId: open.mutation.id, recordIds: [contactId('1')] }])
  })

  test('shows the decision at once although the line is cut, and main hears of it with the next one', async () => {
    const { context, main, open, nameNow } = await conflicted()
    main.failNext('outbox/cancel', cutLine)

    await decide(context, main, takeTheirs(context, [open]))
    const meanwhile = [await nameNow(), (await readOutbox(context.db)).map(({ state }) => state)]
    await reconcile(context, main)

    expect(meanwhile).toEqual(['Theirs', ['cancelling']])
    expect((await readConflicts(context.db)).conflicts).toEqual([])
    expect(await context.db.outbox.count()).toBe(0)
  })

  test('asks again when main refuses to let go', async () => {
    const { context, main, open, nameNow } = await conflicted()
    main.failNext('outbox/cancel', refusal)

    await expect(decide(context, main, takeTheirs(context, [open]))).rejects.toBe(refusal)

    expect(await nameNow()).toBe('Mine')
    expect((await readConflicts(context.db)).conflicts).toHaveLength(1)
  })

  test('leaves everything as it was when main refuses the new value', async () => {
    const { context, main, open } = await conflicted()
    const before = await snapshot(context)
    main.failNext('outbox/accept', refusal)

    const decision = await editInstead(context, open, rename('Mine', 'Third'))
    await expect(decide(context, main, decision)).rejects.toBe(refusal)

    expect(await snapshot(context)).toEqual(before)
    expect(await readHistory(context.db, 10)).toEqual([])
  })

  test('of a new value goes from what the CRM has to what was typed', async () => {
    const { context, main, open, nameNow } = await conflicted()

    await decide(context, main, await editInstead(context, open, rename('Mine', 'Third')))

    expect(await nameNow()).toBe('Third')
    const { outbox } = await snapshot(context)
    expect(outbox).toMatchObject([{ state: 'pending', mutation: { change: { edit: rename('Theirs', 'Third') } } }])
  })

  test('does not bring a question back that main tells once more before it has heard', async () => {
    const { context, main, open, mutation } = await conflicted()
    main.failNext('outbox/cancel', cutLine)
    await decide(context, main, takeTheirs(context, [open]))

    await setAside(context, mutation, { kind: 'conflict', conflict: open.conflict }, { contacts: [theirs] })

    expect((await readConflicts(context.db)).conflicts).toEqual([])
  })

  test('gives up one contact of a bulk edit, and the others keep it', async () => {
    const { context, main } = await someBase('1', '2')
    const bulk = await acceptMutation(context, main, someBulkTag(['1', '2'], 'vip'))
    await setAside(context, bulk, { kind: 'gone' }, { contactIds: [contactId('1')] })
    main.failNext('outbox/cancel', cutLine)

    await decide(context, main, discardGone(context, (await readConflicts(context.db)).gone))

    const { contacts } = await snapshot(context)
    expect(contacts.map(({ fields }) => fields.tags)).toEqual([[], ['vip']])
    expect(await readOutbox(context.db)).toMatchObject([{ state: 'pending', total: 2, left: 1, failed: [] }])
  })

  test('puts the edits of a discarded contact back when it is undone', async () => {
    const { context, main } = await someBase('1')
    const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Draft'))
    await setAside(context, mutation, { kind: 'gone' })
    const { gone } = await readConflicts(context.db)
    await decide(context, main, discardGone(context, gone))

    await decide(context, main, askAgain(context, gone, []))

    const { contacts, outbox } = await snapshot(context)
    expect(contacts).toMatchObject([{ fields: { firstName: 'Draft' }, deletedAt: 1_000 }])
    expect(outbox).toMatchObject([{ state: 'pending' }])
  })
})

describe('the history', () => {
  test('keeps the newest thousand of an account', async () => {
    const { context } = await someBase()
    const event = { kind: 'gone' as const, decision: 'discarded' as const, edits: [] }
    const events = Array.from({ length: HISTORY_KEPT + 200 }, (_, at) => ({
      ...{ accountId: account, contactId: contactId('1'), at, subject: '', event },
    }))

    await recordHistory(context.db, events)

    expect(await context.db.history.count()).toBe(HISTORY_KEPT)
    expect(await readHistory(context.db, 1)).toMatchObject([{ at: HISTORY_KEPT + 199 }])
  })

  test('passes over a line that makes no sense', async () => {
    const { context } = await someBase()
    await context.db.history.add({
      accountId: account,
      contactId: contactId('1'),
      at: 1,
      subject: '',
      event: { kind: 'odd' },
    })

    expect(await readHistory(context.db, 10)).toEqual([])
  })
})

describe('a cache of the first version', () => {
  test('is taken over with its edits, its questions and its contacts', async () => {
    const name = `cache-${randomUUID()}`
    const first = new Dexie(name)
    first.version(1).stores({
      contacts: 'id, accountId, [accountId+remoteId]',
      companies: 'id, accountId, [accountId+remoteId]',
      users: 'id, accountId',
      fields: '[accountId+id], accountId',
      tags: '[accountId+name], accountId',
      outbox: '++seq, &id, accountId, state',
      targets: '[mutationId+contactId], mutationId, contactId, accountId, problem.kind',
      checkpoints: '[accountId+entity], accountId',
      preferences: 'name',
    })
    const mutation = someRename('1', 'Anna', 'Mine')
    const target = { mutationId: mutation.id, contactId: contactId('1'), accountId: account, problem: { kind: 'gone' } }
    await first.table('contacts').add(someContact('1'))
    await first.table('outbox').add({ id: mutation.id, accountId: account, state: 'pending', mutation })
    await first.table('targets').add(target)
    first.close()

    const db = new CacheDb(name)

    expect((await readConflicts(db)).gone).toMatchObject([{ contactId: contactId('1'), mutations: [mutation] }])
    expect([await db.history.count(), (await readOutbox(db)).length]).toEqual([0, 1])
    db.close()
  })
})
