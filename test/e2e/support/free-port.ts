import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what systems hand out for outgoing connections: while its program is down nobody takes the port by chance. */
const FROM = 20_000
const TO = 32_000
const TRIES = 20

/** A loopback port that nobody listens on now; for programs that have to come back to the same one. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(FROM, TO)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port between ${FROM} and ${TO}`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const outcome = once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.listen(port, '127.0.0.1')
  const isListening = await outcome
  if (!isListening) return false
  server.close()
  await once(server, 'close')
  return true
}
