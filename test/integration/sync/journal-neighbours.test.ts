import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migrate } from '#core/sync/journal-schema.ts'
import { accountId, contactId, editMutation, mutationId, remoteIdOfNumber, rename } from '#test/support/contacts.ts'
import { createFresh, fresh, inLine, openTemp } from '#test/support/journal-base.ts'
import { freshNote, neighbourMutation, noteMutation, taskId, valueEdit } from '#test/support/neighbours.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

const rewording = (n: number) => neighbourMutation(n, freshNote, valueEdit('text', 'met at the fair', 'met in May'))

describe('the journal, of records that stand beside contacts', () => {
  test('keeps an edit of a version that knew contacts alone, and what became of it', async () => {
    const path = join(await temporaryDirectory(), 'journal.sqlite')
    const old = new DatabaseSync(path)
    migrate(old, 2)
    const mutation = editMutation(1, 1, rename('a', 'b'))
    old
      .prepare('INSERT INTO mutations (id, account_id, is_create, body) VALUES (?, ?, 0, ?)')
      .run(mutation.id, accountId, JSON.stringify(mutation))
    old
      .prepare(`INSERT INTO targets (seq, contact_id, kind, state) VALUES (1, ?, 'pending', '{"kind":"pending"}')`)
      .run(contactId(1))
    old.close()

    const { journal } = await openTemp(path)

    expect([journal.list(), inLine(journal)]).toEqual([
      [{ mutation, pendingIds: [contactId(1)], setAside: [] }],
      [[mutation.id, contactId(1)]],
    ])
  })

  test('holds back a note on a contact that the CRM does not have yet, its edits too, and nobody else', async () => {
    const { journal } = await openTemp()
    journal.accept(createFresh(1))
    journal.advance([{ mutationId: mutationId(1), recordId: fresh, state: { kind: 'sending' } }])
    journal.accept(noteMutation(2, { aboutId: fresh }))
    journal.accept(rewording(3))
    journal.accept(neighbourMutation(4, taskId(1), valueEdit('text', 'a', 'b')))
    const before = inLine(journal)

    journal.identities.learn('contact', fresh, remoteIdOfNumber(42))

    expect([before, inLine(journal)]).toEqual([
      [[mutationId(4), taskId(1)]],
      [
        [mutationId(2), freshNote],
        [mutationId(3), freshNote],
        [mutationId(4), taskId(1)],
      ],
    ])
  })

  test('takes the notes of a contact that was only to be created back with it', async () => {
    const { journal } = await openTemp()
    journal.accept(createFresh(1))
    journal.accept(noteMutation(2, { aboutId: fresh }))
    journal.accept(rewording(3))

    journal.cancel(mutationId(1))

    expect(journal.list()).toEqual([])
  })

  test('does not take a task for the contact of the same number', async () => {
    const { journal } = await openTemp()
    journal.accept(editMutation(1, 7, rename('a', 'b')))
    journal.accept(neighbourMutation(2, taskId(7), valueEdit('text', 'a', 'b')))
    journal.advance([{ mutationId: mutationId(1), recordId: contactId(7), state: { kind: 'sending' } }])

    expect(inLine(journal)).toEqual([[mutationId(2), taskId(7)]])
  })

  test('puts an edit in conflict back in line on top of what the CRM has', async () => {
    const { journal } = await openTemp()
    const mine = valueEdit('text', 'a', 'mine')
    journal.accept(neighbourMutation(1, taskId(7), mine))
    const conflict = { edit: mine, rebased: valueEdit('text', 'theirs', 'mine'), theirsAt: 1, theirsBy: null }
    const problem = { kind: 'neighbour-conflict', conflict } as const
    journal.advance([{ mutationId: mutationId(1), recordId: taskId(7), state: { kind: 'set-aside', problem } }])

    journal.retry(mutationId(1))

    expect(journal.mutation(mutationId(1))?.change).toMatchObject({ edit: { from: 'theirs', to: 'mine' } })
    expect(inLine(journal)).toHaveLength(1)
  })
})
