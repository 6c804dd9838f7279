import { randomBytes } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { RedirectListener, RedirectPage } from '#core/ports/redirect-listener.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { contentPolicy, securityHeaders } from '../content-policy.ts'
import { hasErrorCode } from './durable-file.ts'

/** A browser asks either of them for `localhost`: somebody else on one of them would be told the code. */
const LOOPBACK = ['127.0.0.1', '::1'] as const
/** A device without IPv6 has nobody listening there. */
const noSuchAddress = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'] as const

/** For browsers that come back from a CRM: on loopback, for as long as somebody waits for one. */
export const redirectListener: RedirectListener = {
  async listen(port, answer) {
    const servers: Server[] = []
    const close = async () => {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    }
    try {
      for (const address of LOOPBACK) {
        const server = createServer((request, response) => {
          const { method = '', url = '/', headers } = request
          send(response, answer({ method, host: headers.host ?? '', target: url }))
        })
        if (await isListening(server, port, address)) servers.push(server)
      }
    } catch (error) {
      await close()
      const reason = hasErrorCode(error, 'EADDRINUSE') ? 'port-busy' : 'port-unusable'
      throw new AppError('state/refused', `port ${port} cannot be used`, { details: { reason, port }, cause: error })
    }
    return { close }
  },
}

async function isListening(server: Server, port: number, address: string): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, address, resolve)
    })
    return true
  } catch (error) {
    if (address !== LOOPBACK[0] && noSuchAddress.some((code) => hasErrorCode(error, code))) return false
    throw error
  }
}

/** The connection ends with the page: nothing is to keep the listener from closing. */
function send(response: ServerResponse, { status, language, title, text }: RedirectPage): void {
  const nonce = randomBytes(16).toString('base64')
  const style = 'body{font:16px/1.5 system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}'
  const head = `<meta charset="utf-8"><title>${title} · Kartoteka</title><style nonce="${nonce}">${style}</style>`
  const html = `<!doctype html><html lang="${language}"><head>${head}</head><body><h1>${title}</h1><p>${text}</p></body></html>`
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Security-Policy': contentPolicy({ nonce }),
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  response.end(html)
}
