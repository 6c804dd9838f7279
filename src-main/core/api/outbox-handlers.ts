import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AccountRegistry } from '../accounts/account-registry.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { Journal } from '../sync/journal.ts'
import type { WindowContext } from './window-context.ts'

type OutboxHandlers = Pick<
  HandlersOf<Commands, WindowContext>,
  'outbox/accept' | 'outbox/reconcile' | 'outbox/cancel' | 'outbox/retry'
>

/** Edits, from the window into the journal and back. Nothing here waits for a network. */
export function createOutboxHandlers(journal: Journal, registry: AccountRegistry, syncs: AccountSyncs): OutboxHandlers {
  return {
    'outbox/accept': async ({ mutation }) => {
      if (registry.find(mutation.accountId) === undefined) {
        throw new AppError('state/refused', 'no such account', { details: { reason: 'unknown-account' } })
      }
      journal.accept(mutation)
      syncs.wake('edit', mutation.accountId)
      return {}
    },
    'outbox/reconcile': async ({ known }) => {
      const ours = journal.list()
      const here = new Set(ours.map(({ mutation }) => mutation.id))
      const there = new Set(known)
      return {
        missingHere: known.filter((id) => !here.has(id)),
        unknown: ours.filter(({ mutation }) => !there.has(mutation.id)),
      }
    },
    'outbox/cancel': async ({ mutationId }) => journal.cancel(mutationId),
    'outbox/retry': async ({ mutationId }) => {
      const accountId = journal.mutation(mutationId)?.accountId ?? null
      journal.retry(mutationId)
      syncs.wake('user', accountId)
      return {}
    },
  }
}
