import type { FieldWish } from '#shared/domain/field-wish.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AskAtOnce } from '../accounts/ask-at-once.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { StartListed } from '../accounts/start-listed.ts'
import type { Journal } from '../sync/journal.ts'
import { touchesField } from '../sync/touches-field.ts'
import type { WindowContext } from './window-context.ts'

export interface FieldHandlerOptions {
  readonly askAtOnce: AskAtOnce
  readonly journal: Pick<Journal, 'list'>
  readonly start: StartListed
  readonly syncs: Pick<AccountSyncs, 'lookUp'>
}

/**
 * What all users of an account share: its form, and its tags. It is changed in the CRM itself or not at all: a field that existed
 * here alone would take values that nobody else could have, and nobody can take a tag of the list back.
 */
export function createFieldHandlers(
  options: FieldHandlerOptions,
): Pick<HandlersOf<Commands, WindowContext>, 'fields/change' | 'tags/create' | 'tags/color' | 'tags/set-up'> {
  const { askAtOnce, journal, start, syncs } = options

  /** What waits there would be refused by the CRM, and asked about once for each contact. */
  function assertUnused(accountId: AccountId, wish: FieldWish): void {
    if (wish.kind !== 'delete') return
    const isOfField = journal
      .list()
      .some(({ mutation }) => mutation.accountId === accountId && touchesField(mutation, wish.fieldId))
    if (isOfField)
      throw new AppError('state/refused', 'edits of that field wait', { details: { reason: 'field-in-use' } })
  }

  /**
   * What all share is read at once, beside whatever runs: a whole sync would cost so many requests that each of several changes in a
   * row waited for its own. What cannot be read now comes with a sync that is begun anew.
   */
  async function readLists(accountId: AccountId): Promise<void> {
    await syncs.lookUp(accountId, { kind: 'lists' }).catch(() => start(accountId))
  }

  /** What was made, but not as asked for, has its user see how. @param see brings what came of it */
  async function change(
    accountId: AccountId,
    ask: Parameters<AskAtOnce>[1],
    see: (id: AccountId) => Promise<unknown> = readLists,
  ): Promise<Record<string, never>> {
    try {
      await askAtOnce(accountId, ask)
    } catch (error) {
      if (isMadeOtherwise(error)) await see(accountId)
      throw error
    }
    await see(accountId)
    return {}
  }

  return {
    'fields/change': ({ accountId, wish }) =>
      change(accountId, async (connector, signal) => {
        assertUnused(accountId, wish)
        await connector.changeField(wish, signal)
      }),
    'tags/create': ({ accountId, ...wish }) =>
      change(accountId, (connector, signal) => connector.createTag(wish, signal)),
    'tags/color': ({ accountId, name, color }) =>
      change(accountId, async (connector, signal) => {
        if (connector.colorTag !== undefined) return connector.colorTag(name, color, signal)
        throw new AppError('state/refused', 'its tags have no colours', { details: { reason: 'no-colors' } })
      }),
    'tags/set-up': ({ accountId, fieldId }) =>
      // What the CRM can do has changed as well.
      change(accountId, (connector, signal) => connector.setUpTags(fieldId, signal), start),
  }
}

const isMadeOtherwise = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'remote/rejected' && error.details['reason'] === 'made-otherwise'
