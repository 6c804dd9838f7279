import { AppError } from '#shared/errors/app-error.ts'
import type { Channel } from '#shared/ipc/envelope.ts'

/** Where the browser host listens for its own page. */
export function socketUrlOf(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/socket`
}

/** A host that is just starting may take a connection and never answer it; without an end the next try would never come. */
const OPEN_WITHIN_MS = 5_000

/**
 * Opens the line to main under the browser host: JSON text frames; the page's cookie says who we are.
 * @throws {AppError} `state/refused` with reason `disconnected` when the host does not answer
 */
export function createSocketChannel(url: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    const channel = toChannel(socket)
    const impatience = setTimeout(() => socket.close(), OPEN_WITHIN_MS)
    socket.addEventListener('open', () => {
      clearTimeout(impatience)
      resolve(channel)
    })
    // Browsers report a refused connection as an error without words, then as a close.
    socket.addEventListener('close', () => {
      clearTimeout(impatience)
      reject(new AppError('state/refused', 'the app does not answer', { details: { reason: 'disconnected' } }))
    })
  })
}

function toChannel(socket: WebSocket): Channel {
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    },
    onMessage(listener) {
      socket.addEventListener('message', ({ data }) => listener(parseFrame(data)))
    },
    onClose(listener) {
      if (socket.readyState === WebSocket.CLOSED) listener()
      else socket.addEventListener('close', listener)
    },
  }
}

/** A frame that is no JSON stays text: the envelope's schema refuses it. */
function parseFrame(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : data
  } catch {
    return data
  }
}
