import { createServer, type Server } from 'node:http'
import { AppError } from '#shared/errors/app-error.ts'
import { hasErrorCode } from '../node/durable-file.ts'

const LOOPBACK = '127.0.0.1'

/**
 * Takes a port on loopback, before anything slow is done; `0` lets the system pick.
 * @throws {AppError} `state/refused` with `reason: 'port-busy'` or `'port-unusable'`
 */
export async function listenOnLoopback(port: number): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, LOOPBACK, resolve)
    })
  } catch (error) {
    const reason = hasErrorCode(error, 'EADDRINUSE') ? 'port-busy' : 'port-unusable'
    throw new AppError('state/refused', `port ${port} cannot be used`, { details: { reason, port }, cause: error })
  }
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : port }
}
