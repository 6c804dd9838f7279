import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Journal } from '#core/sync/journal.ts'
import { contactId, editMutation, mutationId, rename } from '#test/support/contacts.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

async function openTemp() {
  const path = join(await temporaryDirectory(), 'journal.sqlite')
  const journal = new Journal(path)
  onTestFinished(() => journal.close())
  return { journal, path }
}

describe('Journal, once more', () => {
  test('takes nothing in again that has left: a window may be slower than the outcome', async () => {
    const { journal } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    journal.accept(editMutation(2, 2, rename('a', 'b')))
    journal.advance([{ mutationId: mutationId(1), contactId: contactId(1), state: { kind: 'settled' } }])
    journal.forget([{ mutationId: mutationId(1), contactId: contactId(1) }])
    journal.cancel(mutationId(2))

    for (const n of [1, 2]) journal.accept(editMutation(n, n, rename('a', 'b')))

    expect(journal.list()).toEqual([])
  })

  test('does not open a file that a newer version wrote', async () => {
    const { journal, path } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    new DatabaseSync(path).exec('PRAGMA user_version = 99')

    expect(() => new Journal(path)).toThrow(/newer version/)
  })

  test('refuses an edit loudly when it cannot be written, and stays as it was', async () => {
    const { journal, path } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')

    expect(() => journal.accept(editMutation(2, 2, rename('a', 'b')))).toThrow(
      expect.objectContaining({ code: 'storage/failed' }),
    )
    other.exec('ROLLBACK')

    expect(journal.list().map(({ mutation }) => mutation.id)).toEqual([mutationId(1)])
  })
})
