import type { Provider, SignInField, SignInWay } from '#shared/domain/providers.ts'

/** What is typed to sign in. Secrets live here until they are sent, and are not kept. */
export interface SignInForm {
  readonly provider: Provider
  readonly way: SignInWay
  readonly values: Readonly<Record<SignInField, string>>
  /** The user has said that a host outside the vendor's is their own server. */
  readonly trustsHost: boolean
}

/** Hidden from those who look over a shoulder. A code is good once and soon over. */
export const secretFields: readonly SignInField[] = ['token', 'clientSecret']

/** What is known of an account before it is signed in to again; none of it is secret. */
export interface KnownSignIn {
  readonly provider: Provider
  readonly way: SignInWay
  readonly address: string
  readonly clientId: string
  readonly redirectUri: string
}

/** A sign-in that waits for its user in the browser. */
export interface WaitingConsent {
  /** The CRM's page that asks. */
  readonly url: string
  /** Rejects its sign-in. */
  readonly cancel: () => void
}

/** To be entered in the settings of an integration, too: the browser leads back there, and nobody else uses that port. */
export const localRedirect = 'http://localhost:47811/'

/** Whether the browser can lead back to this computer. */
export const isLocalRedirect = (redirectUri: string): boolean =>
  /^http:\/\/(localhost|127\.0\.0\.1):\d+/.test(redirectUri)
