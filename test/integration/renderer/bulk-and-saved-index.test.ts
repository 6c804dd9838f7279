import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { readLog, readLogEnd } from '#renderer/db/index-log.ts'
import { readListRows } from '#renderer/db/read-list-rows.ts'
import { spreadSlice } from '#renderer/db/spread.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { IndexFeed } from '#renderer/search/index-feed.ts'
import { readSavedHead, saveIndex } from '#renderer/search/saved-index.ts'
import type { SearchProgress } from '#renderer/search/search-protocol.ts'
import { account, contactId, FakeMain, refusal, someBulkTag, someContact } from '#test/support/cache-base.ts'
import { answersOf, buildFresh, query, someIndexedCache, type RunningIndex } from '#test/support/index-base.ts'
import { ids, page, settled, spreadAll, untag } from '#test/support/large-bulk.ts'

const tags = ['vip', 'old']
/** A machine that is busy takes its time. */
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, 10_000)

/** A cache with contacts from 1 on and the index that was saved of it; nobody works on it. */
async function someSavedCache(count: number, rowsAtOnce = 2) {
  const cache = someIndexedCache()
  const { context, db } = cache
  db.rowsAtOnce = rowsAtOnce
  const changes = ids(count).map((id) => ({ kind: 'upsert', contact: someContact(id, { firstName: `Name ${id}` }) }) as const) // prettier-ignore
  await applyContacts(context, { accountId: account, changes, checkpoint: { cursor: 'a', isComplete: true } })
  const first = cache.start({ keep: true })
  await soon(async () => expect(await readSavedHead(db)).not.toBeNull())
  first.feed.stop()
  /** A new worker: it knows nothing but what is stored. */
  const restart = async (worker = new CacheDb(db.name)) => {
    const next = cache.start({ db: worker })
    await next.settled()
    await next.feed.catchUp()
    return next
  }
  return { context, db, main: new FakeMain(), restart }
}

/** The worker saves its index, and is killed. */
async function saveAndKill(db: CacheDb, { feed }: RunningIndex): Promise<void> {
  const position = await readLogEnd(db)
  expect(await feed.catchUp()).toBe(true)
  await saveIndex(db, feed.index, { language: 'en', fingerprint: `at ${position}`, position }, () => true)
  feed.stop()
}

/** What is read of the contacts from here on, by id. */
function countRead(db: CacheDb): readonly string[] {
  const read: string[] = []
  db.contacts.hook('reading', (row) => {
    read.push(row.id)
    return row
  })
  return read
}

const expectAsFresh = async (db: CacheDb, { feed }: RunningIndex) =>
  expect(answersOf(feed.index, tags)).toEqual(answersOf(await buildFresh(db), tags))

/** What the rows themselves say, with nothing in between. */
async function tagged({ db }: StoreContext, tag: string): Promise<number> {
  const all = await db.contacts.toCollection().primaryKeys()
  return [...(await readListRows(db, all)).values()].filter((row) => row.tags.includes(tag) && row.isPending).length
}

/** Starts a worker. @returns what it answers whenever it tells something: how many have the tag, and how far it is */
async function watchStart(db: CacheDb, tag: string): Promise<readonly string[]> {
  const told: string[] = []
  const total = (filters = {}) => feed.find(query('', filters))?.total
  const onProgress = ({ indexed, isIndexing }: SearchProgress) => {
    if (total({ tags: [tag] }) === undefined) return
    told.push(`${total({ tags: [tag] })} of ${total()}, ${isIndexing ? indexed : 'done'}`)
  }
  const feed = new IndexFeed({ db: new CacheDb(db.name), language: 'en', onProgress, uuid: () => 'one' })
  onTestFinished(() => feed.stop())
  feed.start()
  await feed.catchUp()
  await soon(() => expect(told.at(-1)).toContain('done'))
  return told
}

const done = (totals: string) => `${totals}, done`
/** What was shown once all contacts were there, whole or still catching up. */
const shownOf = (told: readonly string[], all: number): readonly string[] =>
  told.map((one) => one.split(',')[0] ?? '').filter((one) => one.endsWith(` of ${all}`))

describe('a large bulk edit and the saved index', () => {
  test('10,000 of 12,000 contacts are shown with the tag by a worker that was dead when they were tagged', async () => {
    const { context, db, main, restart } = await someSavedCache(12_000, 2_000)

    await acceptMutation(context, main, someBulkTag(ids(10_000), 'vip'))
    const worker = new CacheDb(db.name)
    const read = countRead(worker)
    const next = await restart(worker)
    const totals = [{ tags: ['vip'] }, { pendingOnly: true }].map(
      (filters) => next.feed.find(query('', filters))?.total,
    )
    const found = next.found('name 9999', { tags: ['vip'] })
    const written = [await db.targets.count(), await db.spreads.count()]

    expect(totals).toEqual([10_000, 10_000])
    expect(found).toBe('9999')
    expect(next.found('name 10001', { tags: ['vip'] })).toBe('')
    expect(next.feed.index.facets(account).tags).toEqual([{ id: 'vip', name: 'vip', count: 10_000 }])
    expect(written).toEqual([0, 1])
    expect(read).toEqual([])

    const position = await readLogEnd(db)
    expect(await spreadAll(context)).toBe(10)
    expect(await readLogEnd(db)).toBe(position)
    await next.feed.catchUp()
    expect([await db.targets.count(), await db.spreads.count()]).toEqual([10_000, 0])
    expect(await tagged(context, 'vip')).toBe(10_000)
    await expectAsFresh(db, next)
    await expectAsFresh(db, await restart())
  }, 60_000)

  test.each<[string, (db: CacheDb, worker: RunningIndex) => Promise<void>]>([
    ['of before the edit', async (_, { feed }) => feed.stop()],
    ['that has the edit in it', saveAndKill],
  ])('a worker that begins with an index %s shows it at any point of its spreading', async (_, kill) => {
    const { context, db, main, restart } = await someSavedCache(7, 4)
    const first = await restart()
    await acceptMutation(context, main, someBulkTag(ids(6), 'vip'))
    await kill(db, first)

    const totals: (number | undefined)[] = []
    do {
      const next = await restart()
      await expectAsFresh(db, next)
      totals.push(next.feed.find(query('', { tags: ['vip'], pendingOnly: true }))?.total)
      next.feed.stop()
    } while (await spreadSlice(context))

    expect(totals).toEqual([6, 6, 6, 6])
  })

  test('a worker that was dead while an edit was spread and confirmed shows what is left of it', async () => {
    const { context, db, main, restart } = await someSavedCache(5)
    const mutation = await acceptMutation(context, main, someBulkTag(ids(4), 'vip'))
    await spreadSlice(context)

    await settled(context, mutation, ['1', '3'])
    const half = await restart()
    const pending = half.found('', { tags: ['vip'], pendingOnly: true })
    await settled(context, mutation, ['2', '4'])
    const whole = await restart()

    expect([pending, half.found('', { tags: ['vip'] })]).toEqual(['2,4', '1,2,3,4'])
    expect([whole.found('', { pendingOnly: true }), whole.found('', { tags: ['vip'] })]).toEqual(['', '1,2,3,4'])
    await expectAsFresh(db, whole)
  })

  test.each([
    ['all of it', [], ''],
    ['what has not left', ['4'], '4'],
  ])(
    '%s is taken back before its rows were written, and gone for a worker that was dead then',
    async (_, sent, left) => {
      const { context, db, main, restart } = await someSavedCache(5)
      const first = await restart()
      const mutation = await acceptMutation(context, main, someBulkTag(ids(4), 'vip'))
      await saveAndKill(db, first)
      await spreadSlice(context)

      for (const id of sent) main.sent.add(contactId(id))
      await cancelMutation(context, main, mutation.id)
      const next = await restart()

      expect([next.found('', { tags: ['vip'] }), next.found('', { pendingOnly: true })]).toEqual([left, left])
      await expectAsFresh(db, next)
    },
  )

  test('what main refuses is gone, though the log tells of it', async () => {
    const { context, db, main, restart } = await someSavedCache(4)
    main.failNext('outbox/accept', refusal)

    await expect(acceptMutation(context, main, someBulkTag(ids(3), 'vip'))).rejects.toBe(refusal)
    const next = await restart()

    const log = (await readLog(db, 0, 9))?.changes.map(({ kind }) => kind)
    expect(log).toEqual(['contacts', 'bulk', 'contacts'])
    expect(next.found('', { pendingOnly: true })).toBe('')
    await expectAsFresh(db, next)
  })

  test('two edits of one tag show in the order of acting, the index of any moment between them', async () => {
    const { context, db, main, restart } = await someSavedCache(4)
    await acceptMutation(context, main, someBulkTag(ids(3), 'vip'))
    const between = await restart()
    await acceptMutation(context, main, untag(ids(4), 'vip'))
    await acceptMutation(context, main, someBulkTag(['2', '3', '4'], 'vip'))
    const before = await restart()
    await saveAndKill(db, between)

    const after = await restart()

    expect([before, after].map((next) => next.found('', { tags: ['vip'] }))).toEqual(['2,3,4', '2,3,4'])
    await expectAsFresh(db, after)
  })

  test('an edit shows before a long log is read to its end', async () => {
    const { context, db, main } = await someSavedCache(4)
    for (let at = 0; at < 250; at++) await db.contacts.update(contactId('4'), { updatedAt: at })
    await acceptMutation(context, main, someBulkTag(ids(3), 'vip'))

    const told = await watchStart(db, 'vip')

    const shown = shownOf(told, 4)
    expect(shown.length).toBeGreaterThan(2)
    expect([...new Set(shown)]).toEqual(['0 of 4', '3 of 4'])
    expect(told.filter((one) => one.endsWith('done'))).toEqual([done('3 of 4')])
  })

  test('an edit that another has undone shows at no moment, the long log between them read half', async () => {
    const { context, db, main } = await someSavedCache(4)
    await acceptMutation(context, main, someBulkTag(ids(3), 'vip'))
    for (let at = 0; at < 250; at++) await db.contacts.update(contactId('4'), { updatedAt: at })
    await acceptMutation(context, main, untag(ids(4), 'vip'))

    const told = await watchStart(db, 'vip')

    expect(new Set(shownOf(told, 4))).toEqual(new Set(['0 of 4']))
    expect(told.at(-1)).toBe(done('0 of 4'))
  })

  test('an index that does not match the cache answers, with the tag, while another is built, and tells how far it is', async () => {
    const { context, db, main, restart } = await someSavedCache(4_500, 200)
    const first = await restart()
    await acceptMutation(context, main, someBulkTag(ids(300), 'vip'))
    await saveAndKill(db, first)
    await page(context, { kind: 'delete', id: contactId('4400') })
    await db.indexLog.clear()

    const told = await watchStart(db, 'vip')

    const steps = told.filter((one, at) => one !== told[at - 1])
    expect(steps.slice(-4)).toEqual(['300 of 4500, 0', '300 of 4500, 2000', '300 of 4500, 3999', '300 of 4499, done'])
    expect(new Set(steps.slice(0, -1).map((one) => one.slice(0, 11)))).toEqual(new Set(['300 of 4500']))
  })

  test('any history of bulk edits, spreading, outcomes, pages, saves and kills shows what a fresh index shows', async () => {
    const { context, db, main, restart } = await someSavedCache(12)
    // A plain generator with a fixed seed: the same history every time.
    let seed = 20_26
    const random = (below: number) => ((seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 8) % below
    const pick = (most: number) => ids(12).filter(() => random(12) < most)
    const steps: Readonly<Record<string, () => Promise<unknown>>> = {
      tag: () => acceptMutation(context, main, someBulkTag(pick(8), tags[random(2)] ?? '')),
      untag: () => acceptMutation(context, main, untag(pick(8), tags[random(2)] ?? '')),
      one: () => acceptMutation(context, main, someBulkTag([String(1 + random(12))], tags[random(2)] ?? '')),
      spread: () => spreadSlice(context),
      page: () => page(context, { kind: 'upsert', contact: someContact(String(1 + random(12)), { tags: [tags[random(2)] ?? ''] }) }), // prettier-ignore
      outcome: async () => {
        const [mutation] = main.journal.values()
        if (mutation !== undefined) await settled(context, mutation, pick(6))
        if (mutation !== undefined && random(3) === 0) main.journal.delete(mutation.id)
      },
      cancel: async () => {
        const all = [...main.journal.keys()]
        const id = all[random(all.length)]
        if (id !== undefined) await cancelMutation(context, main, id)
      },
      save: async () => {
        const position = await readLogEnd(db)
        await working.feed.catchUp()
        let left = random(9)
        const head = { language: 'en', fingerprint: `save ${position} ${random(1e9)}`, position }
        await saveIndex(db, working.feed.index, head, () => left-- > 0)
      },
      kill: async () => {
        working.feed.stop()
        working = await restart()
      },
    }
    let working = await restart()
    const done: string[] = []
    for (let step = 0; step < 150; step++) {
      const names = Object.keys(steps)
      const name = names[random(names.length)] ?? ''
      done.push(name)
      await steps[name]?.()
      await working.feed.catchUp()
      expect(answersOf(working.feed.index, tags), done.join()).toEqual(answersOf(await buildFresh(db), tags))
    }

    working.feed.stop()
    await spreadAll(context)
    await expectAsFresh(db, await restart())
  }, 60_000)
})
