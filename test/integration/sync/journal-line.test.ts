import { describe, expect, onTestFinished, test } from 'vitest'
import { Journal } from '#core/sync/journal.ts'
import type { TargetState } from '#core/sync/target-state.ts'
import type { AccountId, ContactId, RecordId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { accountId, contactId, editMutation, mutationId, rename, someMutation } from '#test/support/contacts.ts'

function openJournal(): Journal {
  const journal = new Journal(':memory:')
  onTestFinished(() => journal.close())
  return journal
}

const tag = (n: number, contactIds: readonly ContactId[]) =>
  someMutation(n, {
    kind: 'bulk-tags',
    contactIds,
    tags: [{ op: 'add', tag: 'vip', unchangedIds: [], exceptIds: [] }],
  })

const inLine = (journal: Journal, contacts = 50) =>
  journal.next(accountId, contacts).map(({ mutation, recordId: id }) => [mutation.id, id])

function move(journal: Journal, n: number, contact: number, state: TargetState): void {
  journal.advance([{ mutationId: mutationId(n), recordId: contactId(contact), state }])
}

describe('the line of a journal', () => {
  test('passes over a contact of which something is on its way, until it has arrived', () => {
    const journal = openJournal()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    journal.accept(editMutation(2, 1, rename('b', 'c')))
    journal.accept(editMutation(3, 2, rename('a', 'b')))
    const whole = inLine(journal)

    move(journal, 1, 1, { kind: 'sending' })
    const meanwhile = inLine(journal)
    move(journal, 1, 1, { kind: 'settled' })

    expect([whole, meanwhile, inLine(journal)]).toEqual([
      [
        [mutationId(1), contactId(1)],
        [mutationId(2), contactId(1)],
        [mutationId(3), contactId(2)],
      ],
      [[mutationId(3), contactId(2)]],
      [
        [mutationId(2), contactId(1)],
        [mutationId(3), contactId(2)],
      ],
    ])
  })

  test('goes through a bulk edit batch by batch, each contact once', () => {
    const journal = openJournal()
    const contacts = Array.from({ length: 25 }, (_, at) => contactId(100 - at))
    journal.accept(tag(1, [...contacts, ...contacts]))

    const seen: unknown[] = []
    for (let left = inLine(journal, 10); left.length > 0; left = inLine(journal, 10)) {
      seen.push(...left.map(([, id]) => id))
      journal.advance(journal.next(accountId, 10).map(({ mutation, recordId: id }) => toSending(mutation, id)))
    }

    expect([seen.length, new Set(seen)]).toEqual([25, new Set(contacts)])
  })

  test.each<[string, (journal: Journal) => void]>([
    ['is accepted', (journal) => journal.accept(editMutation(2, 2, rename('a', 'b')))],
    ['comes back from its way', (journal) => journal.recover(accountId)],
    ['is tried again', (journal) => journal.retry(mutationId(3))],
  ])('is empty until something %s, and then no more', (_what, happens) => {
    const journal = openJournal()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    journal.accept(editMutation(3, 3, rename('a', 'b')))
    move(journal, 1, 1, { kind: 'sending' })
    move(journal, 3, 3, { kind: 'set-aside', problem: { kind: 'gone' } })
    const before = [inLine(journal).length, journal.hasPending(accountId), journal.pendingRecords(accountId)]

    happens(journal)

    expect([before, inLine(journal).length, journal.hasPending(accountId), journal.pendingRecords(accountId)]).toEqual([
      [0, false, 0],
      1,
      true,
      1,
    ])
  })

  test('belongs to one account', () => {
    const journal = openJournal()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    const other = 'acc2' as AccountId

    expect([journal.next(other, 50), journal.hasPending(other), journal.pendingRecords(other)]).toEqual([[], false, 0])
  })

  test('goes on with other edits when the last of one bulk edit is forgotten', () => {
    const journal = openJournal()
    journal.accept(tag(1, [contactId(1), contactId(2)]))
    journal.accept(editMutation(2, 3, rename('a', 'b')))
    for (const contact of [1, 2]) move(journal, 1, contact, { kind: 'settled' })

    journal.forget([{ mutationId: mutationId(1), recordId: contactId(1) }])
    const halfway = journal.openCount(accountId)
    journal.forget([{ mutationId: mutationId(1), recordId: contactId(2) }])

    expect([halfway, journal.openCount(accountId), inLine(journal)]).toEqual([2, 1, [[mutationId(2), contactId(3)]]])
  })
})

const toSending = (mutation: Mutation, id: RecordId) => ({
  mutationId: mutation.id,
  recordId: id,
  state: { kind: 'sending' } as const,
})
