import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Journal } from '#core/sync/journal.ts'
import { newEntityId, type ContactId } from '#shared/domain/ids.ts'
import type { FieldConflict } from '#shared/domain/mutation.ts'
import {
  accountId,
  contactId,
  editMutation,
  mutationId,
  remoteIdOfNumber,
  rename,
  someFields,
  someMutation,
} from '#test/support/contacts.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

const fresh = newEntityId<ContactId>(accountId, '11111111-1111-4111-8111-111111111111')
const createFresh = (n: number) => someMutation(n, { kind: 'create', contactId: fresh, fields: someFields() })
const editFresh = (n: number) => someMutation(n, { kind: 'edit', contactId: fresh, edit: rename('a', 'b') })
const bulk = (n: number, ...contacts: number[]) =>
  someMutation(n, {
    kind: 'bulk-tags',
    contactIds: contacts.map(contactId),
    tags: [{ op: 'add', tag: 'vip', unchangedIds: [], exceptIds: [] }],
  })

async function openTemp(known?: string) {
  const path = known ?? join(await temporaryDirectory(), 'journal.sqlite')
  const journal = new Journal(path)
  onTestFinished(() => journal.close())
  return { journal, path }
}

const inLine = (journal: Journal) =>
  journal.next(accountId, 50).map(({ mutation, contactId: id }) => [mutation.id, id] as const)

const createInFlight = { kind: 'sending', sentAfter: 100, fingerprint: 'ann', isMarked: true } as const

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

    const next = journal.next(accountId, 2).map(({ mutation, contactId: id }) => [mutation.id, id])

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
      { mutationId: mutationId(1), contactId: fresh, state: createInFlight },
      { mutationId: mutationId(2), contactId: contactId(2), state: { kind: 'sending' } },
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
    journal.advance([{ mutationId: mutationId(1), contactId: fresh, state: createInFlight }])

    expect(inLine(journal)).toEqual([[mutationId(3), contactId(3)]])
  })

  test('does not take back what is on its way', async () => {
    const { journal } = await openTemp()
    journal.accept(bulk(1, 1, 2))
    journal.advance([{ mutationId: mutationId(1), contactId: contactId(1), state: { kind: 'sending' } }])

    expect(journal.cancel(mutationId(1))).toEqual({ cancelled: [contactId(2)], kept: [contactId(1)] })
  })

  test('takes a bulk edit back for chosen contacts alone', async () => {
    const { journal } = await openTemp()
    journal.accept(bulk(1, 1, 2, 3))
    journal.advance([{ mutationId: mutationId(1), contactId: contactId(2), state: { kind: 'sending' } }])

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
        contactId: contactId(1),
        state: { kind: 'set-aside', problem: { kind: 'conflict', conflict } },
      },
    ])

    journal.retry(mutationId(1))

    expect(journal.next(accountId, 1).map(({ mutation }) => mutation)).toEqual([
      editMutation(1, 1, rename('Annette', 'Anya')),
    ])
  })

  test('keeps an outcome until the window has it', async () => {
    const { journal, path } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    const key = { mutationId: mutationId(1), contactId: contactId(1) }
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
    const key = { mutationId: mutationId(1), contactId: contactId(1) }
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
        { contactId: contactId(1), problem },
        { contactId: contactId(2), problem },
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
    new DatabaseSync(path).exec(`UPDATE targets SET state = '{}' WHERE contact_id = '${contactId(1)}'`)

    const { journal: reopened } = await openTemp(path)

    expect(reopened.list()).toMatchObject([
      { pendingIds: [contactId(2)], setAside: [{ contactId: contactId(1), problem: { reason: 'unreadable-state' } }] },
    ])
  })

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

  test('keeps later edits of a contact that the CRM has when what is left of its create is given up', async () => {
    const { journal } = await openTemp()
    journal.accept(createFresh(1))
    journal.accept(editFresh(2))
    journal.identities.learn('contact', fresh, remoteIdOfNumber(42))

    const whileItWaits = journal.cancel(mutationId(1))
    const problem = { kind: 'rejected', field: 'company', reason: 'Bad', message: '' } as const
    journal.advance([{ mutationId: mutationId(1), contactId: fresh, state: { kind: 'set-aside', problem } }])
    const onceRefused = journal.cancel(mutationId(1))

    expect([whileItWaits, onceRefused, inLine(journal)]).toEqual([
      { cancelled: [], kept: [fresh] },
      { cancelled: [fresh], kept: [] },
      [[mutationId(2), fresh]],
    ])
  })

  test('offers nothing to the window that the CRM has confirmed, and does not take it in as new either', async () => {
    const { journal } = await openTemp()
    journal.accept(editMutation(1, 1, rename('a', 'b')))
    journal.advance([{ mutationId: mutationId(1), contactId: contactId(1), state: { kind: 'settled' } }])

    expect([journal.list(), journal.missing([mutationId(1)]), journal.openCount(accountId)]).toEqual([[], [], 1])
  })
})
