import type { FieldWish } from '#shared/domain/field-wish.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AccountAccess } from '../accounts/account-access.ts'
import { findListed, markerFieldOf, type AccountRegistry } from '../accounts/account-registry.ts'
import type { ConnectorFactory } from '../accounts/connector-factory.ts'
import type { StartListed } from '../accounts/start-listed.ts'
import { withDeadline } from '../accounts/with-deadline.ts'
import type { Clock } from '../ports/clock.ts'
import type { Journal } from '../sync/journal.ts'
import { touchesField } from '../sync/touches-field.ts'
import type { WindowContext } from './window-context.ts'

export interface FieldHandlerOptions {
  readonly registry: AccountRegistry
  readonly connectors: Pick<ConnectorFactory, 'create'>
  readonly access: Pick<AccountAccess, 'of'>
  readonly journal: Pick<Journal, 'list'>
  readonly clock: Clock
  readonly isOffline: () => boolean
  readonly start: StartListed
}

/** A person is looking at the button. */
const DEADLINE_MS = 30_000

/**
 * The form that all users of an account share. It is changed in the CRM itself or not at all: a field that existed here alone
 * would take values that nobody else could have.
 */
export function createFieldHandlers(
  options: FieldHandlerOptions,
): Pick<HandlersOf<Commands, WindowContext>, 'fields/change'> {
  const { registry, connectors, access, journal, clock, isOffline, start } = options

  /** What waits there would be refused by the CRM, and asked about once for each contact. */
  function assertUnused(accountId: AccountId, wish: FieldWish): void {
    if (wish.kind !== 'delete') return
    const isOfField = journal
      .list()
      .some(({ mutation }) => mutation.accountId === accountId && touchesField(mutation, wish.fieldId))
    if (isOfField)
      throw new AppError('state/refused', 'edits of that field wait', { details: { reason: 'field-in-use' } })
  }

  return {
    'fields/change': async ({ accountId, wish }) => {
      if (isOffline()) throw new AppError('offline', 'the account is held', { details: { reason: 'held' } })
      const record = findListed(registry, accountId)
      assertUnused(accountId, wish)
      const connector = connectors.create(record.account.provider, accountId, access.of(record), markerFieldOf(record))
      await withDeadline(clock, DEADLINE_MS, (signal) => connector.changeField(wish, signal))
      // Begun anew, a sync asks for the small lists first of all.
      await start(accountId)
      return {}
    },
  }
}
