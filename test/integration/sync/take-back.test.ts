import { describe, expect, test } from 'vitest'
import type { FieldConflict } from '#shared/domain/mutation.ts'
import { accountId, contactId, editMutation, mutationId, remoteIdOfNumber, rename } from '#test/support/contacts.ts'
import { bulk, createFresh, editFresh, fresh, inLine, openTemp } from '#test/support/journal-base.ts'

describe('what the user takes back from the journal, or sends again', () => {
  test('does not take back what is on its way', async () => {
    const { journal } = await openTemp()
    journal.accept(bulk(1, 1, 2))
    journal.advance([{ mutationId: mutationId(1), recordId: contactId(1), state: { kind: 'sending' } }])

    expect(journal.cancel(mutationId(1))).toEqual({ cancelled: [contactId(2)], kept: [contactId(1)] })
  })

  test('takes a bulk edit back for chosen contacts alone', async () => {
    const { journal } = await openTemp()
    journal.accept(bulk(1, 1, 2, 3))
    journal.advance([{ mutationId: mutationId(1), recordId: contactId(2), state: { kind: 'sending' } }])

    const reply = journal.cancel(mutationId(1), [contactId(1), contactId(2)])

    expect([reply, inLine(journal)]).toEqual([
      { cancelled: [contactId(1)], kept: [contactId(2)] },
      [[mutationId(1), contactId(3)]],
    ])
  })

  test('takes back all edits of a contact together with its create', async () => {
    const { journal } = await openTemp()
    journal.accept(createFresh(1))
    journal.accept(editFresh(2))

    journal.cancel(mutationId(1))

    expect(journal.list()).toEqual([])
  })

  test('keeps later edits of a contact that the CRM has when what is left of its create is given up', async () => {
    const { journal } = await openTemp()
    journal.accept(createFresh(1))
    journal.accept(editFresh(2))
    journal.identities.learn('contact', fresh, remoteIdOfNumber(42))

    const whileItWaits = journal.cancel(mutationId(1))
    const problem = { kind: 'rejected', field: 'company', reason: 'Bad', message: '' } as const
    journal.advance([{ mutationId: mutationId(1), recordId: fresh, state: { kind: 'set-aside', problem } }])
    const onceRefused = journal.cancel(mutationId(1))

    expect([whileItWaits, onceRefused, inLine(journal)]).toEqual([
      { cancelled: [], kept: [fresh] },
      { cancelled: [fresh], kept: [] },
      [[mutationId(2), fresh]],
    ])
  })

  test('rebases a conflict on what the CRM has when the user keeps mine', async () => {
    const { journal } = await openTemp()
    journal.accept(editMutation(1, 1, rename('Anna', 'Anya')))
    const conflict: FieldConflict = {
      edit: rename('Anna', 'Anya'),
      rebased: rename('Annette', 'Anya'),
      theirsAt: 5,
      theirsBy: null,
    }
    journal.advance([
      {
        mutationId: mutationId(1),
        recordId: contactId(1),
        state: { kind: 'set-aside', problem: { kind: 'conflict', conflict } },
      },
    ])

    journal.retry(mutationId(1))

    expect(journal.next(accountId, 1).map(({ mutation }) => mutation)).toEqual([
      editMutation(1, 1, rename('Annette', 'Anya')),
    ])
  })
})
