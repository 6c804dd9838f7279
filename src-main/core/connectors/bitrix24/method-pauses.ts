import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '#core/ports/clock.ts'
import { heldAlone } from '../held-alone.ts'
import type { Time } from './envelope.ts'

/**
 * Which methods have used up their time. Work is summed over ten minutes, for each method by itself, and an error does not say
 * when that ends: what the last good answer said is kept.
 * @source https://apidocs.bitrix24.com/settings/performance/limits.html
 */
export interface MethodPauses {
  /** @param offsetMs server time minus device time */
  note(method: string, time: Time, offsetMs: number): void
  /** The method has been refused for the time it takes. @returns for how long it rests, milliseconds */
  pause(method: string): number
  /** For how long it still rests, milliseconds; 0 where it does not. */
  restOf(method: string): number
  /** @throws {AppError} `rate-limited` while one of them rests; nothing was sent */
  check(methods: readonly string[]): void
}

/** The sum is over minutes: sooner than in one nothing changes. */
const UNTOLD_MS = 60_000
/** Whatever a portal says: the sum is over ten of them. */
const LONGEST_MS = 11 * 60_000

/** Shared by all connectors of an account. */
export function createMethodPauses(clock: Clock): MethodPauses {
  const resets = new Map<string, number>()
  const pausedUntil = new Map<string, number>()
  const leftOf = (method: string) => {
    const left = (pausedUntil.get(method) ?? Number.NEGATIVE_INFINITY) - clock.now()
    // A clock that was set back must not make it rest for hours.
    return left > LONGEST_MS ? 0 : left
  }

  return {
    note(method, { operating_reset_at: resetAt }, offsetMs) {
      if (resetAt !== undefined) resets.set(method, resetAt * 1000 - offsetMs)
    },
    pause(method) {
      const told = (resets.get(method) ?? Number.NEGATIVE_INFINITY) - clock.now()
      const restMs = told > 0 && told <= LONGEST_MS ? told : UNTOLD_MS
      pausedUntil.set(method, clock.now() + restMs)
      return restMs
    },
    restOf: (method) => Math.max(0, leftOf(method)),
    check(methods) {
      const resting = methods.find((method) => leftOf(method) > 0)
      if (resting === undefined) return
      throw restingFailure(resting, leftOf(resting))
    },
  }
}

/** What whoever calls a resting method hears. */
export const restingFailure = (method: string, retryAfterMs: number): AppError =>
  new AppError('rate-limited', `${method} has used up its time`, {
    details: { method, reason: 'operating', ...heldAlone, retryAfterMs, reached: false },
  })
