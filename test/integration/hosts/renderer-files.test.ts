import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadRendererFiles } from '#hosts/renderer-files.ts'
import { rawRequest, signIn, startTestHost } from '#test/support/browser-host.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

async function someBuild(): Promise<string> {
  const outside = await temporaryDirectory()
  const build = join(outside, 'renderer')
  await mkdir(join(build, 'assets'), { recursive: true })
  await writeFile(join(outside, 'secret.txt'), 'secret')
  await writeFile(join(build, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">')
  await writeFile(join(build, 'icon.svg'), '<svg/>')
  await writeFile(join(build, 'assets', 'index-4f2a.js'), 'run()')
  return build
}

describe('renderer files', () => {
  test('gives the page a nonce of its own each time, and the same one to its policy', async () => {
    const files = await loadRendererFiles(await someBuild())

    const [first, second] = [files.find('/'), files.find('/index.html')]

    expect(first?.body.toString()).toBe(`<meta name="csp-nonce" content="${first?.nonce}">`)
    expect(first?.nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(second?.nonce).not.toBe(first?.nonce)
  })

  test('lets hashed assets be kept for good and nothing else', async () => {
    const files = await loadRendererFiles(await someBuild())

    const found = ['/', '/assets/index-4f2a.js', '/icon.svg'].map((path) => {
      const file = files.find(path)
      return [path, file?.contentType, file?.cacheControl]
    })

    expect(found).toEqual([
      ['/', 'text/html; charset=utf-8', 'no-store'],
      ['/assets/index-4f2a.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
      ['/icon.svg', 'image/svg+xml', 'no-cache'],
    ])
  })

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//secret.txt',
    '/assets',
    '/assets/',
    '/__proto__',
    '/index.html/',
    '/index.html%00.js',
  ])('answers 404 to %s, sent as it stands', async (path) => {
    const files = await loadRendererFiles(await someBuild())
    const { port, token } = await startTestHost({ find: (requested) => files.find(requested) })
    const cookie = await signIn(port, token())

    const reply = await rawRequest(port, path, { Cookie: cookie })

    expect(reply.status).toBe(404)
    expect(reply.body).not.toContain('secret')
  })
})
