import type { Account } from '#shared/domain/account.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AccountRecord } from '../accounts/account-registry.ts'
import type { Consents } from '../accounts/consents.ts'
import type { WindowContext } from './window-context.ts'

type ConsentHandlers = Pick<
  HandlersOf<Commands, WindowContext>,
  'accounts/begin-consent' | 'accounts/finish-consent' | 'accounts/cancel-consent' | 'accounts/show-consent'
>

/** Signing in by way of the browser. @param begin starts what has been signed in to */
export function createConsentHandlers(
  consents: Consents,
  begin: (record: AccountRecord) => Promise<Account>,
): ConsentHandlers {
  /** The last one: those before it were given up for it. */
  let last: { readonly id: string; readonly entered: Promise<Account> } | null = null
  return {
    'accounts/begin-consent': async ({ language, ...input }) => {
      const { id, url, isOpened, entered } = await consents.begin(input, language, begin)
      last = { id, entered }
      return { consentId: id, url, isOpened }
    },
    'accounts/finish-consent': async ({ consentId }) => {
      if (last?.id === consentId) return last.entered
      throw new AppError('state/refused', 'no such sign-in', { details: { reason: 'consent-replaced' } })
    },
    'accounts/show-consent': async (input) => consents.show(input),
    'accounts/cancel-consent': async ({ consentId }) => {
      consents.cancel(consentId)
      return {}
    },
  }
}
