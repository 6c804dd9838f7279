import { describe, expect, test } from 'vitest'
import type { Journal } from '#core/sync/journal.ts'
import { newEntityId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { bench } from '#test/support/engine-bench.ts'
import { accountId, mutationId, remoteIdOfNumber, someFields, someMutation, tag } from '#test/support/contacts.ts'

const idOf = (digit: string) => newEntityId<ContactId>(accountId, `${digit.repeat(8)}-1111-4111-8111-111111111111`)
const [fresh, other] = [idOf('1'), idOf('2')]
const remoteId = remoteIdOfNumber(42)
const create = (n: number, contactId: ContactId) =>
  someMutation(n, {
    kind: 'create',
    contactId,
    fields: someFields({ firstName: 'Ann', tags: ['fair'] }),
    doubt: { kind: 'doubtful', candidates: [remoteId] },
  })
const edit = (n: number, contactId: ContactId, name: string) =>
  someMutation(n, { kind: 'edit', contactId, edit: tag('add', name) })
const origin = (n: number, contactId: ContactId) =>
  someMutation(n, { kind: 'edit', contactId, edit: tag('add', 'fair'), isOrigin: true })
const adoption = (n: number, contactId: ContactId, to: RemoteId = remoteId) => ({
  ...{ mutationId: mutationId(n), contactId, remoteId: to },
  mutations: [origin(n + 50, contactId)],
})
const inLine = (journal: Journal) => journal.next(accountId, 10).map(({ mutation }) => mutation.id)

/** A draft in question, with an edit behind it. */
function doubt() {
  const { journal } = bench({})
  journal.accept(create(1, fresh))
  journal.accept(edit(2, fresh, 'later'))
  return journal
}

describe('a create that comes in as a question', () => {
  test('does not leave, and holds up its edits', () => {
    const journal = doubt()

    expect([inLine(journal), journal.list()[0]?.setAside]).toEqual([
      [],
      [{ recordId: fresh, problem: { kind: 'doubtful', candidates: [remoteId] } }],
    ])
  })

  test('leaves when the user says that it is none of them', () => {
    const journal = doubt()

    journal.retry(mutationId(1))

    expect(inLine(journal)).toEqual([mutationId(1), mutationId(2)])
  })
})

describe('adopting', () => {
  test('binds the draft, settles its create, and keeps its later edits beside what it began with', () => {
    const journal = doubt()

    journal.adopt(adoption(1, fresh))

    expect([
      journal.identities.remoteId(fresh),
      journal.stateOf({ mutationId: mutationId(1), recordId: fresh }),
    ]).toEqual([remoteId, { kind: 'settled' }])
    expect(inLine(journal)).toEqual([mutationId(2), mutationId(51)])
  })

  test('changes nothing the second time, even when all of it has left', () => {
    const journal = doubt()
    journal.adopt(adoption(1, fresh))
    const done = [1, 2, 51].map((n) => ({ mutationId: mutationId(n), recordId: fresh }))
    journal.advance(done.map((key) => ({ ...key, state: { kind: 'settled' as const } })))
    journal.forget(done)

    journal.adopt(adoption(1, fresh))

    expect([journal.list(), inLine(journal)]).toEqual([[], []])
  })

  test.each([
    [
      'is another contact of this device',
      'already-bound',
      (journal: Journal) => journal.identities.learn('contact', other, remoteId),
    ],
    ['has left again', 'changed-since', (journal: Journal) => sendAgain(journal)],
    ['was given up', 'changed-since', (journal: Journal) => void journal.cancel(mutationId(1))],
    [
      'has become another one',
      'changed-since',
      (journal: Journal) => journal.identities.learn('contact', fresh, remoteIdOfNumber(43)),
    ],
  ])('is refused whole when it %s', async (_name, reason, happens) => {
    const journal = doubt()
    happens(journal)
    const before = journal.list()

    const failure = await failureOf(Promise.try(() => journal.adopt(adoption(1, fresh))))

    expect(failure).toMatchObject({ code: 'state/refused', details: { reason } })
    expect(journal.list()).toEqual(before)
  })

  test('lets the draft no longer be cancelled with all that was typed into it', () => {
    const journal = doubt()
    journal.adopt(adoption(1, fresh))

    expect([journal.cancel(mutationId(1)), inLine(journal)]).toEqual([
      { cancelled: [], kept: [fresh] },
      [mutationId(2), mutationId(51)],
    ])
  })
})

function sendAgain(journal: Journal): void {
  const key = { mutationId: mutationId(1), recordId: fresh }
  journal.retry(key.mutationId)
  journal.advance([{ ...key, state: { kind: 'sending', sentAfter: 1, fingerprint: 'x', isMarked: false } }])
}
