import type { ConnectorKind } from '../connector-kind.ts'
import { amocrmRate, createAmocrmConnector } from './amocrm-connector.ts'
import { parseAccessToken, parseAccountAddress } from './auth.ts'
import { parseCodeInput } from './code-input.ts'
import { consentPageOf, parseConsentInput } from './consent.ts'
import { exchangeCode, refreshGrant } from './oauth.ts'

/** amoCRM and Kommo. */
export const amocrmKind: ConnectorKind = {
  rate: amocrmRate,
  signIn: {
    parseToken: ({ address, token }) => ({ origin: parseAccountAddress(address), token: parseAccessToken(token) }),
    parseCode: parseCodeInput,
    parseConsent: parseConsentInput,
    consentPage: consentPageOf,
  },
  create: createAmocrmConnector,
  exchangeCode,
  refresh: refreshGrant,
}
