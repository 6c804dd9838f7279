import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Call, Reply } from './exchange.ts'
import { parsePhpQuery } from './php-query.ts'

/** How to end an exchange: with an answer, with half of one, or by hanging up. */
export type Outcome =
  | { readonly is: 'reply'; readonly reply: Reply }
  | { readonly is: 'truncated'; readonly reply: Reply }
  | { readonly is: 'hang-up' }

/** An open port. */
export type Listener = {
  readonly port: number
  /** Stops listening and cuts every connection, also those at work. */
  close(): Promise<void>
}

/** More than any batch that the vendors allow. */
const MAX_BODY_BYTES = 32 * 1024 * 1024

/**
 * Listens on loopback and turns requests into calls.
 * @param port 0 lets the system choose
 * @throws when the port is taken, in words
 */
export async function listen(port: number, handle: (call: Call) => Promise<Outcome>): Promise<Listener> {
  const server = createServer((request, response) => {
    serve(request, response, handle).catch(() => response.destroy())
  })
  // Clients keep connections open between pages; the vendor's front servers do so for about this long.
  server.keepAliveTimeout = 65_000
  await start(server, port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function start(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      const reason = isTaken ? `Port ${port} is already in use by another program.` : `Cannot listen on port ${port}.`
      reject(new Error(`${reason} Choose another one with --port, or 0 for any free port.`, { cause: error }))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (call: Call) => Promise<Outcome>,
): Promise<void> {
  if (!isLoopbackHost(request.headers.host)) {
    send(response, { status: 403, contentType: 'text/plain', body: 'This server answers on loopback only.\n' }, 'GET')
    return
  }
  const body = await readBody(request)
  if (body === undefined) {
    send(response, { status: 413, contentType: 'text/plain', body: 'Too large.\n' }, 'GET')
    return
  }
  const outcome = await handle(toCall(request, body))
  switch (outcome.is) {
    case 'reply':
      send(response, outcome.reply, request.method ?? 'GET')
      return
    case 'truncated':
      sendHalf(response, outcome.reply)
      return
    case 'hang-up':
      // A reset rather than an orderly end: what a client sees when a connection breaks under it.
      request.socket.resetAndDestroy()
  }
}

function toCall(request: IncomingMessage, body: string): Call {
  const url = request.url ?? '/'
  const [path = '/', ...rest] = url.split('?')
  const rawQuery = rest.join('?')
  return {
    method: (request.method ?? 'GET').toUpperCase(),
    // A proxy's absolute form names the host once more; the path is what counts.
    path: path.replace(/^https?:\/\/[^/]+/, '').replaceAll(/\/{2,}/g, '/') || '/',
    query: parsePhpQuery(rawQuery),
    rawQuery,
    headers: request.headers,
    body,
    // A front that speaks HTTPS says so, as it would to the vendor's servers.
    base: `${request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'}://${request.headers.host ?? '127.0.0.1'}`,
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, reply: Reply, method: string): void {
  if (response.destroyed) return
  const bytes = Buffer.from(reply.body)
  response.writeHead(reply.status, headersOf(reply, bytes.length))
  response.end(method === 'HEAD' ? undefined : bytes)
}

function sendHalf(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return
  const bytes = Buffer.from(reply.body)
  // An empty answer cannot be cut; hanging up before its end comes closest.
  response.writeHead(reply.status, headersOf(reply, Math.max(bytes.length, 1)))
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
  if (bytes.length < 2) response.destroy()
}

function headersOf(reply: Reply, length: number): Record<string, string | number> {
  return {
    Server: 'nginx',
    ...(reply.contentType === undefined ? {} : { 'Content-Type': reply.contentType }),
    ...(reply.status === 204 ? {} : { 'Content-Length': length }),
    ...reply.headers,
  }
}

/** A page from elsewhere could reach this port under a name of its own; only names of this machine are answered. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '')
  return name === '127.0.0.1' || name === 'localhost' || name === '[::1]' || name.endsWith('.localhost')
}
