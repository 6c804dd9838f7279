import { randomUUID } from 'node:crypto'
import { Dexie } from 'dexie'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { openCache } from '#renderer/db/open-cache.ts'

function someDatabase() {
  const db = new CacheDb(`cache-${randomUUID()}`)
  onTestFinished(() => db.close())
  return db
}

/** The same database as a later version of the app has it. */
function newerThan({ name }: CacheDb): Dexie {
  const newer = new Dexie(name)
  onTestFinished(() => newer.close())
  newer.version(99).stores({ contacts: 'id' })
  return newer
}

describe('openCache', () => {
  test('makes way for a newer version and says so', async () => {
    const db = someDatabase()
    const onLost = vi.fn()
    await openCache(db, onLost)

    await newerThan(db).open()

    expect(db.isOpen()).toBe(false)
    expect(onLost).toHaveBeenCalledWith(expect.objectContaining({ details: { reason: 'outdated' } }))
  })

  test('says so when the browser takes the database away', async () => {
    const db = someDatabase()
    const onLost = vi.fn()
    await openCache(db, onLost)

    await Dexie.delete(db.name)

    expect(onLost).toHaveBeenCalledWith(expect.objectContaining({ details: { reason: 'closed' } }))
  })

  test('leaves alone what a later version of the app has used', async () => {
    const db = someDatabase()
    const newer = newerThan(db)
    await newer.open()
    newer.close()

    const attempt = openCache(db, () => undefined)

    await expect(attempt).rejects.toMatchObject({ code: 'storage/failed', details: { reason: 'outdated' } })
    expect(db.isOpen()).toBe(false)
  })

  test('opens its own version again', async () => {
    const db = someDatabase()
    await openCache(db, () => undefined)
    db.close()

    await openCache(new CacheDb(db.name), () => undefined)

    expect(await Dexie.exists(db.name)).toBe(true)
  })
})
