import { describe, expect, test, vi } from 'vitest'
import type { MutationId, RecordId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { settle } from '#renderer/db/settle.ts'
import { useContactStore } from '#renderer/stores/contact-store.ts'
import { useFeedStore } from '#renderer/stores/feed-store.ts'
import { useSaleStore } from '#renderer/stores/deal-store.ts'
import { useOutboxStore } from '#renderer/stores/outbox-store.ts'
import { account, contactId, someFields, someProblem } from '#test/support/cache-base.ts'
import { openWindow } from '#test/support/window-base.ts'

type Window = Awaited<ReturnType<typeof openWindow>>

async function refuse({ context }: Window, mutationId: MutationId, recordId: RecordId, problem: Problem = someProblem) {
  const outcomes = [{ mutationId, recordId, outcome: { kind: 'set-aside', problem } as const }]
  await settle(context, { accountId: account, outcomes, contacts: [], companies: [] })
  const { entries } = useOutboxStore()
  await vi.waitFor(() => {
    const entry = useOutboxStore().entries.find(({ mutation }) => mutation.id === mutationId)
    expect(entry?.state, `one of ${entries.length}`).toBe('set-aside')
  })
}

/** A contact that the CRM has refused, with a new name and a note that were to follow it. */
async function refusedContact() {
  const window = await openWindow({ 1: 'Anna' })
  const [contact, feed] = [useContactStore(), useFeedStore()]
  const { id, change } = await contact.create(account, someFields({ firstName: 'Boris' }))
  if (change.kind !== 'create') throw new Error('no create')
  const draftId = change.contactId
  await contact.edit({ kind: 'set', field: 'firstName', from: 'Boris', to: 'Boria' }, draftId)
  await feed.add(draftId, { kind: 'note', fields: { aboutId: draftId, noteType: 'common', text: 'Met at the fair' } })
  await refuse(window, id, draftId)
  return { ...window, mutationId: id, draftId }
}

const notesOf = async ({ context: { db } }: Pick<Window, 'context'>) =>
  (await db.neighbours.toArray()).map(({ record }) => 'text' in record.fields && record.fields.text)

describe('giving up what the CRM has refused to make', () => {
  test('takes a new contact away with all that was to follow it, and says so beforehand', async () => {
    const { context, mutationId, draftId } = await refusedContact()
    const outbox = useOutboxStore()
    const said = outbox.draftOf(mutationId)

    await outbox.discard(mutationId)

    expect(said).toBe('contact')
    expect([await context.db.contacts.get(draftId), await notesOf({ context })]).toEqual([undefined, []])
    expect(await context.db.outbox.count()).toBe(0)
  })

  test('is undone: contact, later edits and notes are there again, and leave once more', async () => {
    const { context, mutationId, draftId } = await refusedContact()
    const outbox = useOutboxStore()
    await outbox.discard(mutationId)

    await outbox.undo()

    expect((await context.db.contacts.get(draftId))?.fields.firstName).toBe('Boria')
    expect(await notesOf({ context })).toEqual(['Met at the fair'])
    await vi.waitFor(() =>
      expect(outbox.entries.map(({ state, mutation }) => [state, mutation.change.kind])).toEqual([
        ['pending', 'create'],
        ['pending', 'create-neighbour'],
      ]),
    )
  })

  test('brings a refused deal back as it showed', async () => {
    const window = await openWindow({ 1: 'Anna' })
    const [deals, outbox] = [useSaleStore('deal'), useOutboxStore()]
    const fields = { name: 'Boiler', price: 100, stage: null, responsibleId: null, companyId: null }
    const of = { contactIds: [contactId('1')], mainContactId: contactId('1') }
    const id = await deals.create(account, { kind: 'deal', fields: { ...fields, ...of } })
    if (id === null) throw new Error('no deal')
    await deals.edit(id, 'price', 250)
    await vi.waitFor(() => expect(outbox.entries).toHaveLength(2))
    const made = outbox.entries.find(({ mutation }) => mutation.change.kind === 'create-neighbour')
    if (made === undefined) throw new Error('not made')
    await refuse(window, made.mutation.id, id)
    const said = outbox.draftOf(made.mutation.id)
    await outbox.discard(made.mutation.id)
    const gone = await window.context.db.neighbours.get(id)

    await outbox.undo()

    const { record } = (await window.context.db.neighbours.get(id)) ?? {}
    expect([said, gone, record?.fields]).toEqual(['deal', undefined, { ...fields, ...of, price: 250 }])
  })

  test('lets go of what has left no trace in the cache', async () => {
    const { context, mutationId, draftId } = await refusedContact()
    await context.db.contacts.delete(draftId)

    await useOutboxStore().discard(mutationId)

    expect(await context.db.outbox.where({ id: mutationId }).count()).toBe(0)
  })

  test('leaves an edit of what the CRM has alone: nothing goes whole', async () => {
    const window = await openWindow({ 1: 'Anna' })
    const [contact, outbox] = [useContactStore(), useOutboxStore()]
    await contact.edit({ kind: 'set', field: 'firstName', from: 'Anna', to: 'Anya' }, contactId('1'))
    await vi.waitFor(() => expect(outbox.entries).toHaveLength(1))
    const [entry] = outbox.entries
    if (entry === undefined) throw new Error('no edit')
    await refuse(window, entry.mutation.id, contactId('1'))
    const said = outbox.draftOf(entry.mutation.id)

    await outbox.discard(entry.mutation.id)

    const row = await window.context.db.contacts.get(contactId('1'))
    expect([said, row?.fields.firstName]).toEqual([null, 'Anna'])
  })
})
