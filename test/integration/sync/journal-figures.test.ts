import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { AccountId, ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { openTemp } from '#test/support/journal-base.ts'

const accountId = 'a1' as AccountId
const contact = (remote: number) => `a1.${remote}` as ContactId
const tagging = (id: number, at: number, ...remotes: readonly number[]): Mutation => ({
  id: `00000000-0000-4000-8000-00000000000${id}` as MutationId,
  accountId,
  at,
  subject: '',
  change: {
    kind: 'bulk-tags',
    contactIds: remotes.map(contact),
    tags: [{ op: 'add', tag: 'VIP', unchangedIds: [], exceptIds: [] }],
  },
})

describe('the figures of the journal', () => {
  test('count the contacts of each edit by where they stand, and tell the age of the oldest that is not confirmed', async () => {
    const { journal } = await openTemp()
    const [first, second] = [tagging(1, 100, 1, 2, 3, 4), tagging(2, 200, 1)]
    journal.accept(first)
    journal.accept(second)
    journal.accept({ ...tagging(3, 50, 1), accountId: 'a2' as AccountId })
    const target = (remote: number) => ({ mutationId: first.id, recordId: contact(remote) })
    journal.advance([
      { ...target(1), state: { kind: 'settled' } },
      { ...target(2), state: { kind: 'set-aside', problem: { kind: 'gone' } } },
      { ...target(3), state: { kind: 'sending' } },
    ])

    const figures = journal.figures.queue(accountId)

    expect(figures).toEqual({
      ...{ edits: 2, pending: 2, sending: 1, ambiguous: 0, setAside: 1, settled: 1 },
      oldestAt: 100,
    })
    expect(journal.figures.sizeBytes()).toBeGreaterThan(4_096)
  })

  test('do not count as unconfirmed what only the window has to hear of', async () => {
    const { journal } = await openTemp()
    const edit = tagging(1, 100, 1)
    journal.accept(edit)

    journal.advance([{ mutationId: edit.id, recordId: contact(1), state: { kind: 'sending' } }])
    journal.advance([{ mutationId: edit.id, recordId: contact(1), state: { kind: 'settled' } }])

    expect(journal.figures.queue(accountId)).toMatchObject({ edits: 0, settled: 1, oldestAt: null })
  })

  test('do not fall over an edit whose words cannot be read', async () => {
    const { journal, path } = await openTemp()
    journal.accept(tagging(1, 100, 1))
    journal.accept(tagging(2, 200, 2))
    const other = new DatabaseSync(path)
    other.exec(`UPDATE mutations SET body = '{"at":' WHERE seq = 1`)
    other.close()

    expect(journal.figures.queue(accountId)).toMatchObject({ edits: 2, pending: 2, oldestAt: 200 })
  })
})
