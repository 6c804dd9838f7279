import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { Journal } from '#core/sync/journal.ts'
import { accountId, contactId, editMutation, mutationId, remoteIdOfNumber, rename } from '#test/support/contacts.ts'
import { bulk, createFresh, createInFlight, editFresh, fresh, inLine, openTemp } from '#test/support/journal-base.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

describe('Journal', () => {
  test('has an acknowledged edit after the process was killed', async () => {
    const path = join(await temporaryDirectory(), 'journal.sqlite')
    const script = `
      import { Journal } from '#core/sync/journal.ts'
      new Journal(process.argv[1]).accept(JSON.parse(process.argv[2]))
      process.kill(process.pid, 'SIGKILL')`

    const killed = spawnSync(
      process.execPath,
      ['--input-type=module-typescript', '-e', script, path, JSON.stringify(editMutation(1, 1, rename('a', 'b')))],
      { encoding: 'utf8' },
    )

    expect(killed.signal).toBe('SIGKILL')
    expect((await openTemp(path)).journal.list()).toEqual([
      { mutation: editMutation(1, 1, rename('a', 'b')), pendingIds: [contactId(1)], setAside: [] },
    ])
  })

  test('takes the same edit in once, however often it is handed over', async () => {
    const { journal } = await openTemp()

    journal.accept(bulk(1, 1, 2))
    journal.accept(bulk(1, 1, 2))

    expect(inLine(journal)).toEqual([
      [mutationId(1), contactId(1)],
      [mutationId(1), contactId(2)],
    ])
  })

  test('hands out whole contacts, oldest first, no more than asked for', async () => {
    const { journal } = await openTemp()
    journal.accept(bulk(1, 1, 2, 3))
    journal.accept(editMutation(2, 2, rename('a', 'b')))

    const next = journal.next(accountId, 2).map(({ mutation, recordId: id }) => [mutation.id, id])

    expect(next).toEqual([
      [mutationId(1), contactId(1)],
      [mutationId(1), contactId(2)],
      [mutationId(2), contactId(2)],
    ])
  })

  test('puts an interrupted update back in line, and an interrupted create in doubt', async () => {
    const { journal, path } = await openTemp()
    journal.accept(createFresh(1))
    journal.accept(editMutation(2, 2, rename('a', 'b')))
    journal.advance([
      { mutationId: mutationId(1), recordId: fresh, state: createInFlight },
      { mutationId: mutationId(2), recordId: contactId(2), state: { kind: 'sending' } },
    ])

    const { journal: reopened } = await openTemp(path)

    expect(inLine(reopened)).toEqual([[mutationId(2), contactId(2)]])
    expect(reopened.doubts(accountId).map(({ state }) => state)).toEqual([
      { kind: 'ambiguous', sentAfter: 100, fingerprint: 'ann', isMarked: true, missedAt: null },
    ])
  })

  test.each([
    ['on its way', { kind: 'sending', sentAt: 100, fingerprint: 'ann' }],
    ['in doubt', { kind: 'ambiguous', sentAt: 100, fingerprint: 'ann', lookedAt: 200 }],
  ])('reads a create that the first release left %s; what its clock said is a hint, no more', async (_name, old) => {
    const { journal, path } = await openTemp()
    journal.accept(createFresh(1))
    new DatabaseSync(path).prepare('UPDATE targets SET kind = ?, state = ?').run(old.kind, JSON.stringify(old))

    const { journal: reopened } = await openTemp(path)

    expect(reopened.doubts(accountId).map(({ state }) => state)).toEqual([
      { kind: 'ambiguous', sentAfter: null, sentAt: 100, fingerprint: 'ann', isMarked: false, missedAt: null },
    ])
  })

  test('holds back the edits of a contact whose create is in doubt, and nobody else', async () => {
    const { journal } = await openTemp()
    journal.accept(createFresh(1))
    journal.accept(editFresh(2))
    journal.accept(editMutation(3, 3, rename('a', 'b')))
    journal.advance([{ mutationId: mutationId(1), recordId: fresh, state: createInFlight }])

    expect(inLine(journal)).toEqual([[mutationId(3), contactId(3)]])
  })

  test('keeps an outcome until the window has it', async () => {
    const { journal, path } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    const key = { mutationId: mutationId(1), recordId: contactId(1) }
    journal.advance([{ ...key, state: { kind: 'settled' } }])

    const { journal: reopened } = await openTemp(path)
    const before = reopened.outcomes(accountId)
    reopened.forget([key])

    expect([before, reopened.outcomes(accountId), reopened.list()]).toEqual([
      [{ ...key, state: { kind: 'settled' } }],
      [],
      [],
    ])
  })

  test('refuses a step that makes no sense', async () => {
    const { journal } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    const key = { mutationId: mutationId(1), recordId: contactId(1) }
    journal.advance([{ ...key, state: { kind: 'settled' } }])

    expect(() => journal.advance([{ ...key, state: { kind: 'sending' } }])).toThrow(/settled to sending/)
  })

  test('knows a contact made here by the remote id that it got', async () => {
    const { journal } = await openTemp()
    journal.identities.learn('contact', fresh, remoteIdOfNumber(42))

    expect([journal.identities.remoteId(fresh), journal.identities.adoptContactId(contactId(42))]).toEqual([
      remoteIdOfNumber(42),
      fresh,
    ])
  })

  test('offers nothing to the window that the CRM has confirmed, and does not take it in as new either', async () => {
    const { journal } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    journal.advance([{ mutationId: mutationId(1), recordId: contactId(1), state: { kind: 'settled' } }])

    expect([journal.list(), journal.missing([mutationId(1)]), journal.openCount(accountId)]).toEqual([[], [], 1])
  })

  test('takes nothing in again that has left: a window may be slower than the outcome', async () => {
    const { journal } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    journal.accept(editMutation(2, 2, rename('a', 'b')))
    journal.advance([{ mutationId: mutationId(1), recordId: contactId(1), state: { kind: 'settled' } }])
    journal.forget([{ mutationId: mutationId(1), recordId: contactId(1) }])
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
