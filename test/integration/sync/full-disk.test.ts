import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createOutboxHandlers } from '#core/api/outbox-handlers.ts'
import type { AccountRegistry } from '#core/accounts/account-registry.ts'
import type { AccountSyncs } from '#core/accounts/account-syncs.ts'
import { Journal } from '#core/sync/journal.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { snapshot, someBase, someRename } from '#test/support/cache-base.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

/** A journal on a disk that SQLite itself keeps small: it answers SQLITE_FULL, as it does when the disk is full. */
async function someSmallDisk() {
  const path = join(await temporaryDirectory(), 'journal.sqlite')
  const opened: DatabaseSync[] = []
  const open = (file: string) => {
    const database = new DatabaseSync(file)
    opened.push(database)
    return database
  }
  const journal = new Journal(path, open)
  onTestFinished(() => journal.close())
  const setPages = (count: number) => opened[0]?.exec(`PRAGMA max_page_count = ${count}`)
  return { journal, path, fill: () => setPages(1), makeRoom: () => setPages(1_000_000) }
}

/** Main, as far as edits go, over the real journal. */
function mainOver(journal: Journal): Caller<Commands> {
  const registry = { find: () => ({}) } as unknown as AccountRegistry
  const syncs = { has: () => true, wake: () => undefined } as unknown as AccountSyncs
  const handlers = createOutboxHandlers(journal, registry, syncs, () => false)
  const call = async (name: string, input: unknown) =>
    name === 'outbox/accept' ? handlers['outbox/accept'](input as never, undefined as never) : {}
  return { call } as Caller<Commands>
}

/** Of a size that needs pages of its own. */
const someLongEdit = (from: string): Mutation => someRename('1', from, 'a long name '.repeat(4_000))

describe('a full disk under the journal', () => {
  test('refuses an edit loudly, keeps nothing of it on either side, and takes it once there is room', async () => {
    const { journal, fill, makeRoom } = await someSmallDisk()
    const { context } = await someBase('1')
    const main = mainOver(journal)
    await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const [before, listed] = [await snapshot(context), journal.list()]
    const edit = someLongEdit('Anya')
    fill()

    await expect(acceptMutation(context, main, edit)).rejects.toMatchObject({ code: 'storage/failed' })
    const refused = [await snapshot(context), journal.list()]
    makeRoom()
    await acceptMutation(context, main, edit)

    expect(refused).toEqual([before, listed])
    expect(journal.list().map(({ mutation }) => mutation)).toEqual([listed[0]?.mutation, edit])
  })

  test('loses nothing of what was accepted before, however often it refuses', async () => {
    const { journal, path, fill } = await someSmallDisk()
    const { context } = await someBase('1')
    const main = mainOver(journal)
    await acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))
    const listed = journal.list()
    fill()
    for (let time = 0; time < 5; time++) {
      await expect(acceptMutation(context, main, someLongEdit('Anya'))).rejects.toMatchObject({
        code: 'storage/failed',
      })
    }

    const reopened = new Journal(path)
    onTestFinished(() => reopened.close())

    expect([reopened.list(), reopened.findings]).toEqual([listed, []])
  })
})
