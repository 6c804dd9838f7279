import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { App } from '#core/app.ts'
import { contentPolicy, securityHeaders } from '../content-policy.ts'
import type { RendererFiles } from '../renderer-files.ts'
import type { Gate } from './gate.ts'
import { toPlainPage, type NoticeName } from './plain-page.ts'
import { createSocketChannel } from './socket-channel.ts'

export interface BrowserHostOptions {
  /** Already listening, on 127.0.0.1 alone. */
  readonly server: Server
  readonly port: number
  readonly app: Pick<App, 'connectWindow'>
  readonly gate: Gate
  /** Called for each request, so that a rebuild may be seen while developing. */
  readonly files: () => Promise<RendererFiles>
}

export interface BrowserHost {
  /** Cuts every line and stops listening. */
  close(): Promise<void>
}

/** A page of a pull is about a megabyte; a mutation over 100,000 contacts is about ten. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024
const SOCKET_PATH = '/socket'
const GOING_AWAY = 1001

/**
 * Serves the interface and its messages to browsers on this computer that were let in. Three things are checked on
 * their own: `Host` (a hostile name that resolves to 127.0.0.1), the cookie (another user, another program), and on the
 * socket `Origin` (a hostile page in the same browser).
 */
export function serveBrowserHost(options: BrowserHostOptions): BrowserHost {
  const { server, app } = options
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, options).catch(() => response.destroy())
  })
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const refusal = refuseUpgrade(request, options)
    if (refusal !== null) return void stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`)
    sockets.handleUpgrade(request, stream, head, (socket) => app.connectWindow(createSocketChannel(socket)))
  })

  return {
    async close() {
      for (const socket of sockets.clients) socket.close(GOING_AWAY)
      const ended = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      for (const socket of sockets.clients) socket.terminate()
      await ended
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { port, gate, files }: BrowserHostOptions,
): Promise<void> {
  const refuse = (name: NoticeName) => sendNotice(response, name)
  const target = parseTarget(request, port)

  if (target === null) return refuse('wrongHost')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse('wrongMethod')
  // One origin, one IndexedDB: the other name of this computer leads to the same place.
  if (target.isAlias) return redirect(response, `http://127.0.0.1:${port}${request.url ?? '/'}`)
  const isAdmitted = gate.admits(request.headers.cookie)
  const token = target.path === '/' && request.method === 'GET' ? target.query.get('token') : null
  if (token !== null) {
    const cookie = gate.redeem(token)
    // A window that is in already has only kept the link, as a reopened tab does.
    if (cookie === null && !isAdmitted) return refuse('usedLink')
    // `SameSite=Strict`: a browser that comes from a page elsewhere keeps the cookie back as long as it is redirected.
    // A page of ours, asked to go on by itself, starts anew from here.
    if (cookie !== null && request.headers['sec-fetch-site'] === 'cross-site') return sendThreshold(response, cookie)
    return redirect(response, '/', cookie)
  }
  if (!isAdmitted) return refuse('noSession')
  const file = (await files()).find(target.path)
  if (file === null) return refuse('notFound')
  response.writeHead(200, {
    ...securityHeaders,
    // Scripts carry it too: a worker lives by the policy of its own response, not by its page's.
    'Content-Security-Policy': contentPolicy({ nonce: file.nonce, connect: `ws://127.0.0.1:${port}` }),
    'Content-Type': file.contentType,
    'Content-Length': file.body.length,
    'Cache-Control': file.cacheControl,
  })
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

interface Target {
  readonly path: string
  readonly query: URLSearchParams
  readonly isAlias: boolean
}

/** `null` for a host that is not ours, or a target that is no path. The path stands as it was sent, undecoded. */
function parseTarget(request: IncomingMessage, port: number): Target | null {
  const { host } = request.headers
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return null
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  if (!path.startsWith('/')) return null
  return { path, query: new URLSearchParams(query), isAlias: host.startsWith('localhost') }
}

/** The status line that refuses a socket, `null` to let it in. */
function refuseUpgrade(request: IncomingMessage, { port, gate }: BrowserHostOptions): string | null {
  if (request.headers.host !== `127.0.0.1:${port}`) return '403 Forbidden'
  if (request.headers.origin !== `http://127.0.0.1:${port}`) return '403 Forbidden'
  if (request.url !== SOCKET_PATH) return '404 Not Found'
  return gate.admits(request.headers.cookie) ? null : '401 Unauthorized'
}

function redirect(response: ServerResponse, location: string, cookie: string | null = null): void {
  const setCookie = cookie === null ? {} : { 'Set-Cookie': cookie }
  response.writeHead(303, { ...securityHeaders, ...setCookie, Location: location, 'Cache-Control': 'no-store' })
  response.end()
}

function sendThreshold(response: ServerResponse, cookie: string): void {
  response.writeHead(200, {
    ...securityHeaders,
    'Content-Security-Policy': contentPolicy({ nonce: null }),
    'Content-Type': 'text/html; charset=utf-8',
    'Set-Cookie': cookie,
    'Cache-Control': 'no-store',
  })
  response.end('<!doctype html><meta http-equiv="refresh" content="0; url=/"><title>Kartoteka</title>')
}

function sendNotice(response: ServerResponse, name: NoticeName): void {
  const { status, html, nonce } = toPlainPage(name)
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Security-Policy': contentPolicy({ nonce }),
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(html)
}
