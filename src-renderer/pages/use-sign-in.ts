import { shallowRef } from 'vue'
import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import {
  isLocalRedirect,
  type KnownSignIn,
  type SignInForm,
  type WaitingConsent,
} from '../components/accounts/sign-in-form.ts'
import { useText } from '../composables/use-text.ts'
import { useAppStore } from '../stores/app-store.ts'

/** Signing in by any way, for a page that shows the form. */
export function useSignIn() {
  const app = useAppStore()
  const text = useText()
  /** The user is in the browser. */
  const waiting = shallowRef<WaitingConsent | null>(null)

  /** @param accountId to be signed in to again; no other account may answer then */
  async function signIn({ provider, way, values, trustsHost }: SignInForm, accountId?: AccountId): Promise<void> {
    const known = accountId === undefined ? {} : { accountId }
    const { address, token, clientId, clientSecret, redirectUri, code } = values
    const integration = { provider, ...known, address, clientId, clientSecret, redirectUri }
    if (way === 'token') await app.connect({ provider, ...known, address, token, trustsHost })
    else if (way === 'code') await app.connectWithCode({ ...integration, code })
    else await signInByBrowser({ ...integration, language: text.language })
  }

  async function signInByBrowser(input: Parameters<typeof app.beginConsent>[0]): Promise<void> {
    const { consentId, url, isOpened } = await app.beginConsent(input)
    // Given up by being answered: a line that is cut meanwhile tells whoever waits for the account.
    const cancel = () => void app.cancelConsent(consentId).catch(() => undefined)
    waiting.value = { url, cancel }
    if (!isOpened) window.open(url, '_blank', 'noopener,noreferrer')
    try {
      await app.finishConsent(consentId)
    } finally {
      waiting.value = null
    }
  }

  /** The CRM's page that gives out a code. @throws {AppError} `input/invalid` */
  async function showPage({ provider, values: { address, clientId, redirectUri } }: SignInForm): Promise<void> {
    const { url, isOpened } = await app.showConsent({ provider, address, clientId, redirectUri })
    if (!isOpened) window.open(url, '_blank', 'noopener,noreferrer')
  }

  /** What the form may be filled with. Not knowing it is no reason not to sign in. */
  async function knownOf({ id, provider, address }: Account): Promise<KnownSignIn> {
    const facts = await app.describeSignIn(id).catch(() => ({ way: 'token' as const }))
    if (facts.way === 'token') return { provider, way: 'token', address, clientId: '', redirectUri: '' }
    const { clientId, redirectUri } = facts
    return { provider, way: isLocalRedirect(redirectUri) ? 'browser' : 'code', address, clientId, redirectUri }
  }

  return { signIn, showPage, knownOf, waiting }
}
