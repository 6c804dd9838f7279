import type { Channel } from '#shared/ipc/envelope.ts'

/** All that the preload exposes. */
export interface MainBridge {
  send(message: unknown): void
  /** Returns the way to stop. */
  subscribe(listener: (message: unknown) => void): () => void
}

/** The line to main under Electron. It lives as long as the window: a window without its main process is gone. */
export function createBridgeChannel(bridge: MainBridge): Channel {
  return {
    send: (message) => bridge.send(message),
    onMessage: (listener) => void bridge.subscribe(listener),
    onClose: () => undefined,
  }
}
