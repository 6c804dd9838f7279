import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Random } from '../ports/random.ts'
import type { RedirectListener, RedirectPage } from '../ports/redirect-listener.ts'
import type { AccountRecord } from './account-registry.ts'
import { awaitRedirect } from './await-redirect.ts'
import type { ConsentPageInput, ConsentSignIn, SignIn } from './sign-in.ts'
import { createTurns } from './turns.ts'

export interface ConsentsOptions {
  readonly signIn: Pick<SignIn, 'prepareConsent' | 'connectWithCode' | 'consentPage'>
  readonly redirects: RedirectListener
  /** Shows a page in the user's browser; where a host has none, the window does. */
  readonly openPage: ((url: string) => Promise<void>) | undefined
  readonly random: Random
  readonly clock: Clock
  readonly logger: Logger
}

/** A sign-in that waits for its user in the browser. */
export interface BegunConsent {
  readonly id: string
  /** The CRM's page that asks the user. */
  readonly url: string
  /** It is in the user's browser already. */
  readonly isOpened: boolean
}

/** Signing in by way of the CRM's own page in the user's browser. */
export interface Consents {
  /**
   * Listens for the browser, then sends the user there. One that waits still is given up for it.
   * @param enter makes an account of what has been signed in to, whether or not a window still waits
   * @throws {AppError} `input/invalid` with `details.field`
   */
  begin<T>(
    input: ConsentSignIn,
    language: RedirectPage['language'],
    enter: (record: AccountRecord) => Promise<T>,
  ): Promise<BegunConsent & { readonly entered: Promise<T> }>
  /** Sends the user to the CRM's page, and waits for nothing: they bring the code themselves. @throws {AppError} `input/invalid` */
  show(input: ConsentPageInput): Promise<Omit<BegunConsent, 'id'>>
  /** Gives it up, if it still waits. */
  cancel(id: string): void
  /** Gives up whatever waits; nobody listens any more when it resolves. */
  close(): Promise<void>
}

/** As long as a code lives is too long to leave a port open: whoever has not answered by then has gone away. */
const WAIT_MS = 10 * 60_000

export function createConsents(options: ConsentsOptions): Consents {
  const { signIn, redirects, random, clock } = options
  /** One begins when the one before it has left its port. */
  const inTurn = createTurns()
  let waiting: Waiting | null = null

  async function giveUp(reason: string): Promise<void> {
    const last = waiting
    waiting = null
    last?.ending.abort(new AppError('state/refused', 'the sign-in was given up', { details: { reason } }))
    await last?.closed
  }

  return {
    begin: (input, language, enter) =>
      inTurn(async () => {
        const place = await signIn.prepareConsent(input)
        await giveUp('consent-replaced')
        const [id, state, ending] = [random.uuid(), random.uuid(), new AbortController()]
        const awaited = { redirect: place.redirect, state, language }
        const { landed, closed } = await awaitRedirect(redirects, awaited, ending.signal).catch(toFieldError)
        waiting = { id, ending, closed }
        const stop = limitWait(clock, ending)
        const isAgain = input.accountId !== undefined
        const entered = landed
          .finally(stop)
          .then((url) => signIn.connectWithCode({ ...input, ...place.toCodeInput(url, isAgain) }))
          .then(enter)
        // Nobody may be waiting any more: the account is there all the same.
        entered.catch((error: unknown) => noteFailure(options.logger, error))
        const url = place.pageFor(state)
        return { id, url, isOpened: await isShown(options, url), entered }
      }),
    async show(input) {
      const url = signIn.consentPage(input)
      return { url, isOpened: await isShown(options, url) }
    },
    cancel(id) {
      if (waiting?.id === id) void giveUp('consent-cancelled')
    },
    close: () => giveUp('consent-cancelled'),
  }
}

interface Waiting {
  readonly id: string
  readonly ending: AbortController
  readonly closed: Promise<void>
}

/** @returns ends the limit */
function limitWait(clock: Clock, ending: AbortController): () => void {
  const done = new AbortController()
  const over = () =>
    ending.abort(new AppError('timeout', 'nobody has answered the CRM', { details: { reason: 'consent' } }))
  // Rejects only because the answer came first.
  clock.sleep(WAIT_MS, done.signal).then(over, () => undefined)
  return () => done.abort()
}

async function isShown({ openPage, logger }: ConsentsOptions, url: string): Promise<boolean> {
  if (openPage === undefined) return false
  try {
    await openPage(url)
    return true
  } catch (error) {
    // The window shows a link as well.
    logger.warn('no browser could be opened', { message: error instanceof Error ? error.message : '' })
    return false
  }
}

function noteFailure(logger: Logger, error: unknown): void {
  if (!(error instanceof AppError)) throw error
  logger.info('a sign-in in the browser came to nothing', { code: error.code, ...error.details })
}

/** A port that is taken is a matter of the address that was typed. */
function toFieldError(error: unknown): never {
  const reason = error instanceof AppError ? error.details['reason'] : undefined
  if (reason !== 'port-busy' && reason !== 'port-unusable') throw error
  throw new AppError('input/invalid', `redirectUri: ${reason}`, {
    details: { field: 'redirectUri', reason },
    cause: error,
  })
}
