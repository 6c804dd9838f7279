import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { AppError, toWireError, type WireError } from '#shared/errors/app-error.ts'
import { isDisconnected } from './cancel-mutation.ts'
import { handOverLeft } from './hand-over-left.ts'
import { keepSpreading } from './keep-spreading.ts'
import { reconcile } from './reconcile.ts'
import { spreadSlice } from './spread.ts'
import { toStorageFailure } from './storage-failure.ts'
import type { StoreContext } from './store-context.ts'

export const STORE_LOCK = 'kartoteka-store'

/** `viewer`: another window keeps the cache. `failed`: this one should, and cannot. */
export type StoreRole =
  | { readonly kind: 'viewer' }
  | { readonly kind: 'reconciling' }
  | { readonly kind: 'store' }
  | { readonly kind: 'failed'; readonly error: WireError }

export interface HoldStoreOptions {
  readonly context: StoreContext
  readonly main: Caller<Commands> & { onConnection(listener: (connection: 'online' | 'lost') => void): () => void }
  readonly isOnline: () => boolean
  readonly locks: Pick<LockManager, 'request'>
  readonly onRole: (role: StoreRole) => void
  /** Writes a slice of the rows of large bulk edits where it holds nobody up; here when left out. */
  readonly spread?: () => Promise<boolean>
  /** Calls back once after `ms`; the browser's timer when left out. Returns the way to call it off. */
  readonly later?: (act: () => void, ms: number) => () => void
  /** Ends the hold; the next window takes over. */
  readonly signal: AbortSignal
}

/**
 * Exactly one window is main's store: the one that holds the lock. The others look and edit, and the next in line takes
 * over when it is released. The holder reconciles on every new line to main, and has the rows of large bulk edits written.
 */
export function holdStore(options: HoldStoreOptions): void {
  const { locks, signal } = options
  options.onRole({ kind: 'viewer' })
  const held = locks.request(STORE_LOCK, { signal }, async () => {
    const stop = keepAttached(options)
    const spread = options.spread ?? (() => spreadSlice(options.context))
    const stopSpreading = keepSpreading(spread, options.later ?? browserTimer)
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve())
    })
    stop()
    stopSpreading()
  })
  held.catch((error: unknown) => {
    if (!signal.aborted) options.onRole({ kind: 'failed', error: toWireError(toStorageFailure(error)) })
  })
}

/** How long an edit of another window may be in doubt before this one takes it on. */
const LOOK_AFTER_MS = 3_000

/** A full disk may have room again; nobody should have to reload for it. */
const RETRY_MS = 10_000

function browserTimer(act: () => void, ms: number): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}

/**
 * Reconciles now, if there is a line, at every line that opens later, and again after a failure. In between it looks for
 * edits that another window could not hand over.
 */
function keepAttached({ context, main, isOnline, onRole, later = browserTimer }: HoldStoreOptions): () => void {
  let attempt = 0
  let callOff: () => void = () => undefined
  const lookLater = (own: number, seen: ReadonlySet<string>) => {
    const look = async () => {
      const now = await handOverLeft(context, main, seen).catch(() => seen)
      if (own === attempt) lookLater(own, now)
    }
    callOff = later(() => void look(), LOOK_AFTER_MS)
  }
  const run = async () => {
    const own = ++attempt
    callOff()
    onRole({ kind: 'reconciling' })
    try {
      await reconcile(context, main)
      if (own !== attempt) return
      onRole({ kind: 'store' })
      lookLater(own, new Set())
    } catch (error) {
      // A line that was cut opens again, and with it comes the next attempt.
      if (own !== attempt || isDisconnected(error)) return
      const failure = error instanceof AppError ? error : toStorageFailure(error)
      onRole({ kind: 'failed', error: toWireError(failure) })
      callOff = later(() => void run(), RETRY_MS)
    }
  }
  if (isOnline()) void run()
  const stopHearing = main.onConnection((connection) => {
    if (connection === 'online') void run()
  })
  return () => {
    attempt++
    stopHearing()
    callOff()
  }
}
