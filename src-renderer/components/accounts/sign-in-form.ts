/**
 * The ways into an account: a token that somebody has made, or an integration, whose code comes by way of the browser or is
 * pasted where that cannot lead back to this computer.
 */
export type SignInWay = 'token' | 'browser' | 'code'

/** What is typed to sign in. Secrets live here until they are sent, and are not kept. */
export interface SignInForm {
  readonly way: SignInWay
  readonly values: Readonly<Record<SignInField, string>>
}

export type SignInField = 'address' | 'token' | 'clientId' | 'clientSecret' | 'redirectUri' | 'code'

/** In the order in which they are asked for; the code is last, because its time runs. */
export const fieldsOf: Readonly<Record<SignInWay, readonly SignInField[]>> = {
  token: ['address', 'token'],
  browser: ['address', 'clientId', 'clientSecret', 'redirectUri'],
  code: ['address', 'clientId', 'clientSecret', 'redirectUri', 'code'],
}

/** Hidden from those who look over a shoulder. A code is good once and soon over. */
export const secretFields: readonly SignInField[] = ['token', 'clientSecret']

/** What is known of an account before it is signed in to again; none of it is secret. */
export interface KnownSignIn {
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
