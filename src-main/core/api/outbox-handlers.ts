import { accountOf } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AccountRegistry } from '../accounts/account-registry.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import { isMeaningful } from '../sync/is-meaningful.ts'
import type { Journal } from '../sync/journal.ts'
import type { WindowContext } from './window-context.ts'

type OutboxHandlers = Pick<
  HandlersOf<Commands, WindowContext>,
  | 'outbox/accept'
  | 'outbox/accept-all'
  | 'outbox/cancel-all'
  | 'outbox/reconcile'
  | 'outbox/cancel'
  | 'outbox/retry'
  | 'outbox/adopt'
  | 'tags/release'
>

/**
 * Edits, from the window into the journal and back. Nothing here waits for a network.
 * @param isTechnical whether an edit is about a field that keeps keys
 */
export function createOutboxHandlers(
  journal: Journal,
  registry: AccountRegistry,
  syncs: AccountSyncs,
  isTechnical: (mutation: Mutation) => boolean,
): OutboxHandlers {
  /** @throws {AppError} `state/refused`, `input/invalid` */
  function checkTakeable(mutation: Mutation): void {
    // An account that is being signed out takes nothing more: nobody would send it.
    if (registry.find(mutation.accountId) === undefined || !syncs.has(mutation.accountId)) throw noAccount()
    if (!isMeaningful(mutation)) throw new AppError('input/invalid', 'an edit of nothing, or of another account')
    // A window that has not heard yet where keys are kept: what is written there would never be seen again.
    if (isTechnical(mutation) && journal.mutation(mutation.id) === null) {
      throw new AppError('state/refused', 'a technical field', { details: { reason: 'technical-field' } })
    }
  }

  return {
    'outbox/accept': async ({ mutation }) => {
      checkTakeable(mutation)
      journal.accept(mutation)
      syncs.wake('edit', mutation.accountId)
      return {}
    },
    'outbox/accept-all': async ({ mutations }) => {
      for (const mutation of mutations) checkTakeable(mutation)
      journal.acceptAll(mutations)
      for (const accountId of new Set(mutations.map((mutation) => mutation.accountId))) syncs.wake('edit', accountId)
      return {}
    },
    'outbox/reconcile': async ({ known }) => {
      const there = new Set(known)
      return {
        missingHere: [...journal.missing(known)],
        unknown: journal.list().filter(({ mutation }) => !there.has(mutation.id)),
      }
    },
    'outbox/cancel': async ({ mutationId, recordIds }) => journal.cancel(mutationId, recordIds),
    'outbox/cancel-all': async ({ mutationIds }) => journal.cancelAll(mutationIds),
    'outbox/retry': async ({ mutationId }) => {
      const accountId = journal.mutation(mutationId)?.accountId ?? null
      journal.retry(mutationId)
      syncs.wake('user', accountId)
      return {}
    },
    'outbox/adopt': async (adoption) => {
      const { contactId, mutations } = adoption
      const accountId = accountOf(contactId)
      if (registry.find(accountId) === undefined || !syncs.has(accountId)) throw noAccount()
      for (const mutation of mutations) {
        checkTakeable(mutation)
        if (mutation.change.kind !== 'edit' || mutation.change.contactId !== contactId) {
          throw new AppError('input/invalid', 'an edit of another contact')
        }
      }
      journal.adopt(adoption)
      syncs.wake('user', accountId)
      return {}
    },
    'tags/release': async ({ accountId }) => {
      const known = registry.find(accountId)
      if (known === undefined || !syncs.has(accountId)) throw noAccount()
      if (!known.account.capabilities.tags) {
        throw new AppError('state/refused', 'the CRM has no place for tags', { details: { reason: 'no-tags' } })
      }
      journal.release(accountId)
      syncs.wake('edit', accountId)
      return {}
    },
  }
}

const noAccount = () => new AppError('state/refused', 'no such account', { details: { reason: 'unknown-account' } })
