import { protocol, type Session } from 'electron'
import { contentPolicy, securityHeaders } from '../content-policy.ts'
import type { RendererFiles } from '../renderer-files.ts'

const SCHEME = 'app'
const HOST = 'kartoteka'

export const APP_ORIGIN = `${SCHEME}://${HOST}`

/** Makes `app:` a scheme with an origin of its own, where IndexedDB and workers live as they do under https. Before `ready`. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/** Answers the window from the files of the build, and from nothing else. */
export function serveAppScheme(session: Session, files: RendererFiles): void {
  session.protocol.handle(SCHEME, (request) => {
    const url = new URL(request.url)
    const file = url.host === HOST && request.method === 'GET' ? files.find(url.pathname) : null
    if (file === null) return new Response('Not found', { status: 404, headers: securityHeaders })

    const headers = {
      ...securityHeaders,
      'Content-Security-Policy': contentPolicy({ nonce: file.nonce }),
      'Content-Type': file.contentType,
      'Cache-Control': file.cacheControl,
    }
    return new Response(new Uint8Array(file.body), { headers })
  })
}
