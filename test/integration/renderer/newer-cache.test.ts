import { createPinia, setActivePinia } from 'pinia'
import { Dexie } from 'dexie'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { findInstalled, openToRead } from '#renderer/db/installed-version.ts'
import { useAppStore } from '#renderer/stores/app-store.ts'
import { useContactListStore } from '#renderer/stores/contact-list-store.ts'
import { usePreferencesStore } from '#renderer/stores/preferences-store.ts'
import { provideServices } from '#renderer/stores/services.ts'
import { FakeMain, someBase, someRename } from '#test/support/cache-base.ts'
import { applyNames, someSearch } from '#test/support/search-base.ts'

/** What a later version of the app makes of a cache: one table more, one less, another index. */
async function upgradeToLater(name: string): Promise<void> {
  const installed = await new Dexie(name).open()
  const schema = installed.tables.map(
    ({ name: table, schema: { primKey, indexes } }) =>
      [table, [primKey, ...indexes].map(({ src }) => src).join(',')] as const,
  )
  installed.close()
  const later = new Dexie(name)
  later.version(installed.verno).stores(Object.fromEntries(schema))
  later.version(99).stores({ contacts: 'id, accountId, mood', moods: 'id', tags: null })
  await later.open()
  later.close()
}

/** Every row, and the number that the database bears. */
async function contentOf(name: string) {
  const db = await new Dexie(name).open()
  const rows = await Promise.all(db.tables.map(async (table) => [table.name, await table.toArray()] as const))
  const version = db.backendDB().version
  db.close()
  return { version, rows: Object.fromEntries(rows) }
}

async function someNewerCache() {
  const { context } = await someBase('1', '2')
  context.db.close()
  await upgradeToLater(context.db.name)
  const db = new CacheDb(context.db.name)
  onTestFinished(() => db.close())
  return { db, context: { ...context, db } }
}

describe('a cache that a later version of the app has written', () => {
  test('can be read, and is as it was afterwards', async () => {
    const { db } = await someNewerCache()
    const before = await contentOf(db.name)

    const installed = await findInstalled(db)
    await openToRead(db)
    const names = (await db.contacts.toArray()).map(({ fields }) => fields.name)
    db.close()

    expect([installed, names]).toEqual(['newer', ['Anna', 'Anna']])
    expect(await contentOf(db.name)).toEqual(before)
  })

  test('refuses an edit with a reason, asks main for nothing, and is as it was', async () => {
    const { db, context } = await someNewerCache()
    const before = await contentOf(db.name)
    const main = new FakeMain()
    await openToRead(db)

    const attempt = acceptMutation(context, main, someRename('1', 'Anna', 'Anya'))

    await expect(attempt).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'read-only' } })
    await expect(db.contacts.clear()).rejects.toMatchObject({ details: { reason: 'read-only' } })
    db.close()
    expect([main.calls, await contentOf(db.name)]).toEqual([[], before])
  })

  test('is not made where there is none, nor upgraded where it is older', async () => {
    const db = new CacheDb('cache-that-is-not-there')

    await expect(openToRead(db)).rejects.toMatchObject({ code: 'storage/failed', details: { reason: 'outdated' } })

    expect(await Dexie.exists(db.name)).toBe(false)
  })
})

/** Main over a profile that a later version may have written. */
class SomeMain extends FakeMain {
  readonly connection = 'online' as const
  readonly readOnly: 'journal' | null
  constructor(readOnly: 'journal' | null) {
    super()
    this.readOnly = readOnly
  }
  override async call(...asked: Parameters<FakeMain['call']>): Promise<never> {
    const answer = await super.call(...asked)
    if (asked[0] !== 'app/describe') return answer as never
    const described = { version: '1', host: 'browser', secretsIn: 'os', isOffline: false }
    return { ...described, accounts: [], statuses: [], readOnly: this.readOnly, notices: [] } as never
  }
  on = () => () => undefined
  onConnection = () => () => undefined
}

async function startWindow(readOnly: 'journal' | null, prepare: (name: string) => Promise<void>) {
  const { context, search, rows } = someSearch()
  await applyNames(context, { 1: 'Anna', 2: 'Boris' })
  context.db.close()
  await prepare(context.db.name)
  const before = await contentOf(context.db.name)
  const db = new CacheDb(context.db.name)
  onTestFinished(() => db.close())
  const main = new SomeMain(readOnly)
  const request = vi.fn()
  provideServices({ context: { ...context, db }, search, rows, main, locks: { request } })
  setActivePinia(createPinia())
  const [app, list] = [useAppStore(), useContactListStore()]
  await app.start()
  await vi.waitFor(() => expect(list.total).toBe(2))
  return { app, list, db, main, request, before }
}

describe('a window over data of a later version', () => {
  test.each([
    ['the cache', null, upgradeToLater, 'cache'],
    ['the journal', 'journal', async () => undefined, 'journal'],
  ] as const)(
    'opens when %s is newer: shows and finds contacts, keeps no cache for main, writes nothing',
    async (_what, readOnly, prepare, reason) => {
      const { app, list, db, main, request, before } = await startWindow(readOnly, prepare)

      list.text = 'boris'
      await vi.waitFor(() => expect(list.total).toBe(1))
      usePreferencesStore().theme = 'dark'

      expect(app).toMatchObject({ status: 'ready', failure: null, readOnly: reason })
      expect(request).not.toHaveBeenCalled()
      expect(main.calls.map(({ name }) => name)).toEqual(['app/describe'])
      db.close()
      expect(await contentOf(db.name)).toEqual(before)
    },
  )
})
