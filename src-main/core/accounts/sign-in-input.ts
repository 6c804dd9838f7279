import type { Provider } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { assertNever } from '#shared/errors/invariant.ts'
import { parseAccessToken, parseAccountAddress } from '../connectors/amocrm/auth.ts'
import { parseCodeInput, type CodeInput } from '../connectors/amocrm/code-input.ts'
import { parseConsentInput, type ConsentInput, type ConsentPlace } from '../connectors/amocrm/consent.ts'
import type { CodeExchange } from '../connectors/credentials.ts'
import type { Credentials } from '../http/access.ts'

interface ToAccount {
  readonly provider: Provider
  /** To be signed in to again; no other account may answer then. */
  readonly accountId?: AccountId | undefined
}

export interface TokenSignIn extends ToAccount {
  readonly address: string
  readonly token: string
}

/** An empty `clientSecret` means the one that is known already. */
export type CodeSignIn = ToAccount & CodeInput

export type { ConsentPlace }

/** The same without the code, which the user's browser brings. */
export type ConsentSignIn = ToAccount & ConsentInput

/** @throws {AppError} `input/invalid` with `details.field` */
export function parseTokenSignIn({ provider, address, token }: TokenSignIn): Credentials {
  switch (provider) {
    case 'amocrm':
      return { origin: parseAccountAddress(address), token: parseAccessToken(token) }
    default:
      return assertNever(provider)
  }
}

/**
 * @param keptSecret the key of an integration that is known already, if it may be sent to this origin
 * @throws {AppError} `input/invalid` with `details.field`
 */
export function parseCodeSignIn(
  input: CodeSignIn,
  keptSecret: (clientId: string, origin: string) => string | null,
): CodeExchange {
  switch (input.provider) {
    case 'amocrm':
      return parseCodeInput(input, keptSecret)
    default:
      return assertNever(input.provider)
  }
}

/** As `parseCodeSignIn`, before there is a code. */
export function parseConsentSignIn(
  input: ConsentSignIn,
  keptSecret: (clientId: string, origin: string) => string | null,
): ConsentPlace {
  switch (input.provider) {
    case 'amocrm':
      return parseConsentInput(input, keptSecret)
    default:
      return assertNever(input.provider)
  }
}
