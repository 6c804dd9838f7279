import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as v from 'valibot'
import { onTestFinished } from 'vitest'
import { fixedAccess, type Access } from '#core/http/access.ts'
import { createHttpClient, type RequestGate } from '#core/http/http-client.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { LogFields } from '#core/ports/logger.ts'
import { createFakeClock, settled } from './fake-clock.ts'

/** How the server answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export const schema = v.object({ id: v.number() })
export const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }

/** A client against a server on loopback that gives these answers in turn, the last one for ever. */
export async function startClient(
  answers: readonly Answer[],
  origin?: string,
  access: (origin: string) => Access = (to) => fixedAccess({ origin: to, token: 'top-secret-token' }),
) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.push(request), answers.length) - 1]
    request.resume().on('end', () => answer?.(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const clock = createFakeClock()
  const logged: [string, LogFields | undefined][] = []
  const told: (string | number | null)[] = []
  const gate: RequestGate = {
    enter: async (signal) => signal.throwIfAborted(),
    slowDown: (ms) => void told.push(ms),
    stop: () => void told.push('stop'),
  }
  const client = createHttpClient({
    access: access(origin ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    gate,
    network: socketNetwork,
    clock,
    random: { next: () => 0, uuid: () => '' },
    logger: {
      info: (...entry) => void logged.push(entry as never),
      warn: (...entry) => void logged.push(entry as never),
    },
  })
  return { client, clock, requests, logged, told, signal: new AbortController().signal }
}

/** Answers come in real time, pauses in ours: moves time on until the work is done. */
export async function underPauses<T>(clock: { advance(ms: number): Promise<void> }, work: Promise<T>): Promise<T> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  work.then(done, done)
  while (!isDone) {
    await clock.advance(1)
    await settled()
  }
  return work
}
