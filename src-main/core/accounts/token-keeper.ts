import { AppError } from '#shared/errors/app-error.ts'
import type { OAuthGrant } from '../connectors/credentials.ts'
import type { Access, Credentials } from '../http/access.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import { credentialsOf, type AccountSecret } from './account-secret.ts'

export interface TokenKeeperOptions {
  /** `null` when there is none that can be read. */
  readonly read: () => Promise<AccountSecret | null>
  /** Durable when it resolves. */
  readonly save: (secret: AccountSecret) => Promise<void>
  readonly remove: () => Promise<void>
  /** The next pair. Once the CRM has answered, the refresh token that went in is dead. */
  readonly refresh: (grant: OAuthGrant) => Promise<OAuthGrant>
  /** Told where the account lives, whenever that has been read or has changed. */
  readonly onOrigin: (origin: string) => void
  readonly clock: Clock
  readonly logger: Logger
}

/** A token is replaced this long before its end, so that seldom a request is spent on finding out. */
const MARGIN_MS = 5 * 60_000
/** Between two replacements ahead of time: the end may lie in the past by a clock that is wrong. */
const EARLY_PAUSE_MS = 60_000

/**
 * Keeps the token of one account good, for all who ask. One replacement at a time, whoever asked for it; nobody gets a
 * token that is not on the disk: a kill would leave the disk with a dead one.
 */
export class TokenKeeper implements Access {
  readonly #options: TokenKeeperOptions
  #secret: AccountSecret | null = null
  /** Got from the CRM, but the disk has refused it. */
  #unsaved: AccountSecret | null = null
  #refreshing: Promise<void> | null = null
  #lastTurn: Promise<unknown> = Promise.resolve()
  #nextEarlyAt = Number.NEGATIVE_INFINITY

  constructor(options: TokenKeeperOptions) {
    this.#options = options
  }

  async authorize(now: number, signal: AbortSignal): Promise<Credentials> {
    const secret = await waitFor(this.#current(), signal)
    if (secret.kind === 'oauth' && this.#isEnding(secret, now)) {
      await waitFor(this.#replaceEarly(secret, now), signal)
    }
    return credentialsOf(await waitFor(this.#current(), signal))
  }

  async refused(token: string, signal: AbortSignal): Promise<boolean> {
    const secret = await waitFor(this.#current(), signal)
    if (credentialsOf(secret).token !== token) return true
    if (secret.kind !== 'oauth') return false
    await waitFor(this.#refresh(token), signal)
    return true
  }

  /** What opens the account now, `null` when nothing does. */
  async peek(): Promise<AccountSecret | null> {
    return this.#unsaved ?? this.#secret ?? (await this.#options.read())
  }

  /** After a new sign-in. Durable when it resolves; what a refresh may still bring of the old grant is overwritten. */
  async put(secret: AccountSecret): Promise<void> {
    await this.#inTurn(async () => {
      await this.#options.save(secret)
      this.#secret = secret
      this.#unsaved = null
      this.#nextEarlyAt = Number.NEGATIVE_INFINITY
    })
  }

  /** Removes the secret for good. */
  async forget(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#options.remove()
      this.#secret = null
      this.#unsaved = null
    })
  }

  /** Resolves when what is under way has come to an end, on the disk too as far as it will take it. */
  async settle(): Promise<void> {
    await this.#inTurn(() => this.#saveUnsaved()).catch(() => undefined)
  }

  /** What may be used: on the disk, as far as it will take it. */
  async #current(): Promise<AccountSecret> {
    if (this.#unsaved !== null) await this.#inTurn(() => this.#saveUnsaved())
    if (this.#secret === null) await this.#inTurn(() => this.#load())
    if (this.#secret !== null) return this.#secret
    throw new AppError('auth/expired', 'there is no token', { details: { reason: 'no-token' } })
  }

  async #load(): Promise<void> {
    if (this.#secret !== null) return
    this.#secret = await this.#options.read()
    if (this.#secret !== null) this.#options.onOrigin(this.#secret.origin)
  }

  #isEnding({ expiresAt }: OAuthGrant, now: number): boolean {
    return now >= expiresAt - MARGIN_MS && this.#options.clock.now() >= this.#nextEarlyAt
  }

  /** While the old token lives, a failure that may pass is nobody's concern. */
  async #replaceEarly({ accessToken, expiresAt }: OAuthGrant, now: number): Promise<void> {
    this.#nextEarlyAt = this.#options.clock.now() + EARLY_PAUSE_MS
    try {
      await this.#refresh(accessToken)
    } catch (error) {
      const isOver = !(error instanceof AppError) || error.code === 'auth/expired' || error.code === 'storage/failed'
      if (isOver || now >= expiresAt) throw error
    }
  }

  /** Ends by itself, not with whoever has asked for it: others wait for the same answer, and it must not be lost. */
  async #refresh(token: string): Promise<void> {
    this.#refreshing ??= this.#inTurn(() => this.#refreshNow(token)).finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  async #refreshNow(token: string): Promise<void> {
    const { refresh, logger } = this.#options
    const secret = this.#secret
    // Replaced while this one waited for its turn.
    if (secret?.kind !== 'oauth' || secret.accessToken !== token) return
    try {
      this.#unsaved = { kind: 'oauth', ...(await refresh(secret)) }
    } catch (error) {
      if (error instanceof AppError) logger.warn('no new token', { code: error.code, ...error.details })
      throw error
    }
    await this.#saveUnsaved()
    logger.info('token replaced')
  }

  async #saveUnsaved(): Promise<void> {
    const secret = this.#unsaved
    if (secret === null) return
    await this.#options.save(secret)
    this.#secret = secret
    this.#unsaved = null
    this.#options.onOrigin(secret.origin)
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work)
    this.#lastTurn = turn.catch(() => undefined)
    return turn
  }
}

/** Waits for what others may wait for as well: giving up ends the waiting, not the work. */
async function waitFor<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error)
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
