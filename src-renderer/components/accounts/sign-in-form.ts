/** The two ways into an account: a token that somebody has made, or a code that an integration was given. */
export type SignInWay = 'token' | 'code'

/** What is typed to sign in. Secrets live here until they are sent, and are not kept. */
export interface SignInForm {
  readonly way: SignInWay
  readonly values: Readonly<Record<SignInField, string>>
}

export type SignInField = 'address' | 'token' | 'clientId' | 'clientSecret' | 'redirectUri' | 'code'

/** In the order in which they are asked for; the code is last, because its time runs. */
export const fieldsOf: Readonly<Record<SignInWay, readonly SignInField[]>> = {
  token: ['address', 'token'],
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
