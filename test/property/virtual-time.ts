/**
 * Time that passes only when nothing is left to do: sleepers wake in the order of their hours, and between two of them
 * everything that is ready (promises, and the immediates that the fake IndexedDB runs on) comes to rest.
 */
export interface VirtualTime {
  /** True time, milliseconds since the epoch; devices have clocks of their own. */
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  after(ms: number, act: () => void): void
  /** Runs until `isDone`, at most `limitMs` of virtual time. @returns whether it is done */
  run(isDone: () => boolean, limitMs: number): Promise<boolean>
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Immediates that have been asked for and not run yet. */
let waiting = 0
const native = globalThis.setImmediate

/** The fake IndexedDB and Dexie look up `setImmediate` at each use: counted here, it tells when they are at rest. */
function countImmediates(): () => void {
  globalThis.setImmediate = ((act: (...args: unknown[]) => void, ...args: unknown[]) => {
    waiting++
    return native(() => {
      waiting--
      act(...args)
    })
  }) as typeof setImmediate
  return () => {
    globalThis.setImmediate = native
  }
}

const turn = async (): Promise<void> => new Promise((resolve) => native(resolve))

async function settle(): Promise<void> {
  do await turn()
  while (waiting > 0)
}

export function createVirtualTime(start: number): VirtualTime {
  let now = start
  /** Earliest first; of two with one hour, the one that lay down first. */
  const sleepers: Sleeper[] = []

  function add(sleeper: Sleeper): void {
    let at = sleepers.length
    while (at > 0 && (sleepers[at - 1]?.at ?? 0) > sleeper.at) at--
    sleepers.splice(at, 0, sleeper)
  }

  return {
    now: () => now,
    after: (ms, act) => add({ at: now + Math.max(0, ms), wake: act }),
    sleep: async (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        signal?.throwIfAborted()
        const abort = () => {
          const at = sleepers.indexOf(sleeper)
          if (at >= 0) sleepers.splice(at, 1)
          reject(signal?.reason as Error)
        }
        const sleeper: Sleeper = {
          at: now + Math.max(0, ms),
          wake: () => {
            signal?.removeEventListener('abort', abort)
            resolve()
          },
        }
        add(sleeper)
        signal?.addEventListener('abort', abort, { once: true })
      }),
    async run(isDone, limitMs) {
      const end = now + limitMs
      const stopCounting = countImmediates()
      try {
        for (;;) {
          await settle()
          if (isDone()) return true
          const next = sleepers[0]
          if (next === undefined || next.at > end) {
            now = Math.max(now, end)
            return isDone()
          }
          sleepers.shift()
          now = Math.max(now, next.at)
          next.wake()
        }
      } finally {
        stopCounting()
      }
    },
  }
}
