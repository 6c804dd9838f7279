import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Line, Network, RawAnswer, RawRequest } from '../ports/network.ts'
import { createConnectionWatch, type ConnectionWatch } from './connection-watch.ts'

/** A page of 250 contacts with every field filled is far below this; what is above it is not an answer. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024

const agents = {
  read: { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent({ keepAlive: true }) },
  // A write gets a connection of its own: on a kept one that the server has just closed, a reset would look like a
  // write that may have been carried out, and send the engine looking for it.
  write: { httpAgent: new HttpAgent({ keepAlive: false }), httpsAgent: new HttpsAgent({ keepAlive: false }) },
}

/**
 * The network over sockets. Redirects are not followed: an API does not send its clients elsewhere, and the token must
 * not go there. Proxy variables of the environment are not obeyed.
 */
export const socketNetwork: Network = { openLine: createSocketLine }

function createSocketLine(url: string): Line {
  const watch = createConnectionWatch(url)
  return { isOpen: () => watch.isOpen(), send: async (request, signal) => perform(request, watch.transport, signal) }
}

async function perform(
  request: RawRequest,
  transport: ConnectionWatch['transport'],
  signal: AbortSignal,
): Promise<RawAnswer> {
  // Loaded with the first request: a fifth of a start, and the window's first questions need none of it.
  const { default: axios } = await import('axios')
  const { status, data, headers } = await axios.request<string>({
    adapter: 'http',
    method: request.method,
    url: request.url,
    headers: request.headers,
    ...(request.body === null ? {} : { data: request.body }),
    ...agents[request.method === 'GET' ? 'read' : 'write'],
    transport,
    responseType: 'text',
    transformRequest: [],
    transformResponse: [],
    validateStatus: () => true,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    maxBodyLength: MAX_ANSWER_BYTES,
    proxy: false,
    signal,
  })
  const header = (name: string): string | null => {
    const value: unknown = headers[name]
    return typeof value === 'string' ? value : null
  }
  return {
    status,
    text: typeof data === 'string' ? data : '',
    contentType: header('content-type') ?? '',
    date: header('date'),
    retryAfter: header('retry-after'),
    location: header('location'),
  }
}
