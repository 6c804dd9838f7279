import type { Page } from '@playwright/test'

/** How much is pending on this device, and still to be written. Counted: to read the rows themselves would be a long task of the page. */
export async function countRows(page: Page) {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('no reason')))
      })
    const db = await settled(indexedDB.open('kartoteka'))
    const read = db.transaction(['outbox', 'spreads', 'targets'])
    const count = (store: string) => settled(read.objectStore(store).count())
    const found = { outbox: await count('outbox'), spreads: await count('spreads'), targets: await count('targets') }
    db.close()
    return found
  })
}
