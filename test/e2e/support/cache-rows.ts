import type { Page } from '@playwright/test'
import type { ContactPack } from '#renderer/db/contact-pack.ts'
import type { CompanyRow, ContactRow, MutationRow, TargetRow } from '#renderer/db/rows.ts'

export interface CacheRows {
  readonly contacts: readonly ContactRow[]
  readonly companies: readonly CompanyRow[]
  readonly outbox: readonly MutationRow[]
  readonly targets: readonly TargetRow[]
}

/** What the window has on this device, read past the app. */
export async function readCacheRows(page: Page): Promise<CacheRows> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('no reason')))
      })
    const db = await settled(indexedDB.open('kartoteka'))
    const read = db.transaction(['contacts', 'contactPacks', 'companies', 'outbox', 'targets'])
    const all = <T>(store: string) => settled(read.objectStore(store).getAll() as IDBRequest<T[]>)
    // What lies by itself counts before what a pack has of it.
    const decoder = new TextDecoder()
    const packed = (await all<ContactPack>('contactPacks')).flatMap(({ rows }) =>
      rows instanceof Uint8Array ? decoder.decode(rows).split('\n') : rows,
    )
    const contacts = [...packed.map((json) => JSON.parse(json) as ContactRow), ...(await all<ContactRow>('contacts'))]
    const rows = {
      contacts: [...new Map(contacts.map((row) => [row.id, row])).values()],
      companies: await all<CompanyRow>('companies'),
      outbox: await all<MutationRow>('outbox'),
      targets: await all<TargetRow>('targets'),
    }
    db.close()
    return rows
  })
}
