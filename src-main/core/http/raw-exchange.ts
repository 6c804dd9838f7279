import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import axios from 'axios'
import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '../ports/clock.ts'
import { createConnectionWatch, type ConnectionWatch } from './connection-watch.ts'
import { replacedLine, type Line } from './line.ts'
import { toTransportFailure } from './transport-failure.ts'

export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body: string | null
  readonly deadlineMs: number
}

/** What came back, before anybody has judged it. */
export interface RawAnswer {
  readonly status: number
  readonly text: string
  readonly contentType: string
  readonly date: string | null
  readonly retryAfter: string | null
  readonly location: string | null
}

/** A page of 250 contacts with every field filled is far below this; what is above it is not an answer. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024

const agents = {
  read: { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent({ keepAlive: true }) },
  // A write gets a connection of its own: on a kept one that the server has just closed, a reset would look like a
  // write that may have been carried out, and send the engine looking for it.
  write: { httpAgent: new HttpAgent({ keepAlive: false }), httpsAgent: new HttpsAgent({ keepAlive: false }) },
}

/**
 * One request, one answer, whatever its status. Redirects are not followed: an API does not send its clients elsewhere,
 * and the token must not go there. Proxy variables of the environment are not obeyed.
 * @throws {AppError} `offline`, `timeout`, `remote/unavailable`, with `details.reached`
 * @throws the signal's reason when aborted
 */
export async function exchange(request: RawRequest, clock: Clock, signal: AbortSignal): Promise<RawAnswer> {
  const line = replacedLine(request.url) ?? createSocketLine(request.url)
  const [deadline, done] = [new AbortController(), new AbortController()]
  clock.sleep(request.deadlineMs, done.signal).then(
    () => deadline.abort(),
    // Rejects only because the answer came first.
    () => undefined,
  )
  try {
    return await line.send(request, AbortSignal.any([signal, deadline.signal]))
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.signal.aborted) {
      throw new AppError('timeout', 'no answer in time', {
        details: { deadlineMs: request.deadlineMs, reached: line.isOpen() },
      })
    }
    // No cause: axios hangs the request on its errors, and with it the token and what was sent.
    throw toTransportFailure(error, line.isOpen())
  } finally {
    done.abort()
  }
}

function createSocketLine(url: string): Line {
  const watch = createConnectionWatch(url)
  return { isOpen: () => watch.isOpen(), send: async (request, signal) => perform(request, watch.transport, signal) }
}

async function perform(
  request: RawRequest,
  transport: ConnectionWatch['transport'],
  signal: AbortSignal,
): Promise<RawAnswer> {
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
