import { AppError } from '#shared/errors/app-error.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AccountRecord, AccountRegistry } from '../accounts/account-registry.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { SignIn } from '../accounts/sign-in.ts'
import type { Journal } from '../sync/journal.ts'
import type { WindowContext } from './window-context.ts'

type AccountHandlers = Pick<
  HandlersOf<Commands, WindowContext>,
  'accounts/connect' | 'accounts/connect-demo' | 'accounts/sign-out'
>

export interface AccountHandlerOptions {
  readonly signIn: SignIn
  readonly registry: AccountRegistry
  readonly journal: Journal
  readonly syncs: AccountSyncs
  readonly onChanged: () => void
}

/** Signing in and out. */
export function createAccountHandlers(options: AccountHandlerOptions): AccountHandlers {
  const { signIn, registry, journal, syncs, onChanged } = options

  async function begin(record: AccountRecord): Promise<AccountRecord['account']> {
    await syncs.start(record)
    onChanged()
    return record.account
  }

  return {
    'accounts/connect': async ({ provider, address, token }) => begin(await signIn.connect(provider, address, token)),
    'accounts/connect-demo': async () => begin(await signIn.connectDemo()),
    'accounts/sign-out': async ({ accountId }) => {
      const pending = journal.openCount(accountId)
      if (pending > 0) {
        const details = { reason: 'pending-edits', pending }
        throw new AppError('state/refused', 'the account has edits that the CRM has not confirmed', { details })
      }
      const record = registry.find(accountId)
      // From here on no edit is taken for it: none can slip in between the count and the end.
      await syncs.stop(accountId)
      try {
        if (record !== undefined) await signIn.forget(accountId)
      } catch (error) {
        // It is signed in still, and so it has to go on.
        if (record !== undefined) await syncs.start(record)
        throw error
      }
      onChanged()
      return {}
    },
  }
}
