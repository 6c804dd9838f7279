import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, test, vi } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { readHistory } from '#renderer/db/read-history.ts'
import { recordHistory } from '#renderer/db/record-history.ts'
import { useConflictStore, type GoneContact, type OpenConflict } from '#renderer/stores/conflict-store.ts'
import { useHistoryStore } from '#renderer/stores/history-store.ts'
import { useOutboxStore } from '#renderer/stores/outbox-store.ts'
import { provideServices } from '#renderer/stores/services.ts'
import { newNeighbourId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { aboutIdsOf } from '#shared/domain/neighbour.ts'
import {
  account,
  contactId,
  cutLine,
  FakeMain,
  refusal,
  setAside,
  someContact,
  someRename,
} from '#test/support/cache-base.ts'
import { mutationId, rename } from '#test/support/contacts.ts'
import { applyNames, someSearch } from '#test/support/search-base.ts'

class OnlineMain extends FakeMain {
  readonly connection = 'online' as const
  on = () => () => undefined
  onConnection = () => () => undefined
}

const conflict = { edit: rename('Anna', 'Mine'), rebased: rename('Theirs', 'Mine'), theirsAt: 7, theirsBy: null }

/** A window with one question about Anna, who is called Mine here. */
async function openWindow(problem: Problem) {
  const { context, search, rows } = someSearch()
  await applyNames(context, { 1: 'Anna' })
  const main = new OnlineMain()
  provideServices({ context, search, rows, main, locks: { request: async () => undefined } })
  setActivePinia(createPinia())
  const mutation = await acceptMutation(context, main, someRename('1', 'Anna', 'Mine'))
  const theirs = someContact('1', { name: 'Theirs', firstName: 'Theirs' })
  await setAside(context, mutation, problem, { contacts: problem.kind === 'gone' ? [] : [theirs] })
  const [conflicts, outbox] = [useConflictStore(), useOutboxStore()]
  await vi.waitFor(() => expect(conflicts.count).toBe(1))
  const pendingEdits = async () => (await context.db.outbox.toArray()).map((row) => row.mutation)
  const nameNow = async () => (await context.db.contacts.get(contactId('1')))?.fields.firstName
  const history = async () => (await readHistory(context.db, 10)).map(({ event }) => event)
  return { context, main, conflicts, outbox, pendingEdits, nameNow, history }
}

test('keeping mine sends it on top of theirs, and undo gives theirs back', async () => {
  const { conflicts, outbox, nameNow, pendingEdits } = await openWindow({ kind: 'conflict', conflict })

  await conflicts.keepMine(conflicts.conflicts.flatMap((contact) => contact.conflicts))
  expect([await nameNow(), await pendingEdits()]).toMatchObject([
    'Mine',
    [{ change: { edit: rename('Theirs', 'Mine') } }],
  ])
  expect(outbox.lastUndoable).toMatchObject({ decision: 'mine' })
  await outbox.undo()

  expect([await nameNow(), await pendingEdits()]).toEqual(['Theirs', []])
})

test('undo waits for a decision that is still being carried out', async () => {
  const { conflicts, outbox, nameNow } = await openWindow({ kind: 'conflict', conflict })

  const taking = conflicts.takeTheirs(conflicts.conflicts.flatMap((contact) => contact.conflicts))
  const undone = outbox.undo()

  expect([(await undone)?.decision, await taking, await nameNow()]).toEqual(['theirs', undefined, 'Mine'])
})

test('undoing a recreation takes the new contact away and asks about the old one again', async () => {
  const { conflicts, outbox, context } = await openWindow({ kind: 'gone' })
  const [gone] = conflicts.gone
  if (gone === undefined) throw new Error('nothing is gone')

  await conflicts.recreate(gone)
  const recreated = await context.db.contacts.toArray()
  await outbox.undo()

  expect(recreated.map(({ fields }) => fields.firstName).toSorted()).toEqual(['Anna', 'Mine'])
  expect(await context.db.contacts.toArray()).toMatchObject([{ id: contactId('1'), fields: { firstName: 'Mine' } }])
})

test('undoing a recreation brings back what was written about the old one, about that one', async () => {
  const { conflicts, outbox, context, main } = await openWindow({ kind: 'gone' })
  const [gone] = conflicts.gone
  if (gone === undefined) throw new Error('nothing is gone')
  const fields = { aboutId: contactId('1'), noteType: 'common', text: 'met at the fair' }
  const recordId = newNeighbourId('note', account, '0b9f6f4e-0000-4000-8000-00000000000a')
  const change = { kind: 'create-neighbour', recordId, record: { kind: 'note', fields } } as const
  await acceptMutation(context, main, { ...someRename('1', 'Anna', 'Mine'), id: mutationId(77), change })
  const homes = async () => (await context.db.neighbours.toArray()).map(({ record }) => aboutIdsOf(record))

  await conflicts.recreate(gone)
  const fresh = (await context.db.contacts.toArray()).find(({ remoteId }) => remoteId === undefined)
  const meanwhile = await homes()
  await outbox.undo()

  expect([meanwhile, await homes()]).toEqual([[[fresh?.id]], [[contactId('1')]]])
  expect((await context.db.contacts.toArray()).map(({ id }) => id)).toEqual([contactId('1')])
})

test('a field edited to a third value is undone to what the CRM has', async () => {
  const { conflicts, outbox, nameNow } = await openWindow({ kind: 'conflict', conflict })
  const [open] = conflicts.conflicts.flatMap((contact) => contact.conflicts)
  if (open === undefined) throw new Error('no conflict')

  await conflicts.editConflict(open, rename('Mine', 'Third'))
  const meanwhile = await nameNow()
  await outbox.undo()

  expect([meanwhile, await nameNow()]).toEqual(['Third', 'Theirs'])
})

type Conflicts = ReturnType<typeof useConflictStore>
const onlyOne = <T>([item]: readonly T[]): T => {
  if (item === undefined) throw new Error('no question')
  return item
}
const openOf = (store: Conflicts): OpenConflict => onlyOne(store.conflicts.flatMap((contact) => contact.conflicts))
const goneOf = (store: Conflicts): GoneContact => onlyOne(store.gone)

describe('the history', () => {
  test.each<[string, Problem, (store: Conflicts) => Promise<void>]>([
    ['mine', { kind: 'conflict', conflict }, (store) => store.keepMine([openOf(store)])],
    ['theirs', { kind: 'conflict', conflict }, (store) => store.takeTheirs([openOf(store)])],
    ['edited', { kind: 'conflict', conflict }, (store) => store.editConflict(openOf(store), rename('Mine', 'Third'))],
    ['discarded', { kind: 'gone' }, (store) => store.discard([goneOf(store)])],
    ['recreated', { kind: 'gone' }, (store) => store.recreate(goneOf(store))],
  ])('says of the decision "%s" that it was undone, and no more than that', async (decision, problem, act) => {
    const { conflicts, outbox, history } = await openWindow(problem)

    await act(conflicts)
    const before = await history()
    await outbox.undo()

    expect(before).toEqual([expect.not.objectContaining({ undoneAt: expect.anything() as unknown })])
    expect(await history()).toMatchObject([{ decision, undoneAt: 1_000 }])
  })

  test('says that a decision stands when undoing it was refused', async () => {
    const { conflicts, outbox, history, main } = await openWindow({ kind: 'conflict', conflict })
    await conflicts.keepMine([openOf(conflicts)])
    main.failNext('outbox/cancel', refusal)

    await expect(outbox.undo()).rejects.toBe(refusal)

    expect(await history()).toEqual([expect.not.objectContaining({ undoneAt: 1_000 })])
  })

  test('says that a decision stands which cannot be undone because the field was changed since', async () => {
    const { context, conflicts, outbox, history } = await openWindow({ kind: 'conflict', conflict })
    await conflicts.keepMine([openOf(conflicts)])
    await context.db.outbox.clear()
    await context.db.targets.clear()
    const row = await context.db.contacts.get(contactId('1'))
    if (row === undefined) throw new Error('nobody')
    await context.db.contacts.put({ ...row, fields: { ...row.fields, firstName: 'Fourth' } })

    await expect(outbox.undo()).rejects.toMatchObject({ details: { reason: 'changed-since' } })

    expect(await history()).toEqual([expect.not.objectContaining({ undoneAt: 1_000 })])
  })

  test('knows of an undo whose line was cut: it is wished for, and carried out later', async () => {
    const { conflicts, outbox, history, main, context } = await openWindow({ kind: 'conflict', conflict })
    await conflicts.keepMine([openOf(conflicts)])
    main.failNext('outbox/cancel', cutLine)

    await expect(outbox.undo()).rejects.toBe(cutLine)

    expect(await context.db.outbox.toArray()).toMatchObject([{ state: 'cancelling' }])
    expect(await history()).toMatchObject([{ decision: 'mine', undoneAt: 1_000 }])
  })

  test('says of a side of a merge that it stands again once putting it back was undone', async () => {
    const { context, outbox, history } = await openWindow({ kind: 'conflict', conflict })
    const mine = [rename('Anna', 'Mine')]
    const event = { kind: 'merge' as const, theirsAt: 7, theirsBy: null, theirs: [], mine, reversed: [] }
    await recordHistory(context.db, [{ accountId: account, contactId: contactId('1'), at: 1, subject: '', event }])
    const store = useHistoryStore()
    await vi.waitFor(() => expect(store.entries).toHaveLength(1))

    await store.reverse(onlyOne(store.entries), 'mine')
    const before = await history()
    await outbox.undo()

    expect([before, await history()]).toMatchObject([[{ reversed: ['mine'] }], [{ reversed: [] }]])
  })
})
