import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import type { RedirectCall } from '#core/ports/redirect-listener.ts'
import { redirectListener } from '#hosts/node/redirect-listener.ts'
import { failureOf } from '#test/support/failure-of.ts'

const page = { status: 200, language: 'en', title: 'Done', text: 'Close it.' } as const

/** Somebody on one address of this device; the port is theirs. */
async function occupy(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

/** A port that was free a moment ago, on both addresses. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('answers on this device alone, with a page that can do nothing, until it is closed', async () => {
  const [port, calls] = [await freePort(), [] as RedirectCall[]]
  const listener = await redirectListener.listen(port, (call) => {
    calls.push(call)
    return page
  })

  const response = await fetch(`http://127.0.0.1:${port}/back?code=x`)
  const text = await response.text()
  await listener.close()

  expect(calls).toEqual([{ method: 'GET', host: `127.0.0.1:${port}`, target: '/back?code=x' }])
  expect(text).toContain('<h1>Done</h1>')
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
  expect([response.headers.get('referrer-policy'), response.headers.get('cache-control')]).toEqual([
    'no-referrer',
    'no-store',
  ])
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
})

/** A device may have no IPv6: then nobody can be there. */
const loopback = ['127.0.0.1', '::1'].filter((host) =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === host)),
)

test.each(loopback)('shares its port with nobody, on %s neither', async (host) => {
  const port = await occupy(host)

  const failure = await failureOf(redirectListener.listen(port, () => page))

  expect(failure).toMatchObject({ code: 'state/refused', details: { reason: 'port-busy', port } })
})
