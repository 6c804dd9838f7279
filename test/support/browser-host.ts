import { once } from 'node:events'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { App } from '#core/app.ts'
import { serveBrowserHost } from '#hosts/browser/browser-host.ts'
import { createGate, makeLaunchToken } from '#hosts/browser/gate.ts'
import { listenOnLoopback } from '#hosts/browser/listen.ts'
import type { RendererFile } from '#hosts/renderer-files.ts'
import type { Channel, Envelope } from '#shared/ipc/envelope.ts'

/** An app that says back whatever it is told. */
export const echoApp: Pick<App, 'connectWindow'> = {
  connectWindow(channel: Channel) {
    channel.onMessage((message) => channel.send(message as Envelope))
  },
}

export const someKey = Buffer.alloc(32, 7)

const somePage = (): RendererFile => ({
  body: Buffer.from('<!doctype html><title>the app</title>'),
  contentType: 'text/html; charset=utf-8',
  cacheControl: 'no-store',
  nonce: 'fresh',
})

interface HostOverrides {
  readonly key?: Buffer
  readonly runId?: string
  readonly app?: Pick<App, 'connectWindow'>
  readonly find?: (path: string) => RendererFile | null
}

/** The real browser host on a free port, around an app that only echoes. */
export async function startTestHost(overrides: HostOverrides = {}) {
  const { key = someKey, runId = 'run-1', app = echoApp } = overrides
  const find = overrides.find ?? ((path: string) => (path === '/' ? somePage() : null))
  const { server, port } = await listenOnLoopback(0)
  const gate = createGate({ key, runId, port })
  const host = serveBrowserHost({ server, port, app, gate, files: async () => ({ find }) })
  onTestFinished(() => host.close())

  return { host, port, origin: `http://127.0.0.1:${port}`, token: () => makeLaunchToken(key, runId) }
}

export interface RawReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A request as no browser would send it: `fetch` tidies paths and lets nobody choose `Host`. */
export async function rawRequest(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<RawReply> {
  const sent = request({ host: '127.0.0.1', port, path, method, headers: { Host: `127.0.0.1:${port}`, ...headers } })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }
}

/** The cookie that a launch token buys, as the browser would send it back. */
export async function signIn(port: number, token: string): Promise<string> {
  const reply = await rawRequest(port, `/?token=${token}`)
  return (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
}

/** Opens the socket as a page would. `status` is what the host said when it refused. */
export async function openSocket(
  port: number,
  headers: Record<string, string>,
): Promise<{ readonly socket: WebSocket; readonly status: null } | { readonly socket: null; readonly status: number }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers })
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      onTestFinished(() => socket.terminate())
      resolve({ socket, status: null })
    })
    socket.once('unexpected-response', (_request, response) => {
      socket.on('error', () => undefined)
      response.destroy()
      resolve({ socket: null, status: response.statusCode ?? 0 })
    })
    socket.once('error', reject)
  })
}
