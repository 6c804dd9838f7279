import type { FieldWish } from '#shared/domain/field-wish.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AskAtOnce } from '../accounts/ask-at-once.ts'
import type { StartListed } from '../accounts/start-listed.ts'
import type { Journal } from '../sync/journal.ts'
import { touchesField } from '../sync/touches-field.ts'
import type { WindowContext } from './window-context.ts'

export interface FieldHandlerOptions {
  readonly askAtOnce: AskAtOnce
  readonly journal: Pick<Journal, 'list'>
  readonly start: StartListed
}

/**
 * What all users of an account share: its form, and its tags. It is changed in the CRM itself or not at all: a field that existed
 * here alone would take values that nobody else could have, and nobody can take a tag of the list back.
 */
export function createFieldHandlers(
  options: FieldHandlerOptions,
): Pick<HandlersOf<Commands, WindowContext>, 'fields/change' | 'tags/create' | 'tags/color' | 'tags/set-up'> {
  const { askAtOnce, journal, start } = options

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
      await askAtOnce(accountId, (connector, signal) => {
        assertUnused(accountId, wish)
        return connector.changeField(wish, signal)
      })
      // Begun anew, a sync asks for the small lists first of all.
      await start(accountId)
      return {}
    },
    'tags/create': async ({ accountId, ...wish }) => {
      await askAtOnce(accountId, (connector, signal) => connector.createTag(wish, signal))
      await start(accountId)
      return {}
    },
    'tags/color': async ({ accountId, name, color }) => {
      await askAtOnce(accountId, async (connector, signal) => {
        if (connector.colorTag !== undefined) return connector.colorTag(name, color, signal)
        throw new AppError('state/refused', 'its tags have no colours', { details: { reason: 'no-colors' } })
      })
      await start(accountId)
      return {}
    },
    'tags/set-up': async ({ accountId, fieldId }) => {
      await askAtOnce(accountId, (connector, signal) => connector.setUpTags(fieldId, signal))
      // Begun anew, a sync learns first of all what the CRM can do now.
      await start(accountId)
      return {}
    },
  }
}
