import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** One file of the built interface, ready to be sent. */
export interface RendererFile {
  readonly body: Buffer
  readonly contentType: string
  readonly cacheControl: string
  /** Stands in the page where the interface looks for it; one per response. `null` for all but the page. */
  readonly nonce: string | null
}

export interface RendererFiles {
  /** `path` as it stands in a URL, with its leading slash; `/` is the page. `null` when the build has no such file. */
  find(path: string): RendererFile | null
}

const PAGE = '/index.html'
const NONCE_PLACEHOLDER = '__CSP_NONCE__'
const NONCE_BYTES = 16

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/**
 * Reads the built interface into memory. A request can then only ever name one of these files: no path of a request
 * meets the file system, and a rebuild under a running app changes nothing for its window.
 */
export async function loadRendererFiles(directory: string): Promise<RendererFiles> {
  const bodies = new Map<string, Buffer>()
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    bodies.set(path.slice(directory.length).split(sep).join('/'), await readFile(path))
  }

  return {
    find(requested) {
      const path = requested === '/' ? PAGE : requested
      const body = bodies.get(path)
      if (body === undefined) return null
      return extname(path) === '.html' ? toPage(body) : toAsset(path, body)
    },
  }
}

function toPage(template: Buffer): RendererFile {
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  const body = Buffer.from(template.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce))
  return { body, nonce, contentType: typeOf('.html'), cacheControl: 'no-store' }
}

function toAsset(path: string, body: Buffer): RendererFile {
  // The build puts a hash of the content into the names of this folder, and of no other.
  const isHashed = path.startsWith('/assets/')
  const cacheControl = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache'
  return { body, nonce: null, contentType: typeOf(extname(path)), cacheControl }
}

const typeOf = (extension: string): string => contentTypes[extension] ?? 'application/octet-stream'
