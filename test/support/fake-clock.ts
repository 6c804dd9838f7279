import type { Clock } from '#core/ports/clock.ts'

interface Sleeper {
  readonly wakeAt: number
  readonly wake: () => void
}

/** Time that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on, waking sleepers in order, and lets everything that they set off come to rest. */
  advance(ms: number): Promise<void>
  /** How long the next sleeper still sleeps; `null` when nobody does. */
  nextWakeIn(): number | null
}

export function createFakeClock(start = 1_700_000_000_000): FakeClock {
  let now = start
  let sleepers: readonly Sleeper[] = []
  const earliest = () => [...sleepers].sort((a, b) => a.wakeAt - b.wakeAt)[0]
  const remove = (sleeper: Sleeper) => {
    sleepers = sleepers.filter((other) => other !== sleeper)
  }

  return {
    now: () => now,
    sleep: async (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        signal?.throwIfAborted()
        const sleeper: Sleeper = { wakeAt: now + ms, wake: resolve }
        sleepers = [...sleepers, sleeper]
        const abort = () => {
          remove(sleeper)
          reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
        }
        signal?.addEventListener('abort', abort, { once: true })
      }),
    async advance(ms) {
      const end = now + ms
      await settled()
      for (let next = earliest(); next !== undefined && next.wakeAt <= end; next = earliest()) {
        now = next.wakeAt
        remove(next)
        next.wake()
        await settled()
      }
      now = end
    },
    nextWakeIn: () => {
      const next = earliest()
      return next === undefined ? null : next.wakeAt - now
    },
  }
}

/** Runs everything that is ready to run: promises settle in microtasks, which all end before an immediate. */
export const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
