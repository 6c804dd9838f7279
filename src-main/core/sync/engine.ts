import { AppError } from '#shared/errors/app-error.ts'
import { redeliver } from './deliver.ts'
import { DIRECTORY_MAX_AGE_MS, pullChanges, pullDirectory } from './pull.ts'
import { pushAll } from './push.ts'
import { resolveDoubts } from './resolve-doubts.ts'
import type { SyncContext } from './sync-context.ts'
import { together } from './together.ts'

/** What one account's engine is made from; the CRM must be the one whose edits the journal holds. */
export interface EngineOptions {
  readonly context: SyncContext
  /** The CRM's own id of the account that the edits belong to. */
  readonly remoteAccountId: string
}

export interface Engine {
  /**
   * One sync, in this order: sort out what an earlier one left on its way · confirm who we are · tell the window what it missed · settle doubts · push · pull.
   * @returns when something has to be looked at again, milliseconds from now, or `null`
   * @throws {AppError} whatever the CRM, the journal or the window failed with; everything is as it was before, or further on
   */
  run(signal: AbortSignal): Promise<number | null>
  /** Another window may keep the cache from now on, or the same one an empty cache: the small lists go there again. */
  windowAttached(): void
}

/** The order of steps. When it runs is the scheduler's business, how long it waits is backoff's. */
export function createEngine({ context, remoteAccountId }: EngineOptions): Engine {
  let isConfirmed = false
  let directoryAt: number | null = null

  /**
   * A token may have been replaced by one of another account: nothing is sent before we know. The answer also tells the
   * server's time, and a create that leaves is searched for from then on if its own answer is lost: what the last sync has
   * heard may be a day old.
   */
  async function confirmAccount(signal: AbortSignal): Promise<void> {
    if (isConfirmed && !context.journal.hasCreates(context.accountId)) return
    const identity = await context.connector.identify(signal)
    if (identity.remoteAccountId !== remoteAccountId) {
      const details = { reason: 'another-account' }
      throw new AppError('auth/denied', 'the token belongs to another account', { details })
    }
    isConfirmed = true
  }

  async function refreshDirectory(signal: AbortSignal): Promise<void> {
    if (directoryAt !== null && context.clock.now() - directoryAt < DIRECTORY_MAX_AGE_MS) return
    await pullDirectory(context, signal)
    directoryAt = context.clock.now()
  }

  return {
    async run(signal) {
      // One engine per account runs, and one run at a time: whatever is on its way now was left by a failed write.
      context.journal.recover(context.accountId)
      await redeliver(context)
      await confirmAccount(signal)
      const lookAgainIn = await resolveDoubts(context, signal)
      await pushAll(context, signal)
      // The small lists and the first page of contacts are all that a new user waits for: side by side.
      await together(signal, refreshDirectory, (both) =>
        // A push is not broken off because a pull failed: that would only leave creates in doubt.
        pullChanges(context, () => pushAll(context, signal), both),
      )
      await pushAll(context, signal)
      return lookAgainIn
    },
    windowAttached() {
      directoryAt = null
    },
  }
}
