import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, StoreCommands } from '#shared/ipc/contract.ts'

/** The line to the one window that holds the cache; windows come and go, whoever writes need not know. */
export interface StoreLine extends Caller<StoreCommands> {
  attach(window: Caller<StoreCommands>): void
  /** Forgets `window` if it is the one attached. @returns whether it was */
  detach(window: Caller<StoreCommands>): boolean
  /** Waits for no window any more. */
  close(): void
}

export function createStoreLine(): StoreLine {
  let attached: Caller<StoreCommands> | null = null
  /** Ways out of the calls that wait: a window that hangs must not hold up the next one. */
  const waiting = new Set<(error: AppError) => void>()
  function use(window: Caller<StoreCommands> | null): void {
    if (window === attached) return
    attached = window
    for (const giveUp of waiting) giveUp(disconnected('the window that kept the cache has gone'))
  }
  return {
    call: async (name, input) => {
      if (attached === null) {
        throw disconnected(`no window for ${name}`)
      }
      const { promise: replaced, reject: giveUp } = Promise.withResolvers<never>()
      waiting.add(giveUp)
      try {
        return await Promise.race([attached.call(name, input), replaced])
      } finally {
        waiting.delete(giveUp)
      }
    },
    attach: use,
    detach: (window) => {
      if (attached !== window) return false
      use(null)
      return true
    },
    close: () => use(null),
  }
}

const disconnected = (message: string) =>
  new AppError('state/refused', message, { details: { reason: 'disconnected' } })
