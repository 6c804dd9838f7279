import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Journal } from '#core/sync/journal.ts'
import { accountId, contactId, editMutation, mutationId, rename } from '#test/support/contacts.ts'
import { bulk, inLine, openTemp } from '#test/support/journal-base.ts'

const PAGE = 4_096
/** More than one contact is many here. */
const AT_ONCE = 1

/** As another process sees it: how many targets are written down. */
function writtenIn(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return Number(database.prepare('SELECT COUNT(*) AS count FROM targets').get()?.['count'])
  } finally {
    database.close()
  }
}

/** Its first page is turned inside out. */
function damageRootOf(path: string, table: string): void {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table)
  database.close()
  const bytes = readFileSync(path)
  const from = (Number(row?.['rootpage']) - 1) * PAGE
  for (let at = from; at < from + 200; at++) bytes[at] = 0xff - (bytes[at] ?? 0)
  writeFileSync(path, bytes)
}

const all = [3, 1, 2].map(contactId)
const line = [1, 2, 3].map((n) => [mutationId(1), contactId(n)])

describe('a large bulk edit in the journal', () => {
  test('is taken in with one target, and has all of them before anything of it is sent', async () => {
    const { journal, path } = await openTemp(undefined, AT_ONCE)

    journal.accept(bulk(1, 3, 1, 2))
    const accepted = [writtenIn(path), journal.hasPending(accountId)]
    const next = inLine(journal)

    expect([accepted, next, writtenIn(path)]).toEqual([[1, true], line, 3])
  })

  test('has all of them after a kill in between, and the order of acting', async () => {
    const { journal, path } = await openTemp(undefined, AT_ONCE)
    journal.accept(bulk(1, 3, 1, 2))
    journal.accept(editMutation(2, 2, rename('a', 'b')))

    const { journal: reopened } = await openTemp(path, AT_ONCE)

    expect(inLine(reopened)).toEqual([...line, [mutationId(2), contactId(2)]])
    expect(writtenIn(path)).toBe(4)
  })

  test('is told to a window with all its contacts, and counted with them', async () => {
    const { journal, path } = await openTemp(undefined, AT_ONCE)
    journal.accept(bulk(1, 3, 1, 2))
    const { journal: second } = await openTemp(path, AT_ONCE)
    const { journal: third } = await openTemp(path, AT_ONCE)

    const told = journal.list().map(({ pendingIds }) => pendingIds)

    expect(told).toEqual([[1, 2, 3].map(contactId)])
    expect([second.figures.queue(accountId).pending, third.pendingRecords(accountId)]).toEqual([3, 3])
  })

  test('is taken back for all its contacts, or for those that were asked for', async () => {
    const [{ journal: one }, { journal: two }] = [
      await openTemp(undefined, AT_ONCE),
      await openTemp(undefined, AT_ONCE),
    ]
    one.accept(bulk(1, 3, 1, 2))
    two.accept(bulk(1, 3, 1, 2))

    const [whole, part] = [one.cancel(mutationId(1)), two.cancel(mutationId(1), [contactId(3)])]

    expect([whole.cancelled.toSorted(), part.cancelled]).toEqual([all.toSorted(), [contactId(3)]])
    expect([one.list(), inLine(two)]).toEqual([[], line.slice(0, 2)])
  })

  test('taken in again, as after a line that was cut, changes nothing', async () => {
    const { journal } = await openTemp(undefined, AT_ONCE)
    journal.accept(bulk(1, 3, 1, 2))
    journal.accept(bulk(1, 3, 1, 2))

    const first = inLine(journal)
    journal.accept(bulk(1, 3, 1, 2))

    expect([first, inLine(journal)]).toEqual([line, line])
  })

  test('is shown set aside when its words are lost before it has all targets, and whole once they are told again', async () => {
    const { journal, path } = await openTemp(undefined, AT_ONCE)
    journal.accept(bulk(1, 3, 1, 2))
    new DatabaseSync(path).exec(`UPDATE mutations SET body = 'x'`)

    const { journal: reopened } = await openTemp(path, AT_ONCE)
    const shown = reopened.list()
    const missing = reopened.missing([mutationId(1)])
    reopened.accept(bulk(1, 3, 1, 2))

    expect(shown).toMatchObject([{ mutation: { id: mutationId(1) }, setAside: [{ recordId: contactId(3) }] }])
    expect([missing, inLine(reopened)]).toEqual([[mutationId(1)], line])
  })

  test('waits on a disk that became full, and is whole once there is room', async () => {
    const opened: DatabaseSync[] = []
    const { path } = await openTemp()
    const open = (file: string) => {
      const database = new DatabaseSync(file)
      opened.push(database)
      return database
    }
    const journal = new Journal(path, open)
    onTestFinished(() => journal.close())
    const many = Array.from({ length: 2_000 }, (_, n) => n)
    journal.accept(bulk(1, ...many))

    opened[0]?.exec('PRAGMA max_page_count = 1')
    expect(() => inLine(journal)).toThrow(expect.objectContaining({ code: 'storage/failed' }))
    const reopened = new Journal(path)
    onTestFinished(() => reopened.close())

    expect(reopened.pendingRecords(accountId)).toBe(many.length)
  })

  test.each(['lacking', 'targets', 'mutations'])(
    'loses no contact in silence when the page of "%s" is damaged',
    async (table) => {
      const { path } = await openTemp()
      const journal = new Journal(path, undefined, AT_ONCE)
      journal.accept(bulk(1, 3, 1, 2))
      journal.close()
      damageRootOf(path, table)

      const { journal: salvaged } = await openTemp(path, AT_ONCE)
      const before = salvaged.list()
      if (salvaged.missing([mutationId(1)]).length > 0) salvaged.accept(bulk(1, 3, 1, 2))

      const shown = salvaged
        .list()
        .flatMap(({ pendingIds, setAside }) => [...pendingIds, ...setAside.map(({ recordId }) => recordId)])
      expect([before.length, shown.toSorted()]).toEqual([1, all.toSorted()])
    },
  )
})
