import { describe, expect, test, vi } from 'vitest'
import { settle } from '#renderer/db/settle.ts'
import { useContactListStore } from '#renderer/stores/contact-list-store.ts'
import { useContactStore } from '#renderer/stores/contact-store.ts'
import { useOutboxStore } from '#renderer/stores/outbox-store.ts'
import { useSyncStore } from '#renderer/stores/sync-store.ts'
import { account, contactId, someContact, someFields, someProblem } from '#test/support/cache-base.ts'
import { openWindow } from '#test/support/window-base.ts'

describe('useOutboxStore', () => {
  test('undoes a bulk edit', async () => {
    const { context } = await openWindow({ 1: 'A', 2: 'B' })
    const outbox = useOutboxStore()
    await outbox.bulkTags([contactId('1'), contactId('2')], { add: ['vip'], remove: [] })
    const offered = outbox.lastUndoable?.kind

    await outbox.undo()

    const rows = await context.db.contacts.toArray()
    expect(rows.map(({ fields }) => fields.tags)).toEqual([[], []])
    expect([offered, outbox.lastUndoable]).toEqual(['bulk-tags', null])
    await vi.waitFor(() => expect(outbox.entries).toEqual([]))
  })

  test('offers no way back from a contact once the CRM has it', async () => {
    const { context } = await openWindow({ 1: 'Anna' })
    const [outbox, contact] = [useOutboxStore(), useContactStore()]
    const { id: mutationId, change } = await contact.create(account, someFields({ firstName: 'Boris' }))
    if (change.kind !== 'create') throw new Error('no create')
    const before = outbox.canUndo

    const outcomes = [{ mutationId, recordId: change.contactId, outcome: { kind: 'applied' } as const }]
    const there = { ...someContact('77', change.fields), id: change.contactId }
    await settle(context, { accountId: account, outcomes, contacts: [there], companies: [] })

    await vi.waitFor(() => expect(outbox.canUndo).toBe(false))
    await contact.edit({ kind: 'set', field: 'firstName', from: 'Anna', to: 'Anya' }, contactId('1'))
    expect([before, outbox.canUndo], 'the edit after it is undone as ever').toEqual([true, true])
  })

  test('undoes the newest action, though it is not accepted yet', async () => {
    const { context } = await openWindow({ 1: 'A' })
    const outbox = useOutboxStore()
    const tag = (name: string) => outbox.bulkTags([contactId('1')], { add: [name], remove: [] })
    await tag('first')
    const accepted = tag('second')

    const undone = await outbox.undo()
    await accepted

    const row = await context.db.contacts.get(contactId('1'))
    expect([undone?.kind, row?.fields.tags]).toEqual(['bulk-tags', ['first']])
  })

  test('shows what waits for the user, with a way to give it up', async () => {
    const { context } = await openWindow({ 1: 'Anna' })
    const [outbox, sync] = [useOutboxStore(), useSyncStore()]
    const [bulk] = await outbox.bulkTags([contactId('1')], { add: ['vip'], remove: [] })
    if (bulk === undefined) throw new Error('no mutation')
    const outcome = { kind: 'set-aside', problem: someProblem } as const
    const outcomes = [{ mutationId: bulk.id, recordId: contactId('1'), outcome }]
    await settle(context, { accountId: account, outcomes, contacts: [], companies: [] })
    const card = useContactStore()
    useContactListStore().open(contactId('1'))
    await vi.waitFor(() => expect(card.problems).toHaveLength(1))
    expect(card.pendingFields, 'what waits for the user does not leave by itself').toEqual(new Set())
    await vi.waitFor(() => expect(sync.attentionCount).toBe(1))
    const states = outbox.entries.map(({ state }) => state)
    expect(outbox.countsOf(account)).toEqual({ waitingCount: 0, attentionCount: 1, openCount: 1 })
    await vi.waitFor(() => expect(sync.waitingCount, 'what waits for the user is not counted twice').toBe(0))

    await outbox.discard(bulk.id)

    await vi.waitFor(() => expect(sync.attentionCount).toBe(0))
    expect([states, await context.db.outbox.count()]).toEqual([['set-aside'], 0])
  })
})
