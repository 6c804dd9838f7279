import type { WebSocket } from 'ws'
import type { Channel } from '#shared/ipc/envelope.ts'

/** How often a window is asked for a sign of life; one that missed a whole turn is given up. */
const HEARTBEAT_MS = 15_000

/** RFC 6455: the data is not of a kind that this end takes. */
const UNSUPPORTED_DATA = 1003
const INVALID_PAYLOAD = 1007

/** A window's line over a socket: one JSON text frame per message. A frame that is not JSON ends the line. */
export function createSocketChannel(socket: WebSocket): Channel {
  const closeListeners: (() => void)[] = []
  const stopHeartbeat = startHeartbeat(socket)

  socket.once('close', () => {
    stopHeartbeat()
    for (const listener of closeListeners) listener()
  })
  // A broken line also closes, and that is what is listened to.
  socket.on('error', () => socket.terminate())

  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
    },
    onMessage(listener) {
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary) return socket.close(UNSUPPORTED_DATA)
        const frame = parseFrame(data)
        if (frame === null) return socket.close(INVALID_PAYLOAD)
        listener(frame.message)
      })
    },
    onClose(listener) {
      closeListeners.push(listener)
    },
  }
}

function parseFrame(data: Buffer): { readonly message: unknown } | null {
  try {
    return { message: JSON.parse(data.toString('utf8')) }
  } catch {
    return null
  }
}

/** A laptop that slept, or a killed browser, may leave a socket that looks open for hours. */
function startHeartbeat(socket: WebSocket): () => void {
  let isAlive = true
  socket.on('pong', () => {
    isAlive = true
  })
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, HEARTBEAT_MS)
  timer.unref()
  return () => clearInterval(timer)
}
