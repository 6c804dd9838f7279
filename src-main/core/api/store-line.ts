import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, StoreCommands } from '#shared/ipc/contract.ts'

/** The line to the one window that holds the cache; windows come and go, whoever writes need not know. */
export interface StoreLine extends Caller<StoreCommands> {
  attach(window: Caller<StoreCommands>): void
  /** Forgets `window` if it is the one attached. @returns whether it was */
  detach(window: Caller<StoreCommands>): boolean
}

export function createStoreLine(): StoreLine {
  let attached: Caller<StoreCommands> | null = null
  return {
    call: async (name, input) => {
      if (attached === null) {
        throw new AppError('state/refused', `no window for ${name}`, { details: { reason: 'disconnected' } })
      }
      return attached.call(name, input)
    },
    attach: (window) => {
      attached = window
    },
    detach: (window) => {
      if (attached !== window) return false
      attached = null
      return true
    },
  }
}
