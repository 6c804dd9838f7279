import { describe, expect, test, vi } from 'vitest'
import type { RemoteId, UserId } from '#shared/domain/ids.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { replaceDirectory } from '#renderer/db/replace-directory.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { readSavedHead, saveIndex } from '#renderer/search/saved-index.ts'
import { account, contactId, FakeMain, someRename } from '#test/support/cache-base.ts'
import { someIndexedCache, someSavedCache } from '#test/support/index-base.ts'
import { applyNames, companyId, someSearch } from '#test/support/search-base.ts'

/** A machine that is busy takes its time. */
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, 10_000)

const counted = (db: CacheDb) => {
  const read: string[] = []
  db.contacts.hook('reading', (row) => {
    read.push(row.id)
    return row
  })
  return read
}

/** Something of every kind that a start has to catch up with. */
async function changeEverything(context: StoreContext): Promise<void> {
  await applyNames(context, { 4: 'Boris', 1: 'Yana' })
  await applyContacts(context, {
    accountId: account,
    changes: [{ kind: 'delete', id: contactId('3') }],
    checkpoint: { cursor: 'b', isComplete: true },
  })
  await acceptMutation(context, new FakeMain(), someRename('2', 'Anna', 'Zoe'))
  const company = { id: companyId, accountId: account, remoteId: '7' as RemoteId, name: 'Acme', updatedAt: 1 }
  await applyCompanies(context, { accountId: account, companies: [company] })
  const user = { id: 'amo1.5' as UserId, accountId: account, name: 'Olga', isActive: true }
  await replaceDirectory(context, { accountId: account, users: [user], fields: [], tags: [] })
}

describe('the saved index', () => {
  test('is there at the next start, which reads no contact', async () => {
    const { db, start } = await someSavedCache()
    const read = counted(db)

    const next = start()
    await next.settled()

    expect([next.found(), next.found('ver'), next.feed.index.size]).toEqual(['2,1,3', '3', 3])
    expect(read).toEqual([])
  })

  test('is no part of a list when only what changed since is missing, and a new one is until it is there', async () => {
    const { context, start } = await someSavedCache()
    await changeEverything(context)

    const next = start()
    await next.settled()
    next.feed.hear({ kind: 'everything' })
    await soon(() => expect(next.parts.at(-1)).toBe(''))

    expect(
      next.parts.filter((list) => list !== null && list !== ''),
      'what was saved has not been told as a part',
    ).toEqual([])
  })

  test.each<[string, boolean]>([
    ['comes back from many pieces', true],
    ['is made anew when one of its pieces is missing', false],
  ])('%s', async (_, isComplete) => {
    const { db, saved, start } = await someSavedCache()
    const working = start()
    await working.settled()
    const head = { language: 'en', fingerprint: 'pieces', position: saved?.position ?? 0 }
    const isSaved = await saveIndex(db, working.feed.index, head, () => true, 64)
    working.feed.stop()
    const count = await db.indexParts.count()
    if (!isComplete) await db.indexParts.delete('pieces/names/2')
    const read = counted(db)

    const next = start()
    await next.settled()

    expect([isSaved, count > 20]).toEqual([true, true])
    expect([next.found(), next.found('ver'), read.length]).toEqual(['2,1,3', '3', isComplete ? 0 : 3])
  })

  test('is followed by the log: what changed since is read, and nothing else', async () => {
    const { context, db, start } = await someSavedCache()
    await changeEverything(context)
    const read = counted(db)

    const next = start()
    await next.settled()
    await soon(() => expect(next.found()).toBe('4,1,2'))

    expect([next.found('zoe', { pendingOnly: true }), next.found('vera'), next.found('acme')]).toEqual(['2', '', '4,1,2']) // prettier-ignore
    expect(next.feed.index.facets(account).companies).toEqual([{ id: companyId, name: 'Acme', count: 3 }])
    expect(new Set(read)).toEqual(new Set([contactId('1'), contactId('2'), contactId('3'), contactId('4')]))
    expect(next.told[1]).toBe('2,1,3')
  })

  test('clears the log up to where it goes, and what an older one left', async () => {
    const { db, saved } = await someSavedCache()

    expect(await db.indexLog.toCollection().primaryKeys()).toEqual([saved?.position])
    expect(await db.indexParts.count()).toBe(7)
  })

  test('is saved again when much has changed, and not before', async () => {
    const { context, db, saved, start } = await someSavedCache()
    const next = start({ keep: true })
    await applyNames(context, { 1: 'Yana' })
    await soon(() => expect(next.found('yana')).toBe('1'))
    const early = await readSavedHead(db)

    await applyNames(context, Object.fromEntries(Array.from({ length: 600 }, (_, at) => [at + 10, `Name ${at}`])))
    await soon(async () => expect((await readSavedHead(db))?.fingerprint).not.toBe(saved?.fingerprint))

    expect(early).toEqual(saved)
    expect(await db.indexLog.count()).toBe(1)
    expect(await db.indexParts.count()).toBe(7)
  })

  test.each([0, 1, 3, 6])(
    'is the old one, and the log, after a kill when %i parts of a new one were kept',
    async (kept) => {
      const { context, db, saved, start } = await someSavedCache()
      const working = start()
      await working.settled()
      await changeEverything(context)
      await soon(() => expect(working.found()).toBe('4,1,2'))
      let left = kept
      const head = { language: 'en', fingerprint: 'half', position: 99 }
      await saveIndex(db, working.feed.index, head, () => left-- > 0)
      working.feed.stop()

      const next = start({ keep: true })
      await next.settled()
      await soon(() => expect(next.found()).toBe('4,1,2'))

      expect([await readSavedHead(db), next.told[1]]).toEqual([saved, '2,1,3'])
      expect(await db.indexParts.count()).toBe(7 + kept)
    },
  )

  test.each<[string, (db: CacheDb) => Promise<unknown>]>([
    ['a part is missing', async (db) => db.indexParts.delete(`${(await readSavedHead(db))?.fingerprint}/rest`)],
    [
      'a part is of another version',
      async (db) => {
        const key = `${(await readSavedHead(db))?.fingerprint}/list`
        const row = await db.indexParts.get(key)
        await db.indexParts.put({ key, part: { ...(row?.part as object), version: 0 } })
      },
    ],
    ['its head makes no sense', (db) => db.indexParts.put({ key: 'head', part: { language: 1 } })],
    [
      'the log lost its beginning',
      async (db) =>
        db.indexLog
          .where('seq')
          .belowOrEqual((await readSavedHead(db))?.position ?? 0)
          .delete(),
    ],
    [
      'the log lost something in its middle',
      async (db) => db.indexLog.delete(((await readSavedHead(db))?.position ?? 0) + 1),
    ],
    ['the log lost everything', (db) => db.indexLog.clear()],
    [
      'a table was emptied',
      async (db) => {
        const rows = await db.contacts.toArray()
        await db.contacts.clear()
        await db.contacts.bulkAdd(rows)
      },
    ],
  ])('is made anew when %s', async (_, spoil) => {
    // prettier-ignore
    const { context, db, saved, start } = await someSavedCache()
    await changeEverything(context)
    await spoil(db)

    const next = start({ keep: true })
    await next.settled()
    await soon(() => expect(next.found()).toBe('4,1,2'))
    await soon(async () =>
      expect([undefined, saved?.fingerprint]).not.toContain((await readSavedHead(db))?.fingerprint),
    )
    expect(await db.indexParts.count()).toBe(7)
    next.feed.stop()
    const read = counted(db)
    const last = start()
    await last.settled()

    expect([last.found(), last.found('yana')]).toEqual(['4,1,2', '1'])
    expect(read).toEqual([])
  })

  test('of another language answers until there is one in the order of this one', async () => {
    const { db, start } = await someSavedCache()

    const next = start({ language: 'ru', keep: true })
    await next.settled()
    await soon(async () => expect((await readSavedHead(db))?.language).toBe('ru'))

    expect(new Set(next.told.slice(1))).toEqual(new Set(['2,1,3']))
  })

  test('is gone with the cache', async () => {
    const { db, start } = await someSavedCache()
    await db.delete()
    const fresh = new CacheDb(db.name)

    const next = start({ db: fresh })
    await next.settled()

    expect(next.found()).toBe('')
  })

  test('is not written before the cache is known to be ours, nor into one that is only looked at', async () => {
    const { context, db, start } = someIndexedCache()
    await applyNames(context, { 1: 'Olga' })
    const early = start()
    await applyNames(context, { 2: 'Anna' })
    await soon(() => expect(early.found()).toBe('2,1'))
    const before = await db.indexParts.count()

    db.refuseWrites()
    early.feed.keep()
    early.feed.hear({ kind: 'everything' })
    await soon(() => expect(early.found()).toBe(''))
    await soon(() => expect(early.found()).toBe('2,1'))

    expect([before, await db.indexParts.count()]).toEqual([0, 0])
  })

  test('of another window clears what this one has not heard of: it reads everything again', async () => {
    const { context, db, start } = await someSavedCache()
    const deaf = start({ isDeaf: true })
    await deaf.settled()
    await changeEverything(context)
    const other = start({ keep: true })
    await soon(() => expect(other.found()).toBe('4,1,2'))
    const position = (await db.indexLog.orderBy('seq').last())?.seq ?? 0
    await saveIndex(db, other.feed.index, { language: 'en', fingerprint: 'other', position }, () => true)

    deaf.feed.hear({ kind: 'users' })

    await soon(() => expect([deaf.found(), deaf.found('yana')]).toEqual(['4,1,2', '1']))
  })

  test('hears a question that came before its parts were read', async () => {
    const { context, search } = someSearch()
    await applyNames(context, { 1: 'Olga', 2: 'Anna' })
    const early = search.find({ text: '', filters: {}, sort: { by: 'name', direction: 'asc' } })

    search.start('en')

    expect(await (await early)?.window(0, 9)).toBeDefined()
    await soon(() => expect(search.progress.indexed).toBe(2))
  })

  test('survives any history of changes, saves that are cut off and restarts', async () => {
    const { context, db, start } = someIndexedCache()
    // A plain generator with a fixed seed: the same history every time.
    let seed = 20_26
    const random = (below: number) => ((seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 8) % below
    let working = start()
    for (let step = 0; step < 120; step++) {
      const id = String(1 + random(12))
      const what = random(6)
      if (what < 3) await applyNames(context, { [id]: `${'ABVGD'[random(5)]}${step}` })
      else if (what === 3) await db.contacts.delete(contactId(id))
      else if (what === 4) {
        await working.settled()
        const position = (await db.indexLog.orderBy('seq').last())?.seq ?? 0
        working.feed.hear({ kind: 'users' })
        await soon(async () => expect(working.found()).toBe(await orderOf(db)))
        let left = random(9)
        const head = { language: 'en', fingerprint: `save ${step}`, position }
        await saveIndex(db, working.feed.index, head, () => left-- > 0)
      } else {
        working.feed.stop()
        working = start()
      }
    }

    working.feed.hear({ kind: 'users' })

    await soon(async () => expect(working.found()).toBe(await orderOf(db)))
    expect(await readSavedHead(db)).not.toBeNull()
  })
})

/** What the plain list has to be. */
async function orderOf(db: CacheDb): Promise<string> {
  const rows = await db.contacts.toArray()
  const collator = new Intl.Collator('en', { numeric: true })
  rows.sort((a, b) => collator.compare(a.fields.firstName, b.fields.firstName) || (a.id < b.id ? -1 : 1))
  return rows.map(({ remoteId }) => remoteId).join()
}
