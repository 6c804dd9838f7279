import { AppError } from '#shared/errors/app-error.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { redeliver } from './deliver.ts'
import { lookUp, type Wanted } from './look-up.ts'
import { COMPANIES_MAX_AGE_MS, pullChanges, pullDirectory, type ListsWanted } from './pull.ts'
import { pushAll } from './push.ts'
import { resolveDoubts } from './resolve-doubts.ts'
import { resolveNeighbourDoubts } from './resolve-neighbour-doubts.ts'
import { createSmallLists } from './small-lists.ts'
import type { SyncContext } from './sync-context.ts'
import { unlessHeld } from './unless-held.ts'

/** What one account's engine is made from; the CRM must be the one whose edits the journal holds. */
export interface EngineOptions {
  readonly context: SyncContext
  /** The CRM's own id of the account that the edits belong to. */
  readonly remoteAccountId: string
}

/** What a sync that went through has come to. */
export interface SyncResult {
  /** When something has to be looked at again, milliseconds from now, or `null`. */
  readonly lookAgainIn: number | null
  /** Something was sent, or had changed in the CRM not long ago. */
  readonly hasMoved: boolean
}

export interface Engine {
  /**
   * One sync, in this order: sort out what an earlier one left on its way · confirm who we are · tell the window what it missed · settle doubts · push · pull.
   * @param isAsked the user wants to see all as it is now
   * @throws {AppError} whatever the CRM, the journal or the window failed with; everything is as it was before, or further on
   */
  run(signal: AbortSignal, isAsked?: boolean): Promise<SyncResult>
  /**
   * Brings what somebody wants to see now, beside a sync that may be running.
   * @throws {AppError} as `lookUp`; `auth/denied` for another account
   */
  lookUp(wish: Wanted, signal: AbortSignal): Promise<readonly ContactId[]>
  /** Another window may keep the cache from now on, or the same one an empty cache: the small lists go there again. */
  windowAttached(): void
}

/** The order of steps. When it runs is the scheduler's business, how long it waits is backoff's. */
export function createEngine({ context, remoteAccountId }: EngineOptions): Engine {
  let isConfirmed = false
  /** As the window has been told. */
  let tagField: string | null = null
  let companiesAt: number | null = null

  const isDue = (at: number | null, maxAgeMs: number): boolean =>
    at === null || Math.abs(context.clock.now() - at) >= maxAgeMs

  /**
   * A token may have been replaced by one of another account: nothing is sent before we know. The answer also tells the
   * server's time, and a create that leaves is searched for from then on if its own answer is lost: what the last sync has
   * heard may be a day old.
   */
  async function confirmAccount(signal: AbortSignal): Promise<void> {
    if (isConfirmed && !context.journal.hasCreates(context.accountId)) return
    await checkIdentity(signal)
  }

  async function checkIdentity(signal: AbortSignal): Promise<void> {
    const identity = await context.connector.identify(signal)
    if (identity.remoteAccountId !== remoteAccountId) {
      const details = { reason: 'another-account' }
      throw new AppError('auth/denied', 'the token belongs to another account', { details })
    }
    const { accountName: name, capabilities, teams } = identity
    tagField = capabilities.tagField ?? null
    context.onFacts?.({ name, capabilities, ...(teams === undefined ? {} : { teams }) })
    isConfirmed = true
  }

  const lists = createSmallLists(context.clock, async (wanted, mayWrite, signal) => {
    await pullDirectory(context, { wanted, mayWrite }, signal)
    const { connector } = context
    // Colleagues may have renamed the field that keeps tags, or deleted it.
    if (connector.tagField !== undefined && connector.tagField() !== tagField) await checkIdentity(signal)
  })

  async function refreshDirectory(isNow: boolean, wanted: ListsWanted, signal: AbortSignal): Promise<void> {
    if (!isNow && !lists.isDue(wanted)) return
    await lists.read(wanted, signal)
    context.onFacts?.({ rights: await context.connector.readRights(signal) })
  }

  /** @returns whether anything had changed */
  async function pull(isAsked: boolean, signal: AbortSignal): Promise<boolean> {
    const wishes = {
      refreshDirectory: (either: AbortSignal, wanted: ListsWanted = 'all', isChanged = false) =>
        refreshDirectory(isAsked || isChanged, wanted, either),
      isAsked,
      wantsAll: isAsked || isDue(companiesAt, COMPANIES_MAX_AGE_MS),
      // A push is not broken off because half of a pull failed: that would only leave creates in doubt.
      betweenPages: () => pushAll(context, signal),
    }
    const { contacts, hasAll } = await pullChanges(context, wishes, signal)
    if (hasAll) companiesAt = context.clock.now()
    tellWhatPullsSee(context)
    return contacts > 0
  }

  return {
    async run(signal, isAsked = false) {
      // One engine per account runs, and one run at a time: whatever is on its way now was left by a failed write.
      context.journal.recover(context.accountId)
      await redeliver(context)
      await confirmAccount(signal)
      // What cannot be looked for now stays in doubt; all else goes on.
      const lookAgainIn =
        (await unlessHeld(context, () => resolveDoubts(context, signal))) ??
        (await unlessHeld(context, () => resolveNeighbourDoubts(context, signal)))
      const hadEdits = context.journal.hasPending(context.accountId)
      await pushAll(context, signal)
      const hasReceived = await pull(isAsked, signal)
      await pushAll(context, signal)
      const times = [lookAgainIn, context.rests.next()].filter((ms) => ms !== null)
      return { lookAgainIn: times.length === 0 ? null : Math.min(...times), hasMoved: hadEdits || hasReceived }
    },
    async lookUp(wish, signal) {
      if (!isConfirmed) await checkIdentity(signal)
      if (wish.kind !== 'lists') return lookUp(context, wish, signal)
      await lists.read('all', signal)
      return []
    },
    windowAttached() {
      lists.forget()
    },
  }
}

/** How changes are noticed, and what this user may not see: a pull may have found out. */
function tellWhatPullsSee({ connector, onFacts }: SyncContext): void {
  const noticing = connector.noticing()
  if (noticing !== null) onFacts?.({ noticing })
  const withheld = connector.withheld?.()
  if (withheld !== undefined) onFacts?.({ withheld: withheld.length === 0 ? undefined : withheld })
}
