import type { HandlersOf, StoreCommands } from '#shared/ipc/contract.ts'
import { applyCompanies } from './apply-companies.ts'
import { applyContacts } from './apply-contacts.ts'
import { applyNeighbours } from './apply-neighbours.ts'
import { listChats, listContacts } from './list-contacts.ts'
import { listNeighbours } from './list-neighbours.ts'
import { readCheckpoints } from './read-checkpoints.ts'
import { replaceDirectory } from './replace-directory.ts'
import { settle } from './settle.ts'
import type { StoreContext } from './store-context.ts'

/** What main may ask of the window that keeps the cache. Each answer means: durable. */
export function createStoreHandlers(context: StoreContext): HandlersOf<StoreCommands> {
  const done = async (work: Promise<void>) => {
    await work
    return {}
  }
  return {
    'cache/read-checkpoints': ({ accountId }) => readCheckpoints(context.db, accountId),
    'cache/apply-contacts': (input) => done(applyContacts(context, input)),
    'cache/apply-neighbours': (input) => done(applyNeighbours(context, input)),
    'cache/list-contacts': (input) => listContacts(context.db, input),
    'cache/list-neighbours': (input) => listNeighbours(context.db, input),
    'cache/list-chats': async ({ contactId }) => ({ chatIds: [...(await listChats(context.db, [contactId]))] }),
    'cache/apply-companies': (input) => done(applyCompanies(context, input)),
    'cache/replace-directory': (input) => done(replaceDirectory(context, input)),
    'outbox/settle': (input) => done(settle(context, input)),
  }
}
