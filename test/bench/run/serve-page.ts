import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'
import { runTool } from '#hosts/start/run-tool.ts'

export interface ServedPage {
  readonly url: string
  close(): Promise<void>
}

const root = resolve(import.meta.dirname, '../../..')
const built = join(root, '.cache/bench-page')
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

/** Builds the page of the drivers and serves it on loopback, on a port that the system picks. */
export async function servePage(): Promise<ServedPage> {
  const args = ['build', '--config', 'build/bench-page.config.ts']
  if (!(await runTool(join(root, 'node_modules/vite/bin/vite.js'), args))) throw new Error('the page was not built')
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    const file = pathname === '/' ? 'index.html' : pathname.slice(1)
    // A name with a way up has no place here; what is not there is not found.
    const read = file.includes('..') ? Promise.reject(new Error('outside')) : readFile(join(built, file))
    read.then(
      (body) =>
        response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
