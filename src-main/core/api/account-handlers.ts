import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AccountRecord, AccountRegistry } from '../accounts/account-registry.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { LeaveAccount } from '../accounts/leave-account.ts'
import type { SignIn } from '../accounts/sign-in.ts'
import type { StartListed } from '../accounts/start-listed.ts'
import type { InTurn } from '../accounts/turns.ts'
import { createWriteBatchChoice } from '../accounts/write-batch.ts'
import type { Journal } from '../sync/journal.ts'
import type { WindowContext } from './window-context.ts'

type AccountHandlers = Pick<
  HandlersOf<Commands, WindowContext>,
  | 'accounts/connect'
  | 'accounts/connect-with-code'
  | 'accounts/connect-demo'
  | 'accounts/describe-sign-in'
  | 'accounts/set-write-batch'
  | 'accounts/sign-out'
>

export interface AccountHandlerOptions {
  readonly signIn: SignIn
  readonly registry: AccountRegistry
  readonly journal: Journal
  readonly syncs: AccountSyncs
  readonly onChanged: () => void
  /** Chooses where new contacts carry their keys, if nobody has yet. */
  readonly protect: (record: AccountRecord) => Promise<AccountRecord>
  readonly begin: BeginAccount
  readonly leave: LeaveAccount
  readonly inTurn: InTurn
}

/** Starts an account that has just been signed in to. */
export type BeginAccount = (record: AccountRecord) => Promise<Account>

export const createBeginAccount =
  (start: StartListed, onChanged: () => void): BeginAccount =>
  async ({ account: { id } }) => {
    const { account } = await start(id)
    onChanged()
    return account
  }

/** Signing in and out. */
export function createAccountHandlers(options: AccountHandlerOptions): AccountHandlers {
  const { signIn, registry, journal, syncs, onChanged, protect, begin, leave, inTurn } = options

  const chooseWriteBatch = createWriteBatchChoice(registry, inTurn)

  async function signOut(accountId: AccountId): Promise<void> {
    const pending = journal.openCount(accountId)
    if (pending > 0) {
      const details = { reason: 'pending-edits', pending }
      throw new AppError('state/refused', 'the account has edits that the CRM has not confirmed', { details })
    }
    const record = registry.find(accountId)
    // From here on no edit is taken for it: none can slip in between the count and the end.
    await syncs.stop(accountId)
    try {
      if (record !== undefined) {
        await leave(record)
        await signIn.forget(record)
      }
    } catch (error) {
      // It is signed in still, and so it has to go on.
      if (record !== undefined) await syncs.start(record)
      throw error
    }
    onChanged()
  }

  return {
    'accounts/connect': async (input) => begin(await signIn.connect(input)),
    'accounts/connect-with-code': async (input) => begin(await signIn.connectWithCode(input)),
    'accounts/connect-demo': async ({ provider }) => begin(await protect(await signIn.connectDemo(provider))),
    'accounts/describe-sign-in': async ({ accountId }) => {
      const record = registry.find(accountId)
      return record === undefined ? { way: 'token' } : signIn.describe(record)
    },
    // A running sync ends first, with the size that it began with.
    'accounts/set-write-batch': async ({ accountId, size }) => begin(await chooseWriteBatch(accountId, size)),
    'accounts/sign-out': async ({ accountId }) => {
      await inTurn(() => signOut(accountId))
      return {}
    },
  }
}
