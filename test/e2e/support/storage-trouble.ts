import { expect, type Page } from '@playwright/test'

/** What a browser does to its storage, or another window to the cache. The page has to be of the app's origin. */

const DATABASE = 'kartoteka'

/** A later version of the app has been here. @returns the number that it left on the database */
export async function ageCache(page: Page): Promise<number> {
  return page.evaluate(async (name) => {
    const version = 990
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name, version)
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore('later'))
      request.addEventListener('error', () => reject(new Error(String(request.error))))
      request.addEventListener('success', () => {
        request.result.close()
        resolve()
      })
    })
    return version
  }, DATABASE)
}

/** Replaces the cache by an empty one as the first version made it, and holds it open against all who would upgrade it. */
export async function holdOldCache(page: Page): Promise<void> {
  await page.evaluate(async (name) => {
    const keys = {
      ...{ contacts: 'id', companies: 'id', users: 'id', preferences: 'name' },
      ...{ fields: ['accountId', 'id'], tags: ['accountId', 'name'], checkpoints: ['accountId', 'entity'] },
      targets: ['mutationId', 'contactId'],
    }
    const ask = (request: IDBOpenDBRequest) =>
      new Promise<void>((resolve, reject) => {
        request.addEventListener('success', () => resolve())
        request.addEventListener('error', () => reject(new Error(String(request.error))))
      })
    await ask(indexedDB.deleteDatabase(name))
    const request = indexedDB.open(name, 10)
    request.addEventListener('upgradeneeded', () => {
      for (const [table, keyPath] of Object.entries(keys)) {
        const store = request.result.createObjectStore(table, { keyPath })
        if (table !== 'preferences') store.createIndex('accountId', 'accountId')
        if (table === 'contacts' || table === 'companies')
          store.createIndex('[accountId+remoteId]', ['accountId', 'remoteId'])
        if (table !== 'targets') continue
        for (const index of ['mutationId', 'contactId', 'problem.kind']) store.createIndex(index, index)
      }
      const outbox = request.result.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true })
      outbox.createIndex('id', 'id', { unique: true })
      for (const index of ['accountId', 'state']) outbox.createIndex(index, index)
    })
    await ask(request)
    // Kept reachable: a connection that nobody holds is closed.
    Object.assign(window, { held: request.result })
  }, DATABASE)
}

/** From here on the browser has no room for this origin. @returns what gives it room again */
export async function limitStorage(page: Page, origin: string): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
  // Chromium believes for up to half a minute in the room that it last found.
  await expect.poll(() => isFull(page), { timeout: 60_000, intervals: [1_000] }).toBe(true)
  return async () => {
    await session.send('Storage.overrideQuotaForOrigin', { origin })
    await session.detach()
  }
}

/** Tries it on a database of its own, which shares the room of the origin. */
async function isFull(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        const request = indexedDB.open('room')
        request.addEventListener('upgradeneeded', () => request.result.createObjectStore('bytes'))
        request.addEventListener('error', () => resolve(true))
        request.addEventListener('success', () => {
          const database = request.result
          const writing = database.transaction('bytes', 'readwrite')
          const end = (isFull: boolean) => {
            database.close()
            resolve(isFull)
          }
          writing.addEventListener('complete', () => end(false))
          writing.addEventListener('abort', () => end(true))
          writing.objectStore('bytes').put('x'.repeat(1_000), 'some')
        })
      }),
  )
}
