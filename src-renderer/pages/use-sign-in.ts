import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { KnownSignIn, SignInForm } from '../components/accounts/sign-in-form.ts'
import { useAppStore } from '../stores/app-store.ts'

/** Signing in by either way, for a page that shows the form. */
export function useSignIn() {
  const app = useAppStore()

  /** @param accountId to be signed in to again; no other account may answer then */
  async function signIn({ way, values }: SignInForm, accountId?: AccountId): Promise<void> {
    const known = accountId === undefined ? {} : { accountId }
    const { address, token, clientId, clientSecret, redirectUri, code } = values
    if (way === 'token') await app.connect({ provider: 'amocrm', ...known, address, token })
    else await app.connectWithCode({ provider: 'amocrm', ...known, address, clientId, clientSecret, redirectUri, code })
  }

  /** What the form may be filled with. Not knowing it is no reason not to sign in. */
  async function knownOf({ id, address }: Account): Promise<KnownSignIn> {
    const facts = await app.describeSignIn(id).catch(() => ({ way: 'token' as const }))
    if (facts.way === 'token') return { way: 'token', address, clientId: '', redirectUri: '' }
    return { way: 'code', address, clientId: facts.clientId, redirectUri: facts.redirectUri }
  }

  return { signIn, knownOf }
}
