import type { ShallowRef } from 'vue'
import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { Provider } from '#shared/domain/providers.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands, InputOf } from '#shared/ipc/contract.ts'

export interface AccountActionsOptions {
  readonly main: Caller<Commands>
  /** Kept up to date: main tells of a change too, but later. */
  readonly accounts: ShallowRef<readonly Account[]>
  /** How many edits of an account this device has not brought to the CRM; main may not have heard of all. */
  readonly countOpen: (accountId: AccountId) => Promise<number>
  /** Clears the cache of accounts that are no longer signed in. */
  readonly forgetOthers: () => Promise<void>
}

/** Signing in and out, as the user asks for it. */
export function useAccountActions({ main, accounts, countOpen, forgetOthers }: AccountActionsOptions) {
  function remember(account: Account): Account {
    const at = accounts.value.findIndex(({ id }) => id === account.id)
    accounts.value = at === -1 ? [...accounts.value, account] : accounts.value.with(at, account)
    return account
  }

  /** @throws {AppError} `auth/denied`, `offline`, `input/invalid`, … as main found */
  async function connect(input: InputOf<Commands, 'accounts/connect'>): Promise<Account> {
    return remember(await main.call('accounts/connect', input))
  }

  /** @throws {AppError} as `connect` */
  async function connectWithCode(input: InputOf<Commands, 'accounts/connect-with-code'>): Promise<Account> {
    return remember(await main.call('accounts/connect-with-code', input))
  }

  /** Sends the user to the CRM's page; what is typed there comes back to main. @throws {AppError} `input/invalid` */
  const beginConsent = (input: InputOf<Commands, 'accounts/begin-consent'>) =>
    main.call('accounts/begin-consent', input)

  /** The CRM's page for whoever brings the code by hand. @throws {AppError} `input/invalid` */
  const showConsent = (input: InputOf<Commands, 'accounts/show-consent'>) => main.call('accounts/show-consent', input)

  /** Waits for the user. @throws {AppError} as `connect`; `state/refused` when it was given up */
  async function finishConsent(consentId: string): Promise<Account> {
    return remember(await main.call('accounts/finish-consent', { consentId }))
  }

  async function cancelConsent(consentId: string): Promise<void> {
    await main.call('accounts/cancel-consent', { consentId })
  }

  /** How many contacts one write carries. @throws {AppError} `state/refused`, `storage/failed` */
  async function setWriteBatch(accountId: AccountId, size: number): Promise<void> {
    remember(await main.call('accounts/set-write-batch', { accountId, size }))
  }

  /** Asked of the CRM now. @throws {AppError} as a sync */
  const describeAccess = (accountId: AccountId) => main.call('accounts/describe-access', { accountId })

  const describeSignIn = (accountId: AccountId) => main.call('accounts/describe-sign-in', { accountId })

  async function connectDemo(provider: Provider): Promise<Account> {
    return remember(await main.call('accounts/connect-demo', { provider }))
  }

  /** @throws {AppError} `state/refused` while the account has edits that the CRM has not confirmed */
  async function signOut(accountId: AccountId): Promise<void> {
    const pending = await countOpen(accountId)
    if (pending > 0) {
      const details = { reason: 'pending-edits', pending }
      throw new AppError('state/refused', 'the account has edits that the CRM has not confirmed', { details })
    }
    await main.call('accounts/sign-out', { accountId })
    accounts.value = accounts.value.filter(({ id }) => id !== accountId)
    await forgetOthers()
  }

  const consent = { beginConsent, showConsent, finishConsent, cancelConsent }
  return { connect, connectWithCode, ...consent, describeSignIn, connectDemo, setWriteBatch, describeAccess, signOut }
}
