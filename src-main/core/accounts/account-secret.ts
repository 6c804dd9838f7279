import * as v from 'valibot'
import type { Credentials } from '../http/access.ts'
import type { OAuthGrant } from '../connectors/credentials.ts'

/** What opens an account. It names the origin that it may be sent to, so that the two cannot come apart. */
export type AccountSecret = ({ readonly kind: 'long-lived' } & Credentials) | ({ readonly kind: 'oauth' } & OAuthGrant)

const Text = v.pipe(v.string(), v.minLength(1))
const SecretSchema: v.GenericSchema<unknown, AccountSecret> = v.variant('kind', [
  v.object({ kind: v.literal('long-lived'), origin: Text, token: Text }),
  v.object({
    kind: v.literal('oauth'),
    origin: Text,
    clientId: Text,
    clientSecret: Text,
    redirectUri: v.string(),
    authOrigin: v.optional(Text),
    accessToken: Text,
    refreshToken: Text,
    expiresAt: v.pipe(v.number(), v.finite()),
    remoteAccountId: v.optional(Text),
  }),
])

/** What a request needs of it. */
export const credentialsOf = (secret: AccountSecret): Credentials => ({
  origin: secret.origin,
  token: secret.kind === 'oauth' ? secret.accessToken : secret.token,
  remoteAccountId: secret.remoteAccountId,
})

/** As the secret store keeps it. */
export const secretToText = (secret: AccountSecret): string => JSON.stringify(secret)

/**
 * Back from the secret store; `null` when it makes no sense. The first release kept the bare text of a long-lived token.
 * @param origin of the account, for such a bare token
 */
export function secretFromText(text: string, origin: string): AccountSecret | null {
  if (text === '') return null
  if (!text.startsWith('{')) return { kind: 'long-lived', origin, token: text }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), SecretSchema), text)
  return parsed.success ? parsed.output : null
}
