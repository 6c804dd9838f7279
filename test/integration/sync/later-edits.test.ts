import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { ContactUpdate, ItemResult } from '#core/connectors/contact-writes.ts'
import { pushAll } from '#core/sync/push.ts'
import type { RemoteContact } from '#shared/domain/contact.ts'
import { bench } from '#test/support/engine-bench.ts'
import { contactId, editMutation, mutationId, remoteContact, remoteIdOfNumber, rename } from '#test/support/contacts.ts'

const go = new AbortController().signal
const applied = (n: number): ItemResult => ({ kind: 'applied', remoteId: remoteIdOfNumber(n), updatedAt: null })
const refused: ItemResult = { kind: 'rejected', field: 'firstName', reason: 'Bad', message: 'no' }
const reading = (...contacts: readonly RemoteContact[]): Pick<Connector, 'readContacts'> => ({
  readContacts: async (ids) =>
    new Map(contacts.filter((one) => ids.includes(one.remoteId)).map((one) => [one.remoteId, one])),
})

describe('a push of several edits of one field', () => {
  test('asks once about two edits of a field that were accepted one after the other', async () => {
    const { context, journal, told } = bench(reading(remoteContact(1, { firstName: 'Theirs' })))
    journal.accept(editMutation(1, 1, rename('A', 'B')))
    await pushAll(context, go)
    journal.accept(editMutation(2, 1, rename('B', 'C')))

    await pushAll(context, go)

    expect(told.slice(1)).toMatchObject([
      { kind: 'superseded', by: mutationId(2), edit: rename('A', 'C') },
      {
        kind: 'set-aside',
        problem: { kind: 'conflict', conflict: { edit: rename('A', 'C'), rebased: rename('Theirs', 'C') } },
      },
    ])
    expect(journal.list().map(({ mutation }) => mutation)).toEqual([editMutation(2, 1, rename('A', 'C'))])
  })

  test('takes a later edit of a field for the answer to an earlier one, when it arrives', async () => {
    const sent: ContactUpdate[] = []
    const { context, journal, told } = bench({
      ...reading(remoteContact(1, { firstName: 'A', lastName: 'B' })),
      updateContacts: async (items) => {
        sent.push(...items)
        return [sent.length === 1 ? refused : applied(1)]
      },
    })
    journal.accept(editMutation(1, 1, rename('A', 'bad')))
    await pushAll(context, go)
    journal.accept(editMutation(2, 1, rename('bad', 'good')))

    await pushAll(context, go)

    expect(told).toMatchObject([{ kind: 'set-aside' }, { kind: 'applied' }, { kind: 'applied' }])
    expect([sent.map(({ patch }) => patch.names?.firstName), journal.list()]).toEqual([['bad', 'good'], []])
  })

  test('leaves an earlier edit alone that its user has answered while a later one was on its way', async () => {
    const remote = { firstName: 'Theirs' }
    const { context, journal } = bench({
      readContacts: async () => {
        if (journal.stateOf({ mutationId: mutationId(2), recordId: contactId(1) })?.kind === 'sending') {
          journal.retry(mutationId(1))
        }
        return new Map([[remoteIdOfNumber(1), remoteContact(1, remote)]])
      },
      updateContacts: async (items) => {
        for (const { patch } of items) Object.assign(remote, patch.names)
        return items.map(() => applied(1))
      },
    })
    journal.accept(editMutation(1, 1, rename('A', 'B')))
    await pushAll(context, go)
    journal.accept(editMutation(2, 1, rename('B', 'C')))

    await pushAll(context, go)

    // It goes, as its user has said; the later one is asked about, on top of it.
    expect(remote.firstName).toBe('B')
    expect(journal.list().map(({ mutation }) => mutation.id)).toEqual([mutationId(2)])
  })
})
