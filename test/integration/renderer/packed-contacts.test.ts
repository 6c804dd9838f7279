import { Dexie } from 'dexie'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { findRows } from '#renderer/db/account-rows.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { createRandom } from '#demo-crm/seed/random.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { toPack, unpack, type ContactPack } from '#renderer/db/contact-pack.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import { account, contactId, snapshot, someBase, someCache, someContact, someRename } from '#test/support/cache-base.ts'

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => String(from + at))

/** How many records there are of either kind. */
async function recordsOf({ name }: CacheDb) {
  const plain = await new Dexie(name).open()
  const counts = [await plain.table('contacts').count(), await plain.table('contactPacks').count()]
  plain.close()
  return counts
}

async function pull(context: Parameters<typeof applyContacts>[0], ids: readonly string[]): Promise<void> {
  const changes = ids.map((id) => ({ kind: 'upsert' as const, contact: someContact(id) }))
  await applyContacts(context, { accountId: account, changes, checkpoint: { cursor: 'b', isComplete: true } })
}

/** Packs as they were at first: half as many contacts in each, and a text for each of them. */
async function asTexts({ name }: CacheDb): Promise<void> {
  const packs = (await new Dexie(name).open()).table('contactPacks')
  const rows = (await packs.toArray()).flatMap((pack: ContactPack) => unpack(pack))
  await packs.clear()
  for (let from = 0; from < rows.length; from += 16) {
    const part = rows.slice(from, from + 16)
    await packs.add({ ...toPack(part), rows: part.map(({ json }) => json) })
  }
  packs.db.close()
}

describe('contacts in packs', () => {
  test('lie several in a record when they come in a row, and are read as if each had its own', async () => {
    const { context } = await someBase(...numbers(1000, 1250))

    expect(await recordsOf(context.db)).toEqual([0, 8])
    expect((await snapshot(context)).contacts).toEqual(numbers(1000, 1250).map((id) => someContact(id)))
    expect(await context.db.contacts.get(contactId('1100'))).toEqual(someContact('1100'))
    expect(await context.db.contacts.get(contactId('11005'))).toBeUndefined()
  })

  test('one that is edited lies by itself from then on, and the others stay', async () => {
    const { context, main } = await someBase(...numbers(1000, 1250))

    await acceptMutation(context, main, someRename('1100', 'Anna', 'Anya'))

    expect(await recordsOf(context.db)).toEqual([1, 8])
    expect(await context.db.contacts.get(contactId('1100'))).toMatchObject({ fields: { firstName: 'Anya' } })
    expect(await context.db.contacts.count()).toBe(250)
  })

  test.each([0, 5, 300])(
    'are read a screenful at a time, in any order, with %i that lie by themselves',
    async (loose) => {
      const { context } = await someBase(...numbers(1000, 1500))
      for (const id of numbers(1100, 1100 + loose)) await context.db.contacts.update(contactId(id), { updatedAt: 99 })
      const asked = [...numbers(1090, 1120), '7', ...numbers(1410, 1440), '1100'].toReversed().map(contactId)

      const wanted = async () => (await context.db.contacts.bulkGet(asked)).map((row) => row && [row.id, row.updatedAt])

      const isLoose = (id: string) => id >= contactId('1100') && id < contactId(String(1100 + loose))
      const right = asked.map((id) => (id === contactId('7') ? undefined : [id, isLoose(id) ? 99 : someContact('1').updatedAt])) // prettier-ignore
      expect((await recordsOf(context.db))[0]).toBe(loose)
      expect([await wanted(), await wanted()]).toEqual([right, right])
    },
  )

  test('take in again what had left them, when the same page comes once more', async () => {
    const { context } = await someBase(...numbers(1000, 1250))
    await context.db.contacts.update(contactId('1100'), { updatedAt: 99 })

    await pull(context, numbers(1000, 1250))

    expect(await recordsOf(context.db)).toEqual([0, 8])
    expect((await snapshot(context)).contacts).toEqual(numbers(1000, 1250).map((id) => someContact(id)))
  })

  test('that were written with a text for each are read, and written anew, like any other', async () => {
    const { context, main } = await someBase(...numbers(1000, 1064))
    await asTexts(context.db)
    const before = await snapshot(context)

    await acceptMutation(context, main, someRename('1010', 'Anna', 'Anya'))
    await context.db.contacts.delete(contactId('1011'))

    expect(before.contacts).toEqual(numbers(1000, 1064).map((id) => someContact(id)))
    expect(await context.db.contacts.get(contactId('1012'))).toEqual(someContact('1012'))
    expect(await context.db.contacts.get(contactId('1040'))).toEqual(someContact('1040'))
    expect(await context.db.contacts.count()).toBe(63)
  })

  test('are as before when the transaction that would change them fails', async () => {
    const { context } = await someBase(...numbers(1000, 1100))
    const before = await snapshot(context)

    const failing = context.db.transaction('rw', context.db.contacts, async () => {
      await context.db.contacts.bulkDelete(numbers(1000, 1050).map(contactId))
      await context.db.contacts.bulkPut(numbers(2000, 2100).map((id) => someContact(id)))
      throw new Error('power cut')
    })

    await expect(failing).rejects.toThrow('power cut')
    expect(await snapshot(context)).toEqual(before)
  })

  test('are looked through part by part, however many there are', async () => {
    const { db } = someCache()
    await db.contacts.bulkPut(numbers(10_000, 14_500).map((id) => ({ ...someContact(id), updatedAt: Number(id) })))
    await db.contacts.put({ ...someContact('10010'), accountId: 'amo10' as AccountId, id: 'amo10.7' as ContactId })

    const found = await findRows(db.contacts, account, ({ updatedAt }) => updatedAt % 1_500 === 0)

    expect(found.map(({ remoteId }) => remoteId)).toEqual(['10500', '12000', '13500'])
  })

  test('are not walked through one by one, which would leave out one half or the other', async () => {
    const { context } = await someBase(...numbers(1000, 1100))

    await expect(context.db.contacts.filter(({ updatedAt }) => updatedAt > 0).toArray()).rejects.toThrow('by their ids')
  })

  test('do not let a contact be added that is there already', async () => {
    const { context } = await someBase(...numbers(1000, 1100))

    await expect(context.db.contacts.add(someContact('1050'))).rejects.toThrow('there already')
    expect(await context.db.contacts.get(contactId('1050'))).toEqual(someContact('1050'))
  })

  test('come to a cache from before there were any, which keeps its contacts and what is unsent', async () => {
    const { context, main } = await someBase(...numbers(1000, 1040))
    await acceptMutation(context, main, someRename('1001', 'Anna', 'Anya'))
    const before = await snapshot(context)
    const db = await asVersionFour(context.db)
    const upgraded = { ...context, db }

    expect(before.targets).not.toEqual([])
    expect(await snapshot(upgraded)).toEqual(before)
    await pull(upgraded, numbers(2000, 2100))

    expect(await recordsOf(db)).toEqual([40, 4])
    expect((await snapshot(upgraded)).outbox).toEqual(before.outbox)
    expect(await db.contacts.get(contactId('1001'))).toMatchObject({ fields: { firstName: 'Anya' } })
  })

  test.each([1, 2, 3, 4, 5])('are told from a table without packs by nobody (seed %i)', async (seed) => {
    const { db } = someCache()
    const random = createRandom(seed, 0)
    const plain = new Map<string, ContactRow>()
    const someId = () => contactId(String(1000 + random.int(400)))
    const someEnds = (): [ContactId, ContactId] => {
      const low = random.int(400)
      return [contactId(String(1000 + low)), contactId(String(1001 + low + random.int(100)))]
    }
    const idsFrom = (first: number, count: number) => numbers(first, first + count).map(contactId)
    const row = (id: ContactId): ContactRow => ({ ...someContact(id.slice(5)), updatedAt: random.int(1e6) })

    for (let step = 0; step < 40; step++) {
      const [kind, first] = [random.int(5), 1000 + random.int(300)]
      const [low, high] = someEnds()
      if (kind === 0) await putAll(idsFrom(first, 32 + random.int(70)))
      if (kind === 1) await putAll([...new Set([someId(), someId(), someId()])])
      if (kind === 2) await putAll(idsFrom(1000, 400).filter(() => random.chance(0.2)))
      if (kind === 3) await dropAll([someId(), someId()], (ids) => db.contacts.bulkDelete(ids))
      if (kind === 4) await dropBetween(low, high, random.chance(0.5))
      await compare()
    }

    async function putAll(ids: readonly ContactId[]): Promise<void> {
      const rows = ids.map(row)
      await db.contacts.bulkPut(rows)
      for (const one of rows) plain.set(one.id, one)
    }
    async function dropAll(ids: ContactId[], drop: (ids: ContactId[]) => PromiseLike<unknown>): Promise<void> {
      await drop(ids)
      for (const id of ids) plain.delete(id)
    }
    async function dropBetween(low: ContactId, high: ContactId, isOpen: boolean): Promise<void> {
      const range = db.contacts.where('id').between(low, high, !isOpen, !isOpen)
      await dropAll(await range.primaryKeys(), () => range.delete())
      expect(await range.count()).toBe(0)
    }
    async function compare(): Promise<void> {
      const rows = [...plain.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
      const asked = [someId(), someId(), someId()]
      const [low, high] = someEnds()
      const within = rows.filter(({ id }) => id > low && id <= high)
      const range = () => db.contacts.where('id').between(low, high, false, true)
      expect(await db.contacts.toArray()).toEqual(rows)
      expect(await db.contacts.count()).toBe(rows.length)
      expect(await range().limit(20).toArray()).toEqual(within.slice(0, 20))
      expect(await range().primaryKeys()).toEqual(within.map(({ id }) => id))
      expect(await range().count()).toBe(within.length)
      expect(await db.contacts.bulkGet(asked)).toEqual(asked.map((id) => plain.get(id)))
    }
  })
})

/** The same cache as version 4 wrote it, opened by this one: without packs and neighbours, and with a target for each contact. */
async function asVersionFour(db: CacheDb): Promise<CacheDb> {
  const older = new Dexie(`${db.name}-older`)
  const tables = db.tables.filter(({ name }) => !['contactPacks', 'neighbours'].includes(name))
  const schema = tables.map(({ name, schema: { primKey, indexes } }) => [
    name,
    [primKey, ...indexes].map(({ src }) => src.replaceAll('recordId', 'contactId')).join(','),
  ])
  older.version(4).stores(Object.fromEntries(schema) as Record<string, string>)
  for (const { name } of tables) await older.table(name).bulkAdd(await db.table(name).toArray().then(ofContacts))
  older.close()
  const upgraded = new CacheDb(older.name)
  onTestFinished(() => upgraded.close())
  return upgraded
}

const ofContacts = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows.map(({ recordId, ...row }) => (recordId === undefined ? row : { ...row, contactId: recordId }))
