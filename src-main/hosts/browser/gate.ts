import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Decides who may see the app: launch tokens let in once, the cookie they buy keeps the door open. */
export interface Gate {
  /** `Set-Cookie` for a token that is good and unused, which it is no longer; else `null`. */
  redeem(token: string): string | null
  /** Whether a request's `Cookie` header carries a session of this profile. */
  admits(cookieHeader: string | undefined): boolean
}

const NONCE_BYTES = 16

/** A launch token that one run of the host accepts once. Whoever can read the profile's key can make one. */
export function makeLaunchToken(key: Buffer, runId: string): string {
  const nonce = randomBytes(NONCE_BYTES).toString('hex')
  return `${nonce}.${sign(key, `launch:${runId}:${nonce}`)}`
}

/** The link that the ready line shows. */
export const launchUrl = (port: number, token: string): string => `http://127.0.0.1:${port}/?token=${token}`

/**
 * Tokens are bound to `runId`, because the list of used ones dies with the run: without it every old link in a
 * terminal would open again after a restart. Cookies do not know ports, so the port is in the cookie's name; else two
 * profiles side by side would sign each other out.
 */
export function createGate(options: { readonly key: Buffer; readonly runId: string; readonly port: number }): Gate {
  const { key, runId } = options
  const cookieName = `kartoteka-${options.port}`
  const used = new Set<string>()

  return {
    redeem(token) {
      const [nonce = '', signature = ''] = token.split('.')
      if (!isSame(signature, sign(key, `launch:${runId}:${nonce}`)) || used.has(nonce)) return null
      used.add(nonce)
      const id = randomBytes(NONCE_BYTES).toString('hex')
      return `${cookieName}=${id}.${sign(key, `session:${id}`)}; HttpOnly; SameSite=Strict; Path=/`
    },
    admits(cookieHeader) {
      const [id = '', signature = ''] = (readCookie(cookieHeader, cookieName) ?? '').split('.')
      return isSame(signature, sign(key, `session:${id}`))
    },
  }
}

const sign = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('hex')

/** Without telling by its duration how much was right. */
function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function readCookie(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([key]) => key === name)?.[1]
}
