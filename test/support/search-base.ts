import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { toEntityId, type CompanyId, type RemoteId } from '#shared/domain/ids.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { createRowsChannel } from '#renderer/db/rows-channel.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { createSearchClient } from '#renderer/search/search-client.ts'
import { serveSearch } from '#renderer/search/serve-search.ts'
import { account, someCache, someContact } from './cache-base.ts'

export const companyId = toEntityId<CompanyId>(account, '7' as RemoteId)

/** The worker's code on the other end of a channel, over a cache of its own. Not started yet. */
export function someSearch() {
  const name = `rows-${randomUUID()}`
  const [own, worker, rows] = [createRowsChannel(name), createRowsChannel(name), createRowsChannel(name)]
  const context: StoreContext = { ...someCache(), rows: own }
  const { port1, port2 } = new MessageChannel()
  port1.start()
  port2.start()
  onTestFinished(() => {
    for (const one of [own, worker, rows, port1, port2]) one.close()
  })
  serveSearch(port2, worker)
  const frames = (task: () => void) => void setImmediate(task)
  let asked = 0
  port2.addEventListener('message', () => asked++)
  const search = createSearchClient(port1, context.db.name, frames)
  /** How often the worker was asked for anything. */
  return { context, search, rows, asked: () => asked }
}

/** Contacts by remote id, as a page of a pull brings them. */
export const applyNames = (context: StoreContext, names: Readonly<Record<string, string>>) =>
  applyContacts(context, {
    accountId: account,
    changes: Object.entries(names).map(([id, name]) => ({
      kind: 'upsert',
      contact: someContact(id, { name, firstName: name, companyIds: [companyId] }),
    })),
    checkpoint: { cursor: 'a', isComplete: true },
  })
