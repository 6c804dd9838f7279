import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { accountId, contactId, editMutation, mutationId, rename } from '#test/support/contacts.ts'
import { bulk, inLine, openTemp } from '#test/support/journal-base.ts'

describe('a journal with a row that cannot be read', () => {
  test('opens with an edit that cannot be read, shows that there is one, and hands out the others', async () => {
    const { journal, path } = await openTemp()
    journal.accept(bulk(1, 1, 2))
    journal.accept(editMutation(2, 3, rename('a', 'b')))
    new DatabaseSync(path).exec(`UPDATE mutations SET body = '{"torn":' WHERE seq = 1`)

    const { journal: reopened } = await openTemp(path)

    const problem = { kind: 'rejected', field: null, reason: 'unreadable', message: '' }
    expect([reopened.unreadable, inLine(reopened)]).toEqual([2, [[mutationId(2), contactId(3)]]])
    expect(reopened.list()[0]).toMatchObject({
      mutation: { id: mutationId(1) },
      pendingIds: [],
      setAside: [
        { recordId: contactId(1), problem },
        { recordId: contactId(2), problem },
      ],
    })
  })

  test('asks for an edit that it cannot read, and puts it back in its old place', async () => {
    const { journal, path } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    journal.accept(editMutation(2, 1, rename('b', 'c')))
    new DatabaseSync(path).exec(`UPDATE mutations SET body = 'x' WHERE seq = 1`)
    const { journal: reopened } = await openTemp(path)

    const missing = reopened.missing([mutationId(1), mutationId(2)])
    reopened.accept(editMutation(1, 1, rename('a', 'b')))

    expect([missing, inLine(reopened)]).toEqual([
      [mutationId(1)],
      [
        [mutationId(1), contactId(1)],
        [mutationId(2), contactId(1)],
      ],
    ])
  })

  test('opens with a state that cannot be read, and sets it aside', async () => {
    const { journal, path } = await openTemp()
    journal.accept(bulk(1, 1, 2))
    new DatabaseSync(path).exec(`UPDATE targets SET state = '{}' WHERE record_id = '${contactId(1)}'`)

    const { journal: reopened } = await openTemp(path)

    expect(reopened.list()).toMatchObject([
      { pendingIds: [contactId(2)], setAside: [{ recordId: contactId(1), problem: { reason: 'unreadable-state' } }] },
    ])
  })

  test.each(['amo1', 'amo1.1 2', 'amo1.', 'other.7\n', '', `amo1.${'7'.repeat(90)}`])(
    'sets a target aside whose contact is %j, which is none',
    async (contact) => {
      const { journal, path } = await openTemp()
      journal.accept(bulk(1, 1, 2))
      new DatabaseSync(path)
        .prepare('UPDATE targets SET record_id = ? WHERE record_id = ?')
        .run(contact.replace('amo1', accountId), contactId(1))

      const { journal: reopened } = await openTemp(path)

      expect([reopened.unreadable, inLine(reopened)]).toEqual([1, [[mutationId(1), contactId(2)]]])
    },
  )

  test('gives an edit that cannot be read up when the user does, and sends nothing of it when the user retries', async () => {
    const { journal, path } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    new DatabaseSync(path).exec(`UPDATE mutations SET body = 'x'`)
    const { journal: reopened } = await openTemp(path)

    reopened.retry(mutationId(1))
    const inLineAfterRetry = inLine(reopened)
    reopened.cancel(mutationId(1))

    expect([inLineAfterRetry, reopened.list(), reopened.openCount(accountId)]).toEqual([[], [], 0])
  })
})
