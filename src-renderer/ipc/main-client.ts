import { AppError } from '#shared/errors/app-error.ts'
import { commands } from '#shared/ipc/commands.ts'
import type { Caller, Commands, HandlersOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { Channel } from '#shared/ipc/envelope.ts'
import type { EventName, EventPayload } from '#shared/ipc/events.ts'
import { createPeer, type Peer } from '#shared/ipc/peer.ts'
import { storeCommands } from '#shared/ipc/store-commands.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'

export type Connection = 'online' | 'lost'

export interface MainClientOptions {
  /** Opens one line to main. Rejects when main does not answer. */
  readonly connect: () => Promise<Channel>
  /** What this window answers when it is the store. */
  readonly handlers: HandlersOf<StoreCommands>
  readonly sleep: (ms: number) => Promise<void>
  /** In [0, 1). */
  readonly chance: () => number
  readonly onRefused: (error: AppError) => void
}

/**
 * The single way to main. It opens the line again whenever it is cut. A call made while it is cut rejects with
 * `state/refused`, reason `disconnected`; `details.reached` is `false` when main certainly did not hear it.
 */
export interface MainClient extends Caller<Commands> {
  readonly connection: Connection
  /** Hears every event of this name, over all lines. Returns the way to stop. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /** Hears `connection` whenever it changes. Returns the way to stop. */
  onConnection(listener: (connection: Connection) => void): () => void
}

type Subscription = { readonly attach: (peer: Peer<Commands>) => void; isOver: boolean }

/** Connects at once and for as long as the window lives. */
export function createMainClient(options: MainClientOptions): MainClient {
  const subscriptions = new Set<Subscription>()
  const watchers = new Set<(connection: Connection) => void>()
  let peer: Peer<Commands> | null = null

  function use(next: Peer<Commands> | null): void {
    peer = next
    for (const watch of [...watchers]) watch(next === null ? 'lost' : 'online')
  }

  function open(channel: Channel): void {
    const { handlers, onRefused } = options
    const serves = { table: storeCommands, handlers, context: undefined }
    const next: Peer<Commands> = createPeer({ channel, serves, asks: commands, onRefused })
    for (const { attach } of subscriptions) attach(next)
    channel.onClose(() => {
      use(null)
      void reconnect(0)
    })
    use(next)
  }

  async function reconnect(failures: number): Promise<void> {
    if (failures > 0) await options.sleep(reconnectDelayMs(failures - 1, options.chance()))
    const channel = await options.connect().catch(() => null)
    if (channel === null) return reconnect(failures + 1)
    open(channel)
  }

  void reconnect(0)
  return {
    get connection() {
      return peer === null ? 'lost' : 'online'
    },
    async call(name, input) {
      if (peer !== null) return peer.call(name, input)
      const details = { reason: 'disconnected', reached: false }
      throw new AppError('state/refused', `no line to main for ${name}`, { details })
    },
    on(name, listener) {
      const subscription: Subscription = {
        isOver: false,
        attach: (to) => to.on(name, (payload) => (subscription.isOver ? undefined : listener(payload))),
      }
      subscriptions.add(subscription)
      if (peer !== null) subscription.attach(peer)
      return () => {
        subscription.isOver = true
        subscriptions.delete(subscription)
      }
    },
    onConnection(listener) {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
  }
}
