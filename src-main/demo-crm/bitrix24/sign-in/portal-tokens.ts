import { randomBytes } from 'node:crypto'
import type { StoredToken } from '../../store/token-store.ts'
import type { Portal } from '../portal.ts'
import { nowSeconds } from '../protocol/server-time.ts'

/** Lives of the vendor's credentials, in seconds. */
export const CODE_SECONDS = 30
export const ACCESS_SECONDS = 60 * 60
export const REFRESH_SECONDS = 180 * 24 * 60 * 60
/** A webhook lives until somebody takes it back. */
const FOR_EVER = 100 * 365 * 24 * 60 * 60

/** Scopes that this portal knows beyond the basic one, which everybody has. */
export const ALL_SCOPES = ['crm', 'user', 'user_basic', 'user_brief', 'imopenlines', 'userfieldconfig'] as const
/** Scopes of the vendor's that open nothing here. */
const OTHER_SCOPES =
  'ai_admin appform baas biconnector bizproc booking calendar calendarmobile call cashbox catalog catalogmobile configuration.import contact_center delivery department disk documentgenerator entity forum humanresources.hcmlink iblock im im.import imbot imconnector intranet landing landing_cloud lists log mailservice main messageservice mobile notifications pay_system placement pull pull_channel rating rest rpa sale salescenter sign.b2e smile socialnetwork sonet_group task tasks tasks_extended tasksmobile telephony timeman user.userfield userconsent vote'.split(
    ' ',
  )
/** Every scope that an application can ask for. */
export const KNOWN_SCOPES: readonly string[] = [...ALL_SCOPES, ...OTHER_SCOPES]
/** What a webhook and the application get unless told otherwise. */
export const USUAL_SCOPES = ['crm', 'user', 'imopenlines'] as const

/** A webhook of one user with some of the scopes. */
export function mintWebhook(portal: Portal, userId: number, scopes: readonly string[]): StoredToken {
  const token = mint(portal, 'b24-webhook', userId, FOR_EVER, randomBytes(8).toString('hex'))
  portal.shared.setMeta(`bitrix24.webhookScopes.${token.id}`, scopes.join(','))
  return token
}

/** Scopes that a webhook was made with. */
export function scopesOfWebhook(portal: Portal, tokenId: number): readonly string[] {
  return (portal.shared.meta(`bitrix24.webhookScopes.${tokenId}`) ?? '').split(',').filter((scope) => scope !== '')
}

/** A code that the consent page gives out. */
export function mintPortalCode(portal: Portal, userId: number): StoredToken {
  return mint(portal, 'b24-code', userId, CODE_SECONDS, randomBytes(35).toString('hex'))
}

/** An access token and the refresh token that replaces both. */
export function mintPortalPair(portal: Portal, userId: number): { access: StoredToken; refresh: StoredToken } {
  return {
    access: mint(portal, 'b24-access', userId, ACCESS_SECONDS, randomBytes(35).toString('hex')),
    refresh: mint(portal, 'b24-refresh', userId, REFRESH_SECONDS, randomBytes(35).toString('hex')),
  }
}

function mint(portal: Portal, kind: StoredToken['kind'], userId: number, life: number, secret: string): StoredToken {
  const issuedAt = nowSeconds(portal)
  return portal.shared.tokens.add({ secret, kind, userId, issuedAt, expiresAt: issuedAt + life, redirectUri: null })
}
