import { createHmac, randomBytes } from 'node:crypto'
import type { StoredToken, TokenStore } from '../store/token-store.ts'
import type { Account } from './context.ts'

/** Lives of the vendor's credentials, in seconds. A refresh token lives three months. */
export const ACCESS_SECONDS = 24 * 60 * 60
export const REFRESH_SECONDS = 90 * 24 * 60 * 60
export const CODE_SECONDS = 20 * 60
/** The longest life that the vendor's UI offers for a long-lived token: five years. */
export const LONG_SECONDS = 5 * 365 * 24 * 60 * 60

/** What a token is made of: whose it is, when, and where the account lives. */
export type TokenRequest = {
  readonly userId: number
  readonly at: number
  /** Host of this server, for the claims that name it. */
  readonly host: string
}

/** A token without refresh, as the vendor's UI hands it out to admins. */
export function mintLongLived(tokens: TokenStore, account: Account, request: TokenRequest): StoredToken {
  const expiresAt = request.at + LONG_SECONDS
  const secret = signToken(account, request, expiresAt)
  return tokens.add({
    secret,
    kind: 'long',
    userId: request.userId,
    issuedAt: request.at,
    expiresAt,
    redirectUri: null,
  })
}

/** An access token and the refresh token that replaces both. */
export function mintPair(
  tokens: TokenStore,
  account: Account,
  request: TokenRequest,
  redirectUri: string,
): { readonly access: StoredToken; readonly refresh: StoredToken } {
  const { userId, at } = request
  const expiresAt = at + ACCESS_SECONDS
  const access = tokens.add({
    secret: signToken(account, request, expiresAt),
    kind: 'access',
    userId,
    issuedAt: at,
    expiresAt,
    redirectUri: null,
  })
  const refresh = tokens.add({
    secret: opaqueSecret(),
    kind: 'refresh',
    userId,
    issuedAt: at,
    expiresAt: at + REFRESH_SECONDS,
    redirectUri,
  })
  return { access, refresh }
}

/** @param redirectUri the registered address; null takes whichever the exchange names */
export function mintCode(tokens: TokenStore, userId: number, at: number, redirectUri: string | null): StoredToken {
  const expiresAt = at + CODE_SECONDS
  return tokens.add({ secret: opaqueSecret(), kind: 'code', userId, issuedAt: at, expiresAt, redirectUri })
}

/** Codes and refresh tokens of the vendor begin like this and are long. */
function opaqueSecret(): string {
  return `def502${randomBytes(160).toString('hex')}`
}

/** A JWT with the claims that the vendor's tokens carry; clients are told not to depend on any but `api_domain`. */
function signToken(account: Account, { userId, at, host }: TokenRequest, expiresAt: number): string {
  const claims = {
    aud: account.clientId,
    jti: randomBytes(40).toString('hex'),
    iat: at,
    nbf: at,
    exp: expiresAt,
    sub: String(userId),
    grant_type: '',
    account_id: account.id,
    base_domain: host,
    version: 2,
    scopes: ['crm', 'files', 'files_delete', 'notifications', 'push_notifications'],
    hash_uuid: account.uuid,
    api_domain: host,
  }
  const body = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`
  return `${body}.${createHmac('sha256', account.signingKey).update(body).digest('base64url')}`
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
