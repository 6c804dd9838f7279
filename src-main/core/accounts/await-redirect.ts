import { AppError } from '#shared/errors/app-error.ts'
import type { RedirectCall, RedirectListener, RedirectPage } from '../ports/redirect-listener.ts'
import { redirectPage } from './redirect-words.ts'

export interface AwaitedRedirect {
  /** Where this device is led back to, letter by letter. */
  readonly redirect: { readonly host: string; readonly port: number; readonly path: string }
  /** Nobody else can know it. */
  readonly state: string
  readonly language: RedirectPage['language']
}

/** The address to which the browser is led back. Whatever does not bring our `state` is waved away, and the waiting goes on. */
export interface RedirectWait {
  /** Rejects with the signal's reason. @throws {AppError} `input/invalid` (`code`, `denied`) when the user said no */
  readonly landed: Promise<URL>
  /** Nobody listens any more. */
  readonly closed: Promise<void>
}

/**
 * Waits for the browser of the user.
 * @throws {AppError} `state/refused` with `port-busy` or `port-unusable`, before anybody is sent anywhere
 */
export async function awaitRedirect(
  redirects: RedirectListener,
  awaited: AwaitedRedirect,
  signal: AbortSignal,
): Promise<RedirectWait> {
  const { promise, resolve, reject } = Promise.withResolvers<URL>()
  const { port } = awaited.redirect
  const listener = await redirects.listen(port, (call) => {
    const answer = judge(call, awaited)
    if (answer === null) return redirectPage('unexpected', awaited.language)
    if (answer.isDenied) reject(new AppError('input/invalid', 'consent denied', { details: denied }))
    else resolve(answer.landed)
    return redirectPage(answer.isDenied ? 'denied' : 'done', awaited.language)
  })
  const giveUp = () => reject(signal.reason as Error)
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  const close = () => {
    signal.removeEventListener('abort', giveUp)
    return listener.close()
  }
  return { landed: promise, closed: promise.then(close, close) }
}

const denied = { field: 'code', reason: 'denied' } as const

/** `null` for anything that is not the answer we wait for: another page, another sign-in, somebody guessing. */
function judge(
  { method, host, target }: RedirectCall,
  { redirect, state }: AwaitedRedirect,
): { readonly landed: URL; readonly isDenied: boolean } | null {
  if (method !== 'GET' || host !== redirect.host) return null
  const landed = URL.parse(target, `http://${redirect.host}`)
  if (landed?.host !== redirect.host || landed.pathname !== redirect.path) return null
  const query = landed.searchParams
  if (query.get('state') !== state) return null
  if (query.has('error')) return { landed, isDenied: true }
  return query.has('code') ? { landed, isDenied: false } : null
}
