import { commands } from '#shared/ipc/commands.ts'
import type { Caller, Commands, HandlersOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { Channel } from '#shared/ipc/envelope.ts'
import type { EventName, EventPayload } from '#shared/ipc/events.ts'
import { createPeer, type Peer } from '#shared/ipc/peer.ts'
import { storeCommands } from '#shared/ipc/store-commands.ts'
import type { WindowContext } from './api/window-context.ts'
import type { Logger } from './ports/logger.ts'

/** Every open window, for what all of them are told. */
export function createWindows() {
  const open = new Set<Peer<StoreCommands>>()
  return {
    emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
      for (const window of open) window.emit(name, payload)
    },
    open(
      channel: Channel,
      handlers: HandlersOf<Commands, WindowContext>,
      logger: Logger,
      onClosed: (window: Caller<StoreCommands>) => void,
    ): void {
      const context: { window: Caller<StoreCommands> } = {
        window: { call: async (name, input) => window.call(name, input) },
      }
      const window = createPeer({
        channel,
        serves: { table: commands, handlers, context },
        asks: storeCommands,
        onRefused: (error) => logger.warn('message refused', { code: error.code, message: error.message }),
      })
      open.add(window)
      channel.onClose(() => {
        open.delete(window)
        onClosed(context.window)
      })
    },
  }
}
