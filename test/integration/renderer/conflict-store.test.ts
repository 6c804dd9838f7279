import 'fake-indexeddb/auto'
import { createPinia, setActivePinia } from 'pinia'
import { expect, test, vi } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { useConflictStore } from '#renderer/stores/conflict-store.ts'
import { useOutboxStore } from '#renderer/stores/outbox-store.ts'
import { provideServices } from '#renderer/stores/services.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { contactId, FakeMain, setAside, someContact, someRename } from '#test/support/cache-base.ts'
import { rename } from '#test/support/contacts.ts'
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
  return { context, conflicts, outbox, pendingEdits, nameNow }
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

test('a field edited to a third value is undone to what the CRM has', async () => {
  const { conflicts, outbox, nameNow } = await openWindow({ kind: 'conflict', conflict })
  const [open] = conflicts.conflicts.flatMap((contact) => contact.conflicts)
  if (open === undefined) throw new Error('no conflict')

  await conflicts.editConflict(open, rename('Mine', 'Third'))
  const meanwhile = await nameNow()
  await outbox.undo()

  expect([meanwhile, await nameNow()]).toEqual(['Third', 'Theirs'])
})
