import { generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

/** A name of this machine that clients reach over TLS. */
export type HttpsFront = { readonly host: string; close(): Promise<void> }

/**
 * Puts HTTPS in front of a server that speaks HTTP: clients of the vendor know nothing else. The certificate is made here,
 * lives for an hour, and is trusted by this process alone.
 */
export async function openHttpsFront(target: string): Promise<HttpsFront> {
  const { key, cert } = selfSigned('localhost')
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, cert])
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, url } = incoming
    // As the vendors' own fronts do: what stands behind builds its links from it.
    const headers = { ...incoming.headers, 'x-forwarded-proto': 'https' }
    const onward = request(`${target}${url ?? '/'}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    host: `localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        setDefaultCACertificates(trusted)
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const ECDSA_SHA256 = '1.2.840.10045.4.3.2'
const [INTEGER, BITS, OCTETS, OID, UTF8, SEQUENCE, SET, UTC_TIME] = [2, 3, 4, 6, 12, 0x30, 0x31, 0x17]

/** Node makes keys and signatures, but no certificates: this writes the little of X.509 that a client looks at. */
function selfSigned(name: string): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(SEQUENCE, oid(ECDSA_SHA256))
  const subject = der(SEQUENCE, der(SET, der(SEQUENCE, oid('2.5.4.3'), der(UTF8, Buffer.from(name)))))
  const now = Date.now()
  const validity = der(SEQUENCE, utcTime(now - 60_000), utcTime(now + 3_600_000))
  const altName = der(SEQUENCE, der(0x82, Buffer.from(name)))
  const extensions = der(0xa3, der(SEQUENCE, der(SEQUENCE, oid('2.5.29.17'), der(OCTETS, altName))))
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.of(2))),
    der(INTEGER, Buffer.of(1)),
    ...[algorithm, subject, validity, subject],
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  )
  const cert = der(SEQUENCE, body, algorithm, der(BITS, Buffer.of(0), signature(body, privateKey)))
  const lines = cert.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

function signature(body: Buffer, key: KeyObject): Buffer {
  return sign('sha256', body, key)
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const size = length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff)
  return Buffer.concat([Buffer.of(tag), size, content])
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((number) => {
    const septets = [number & 0x7f]
    for (let left = number >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80)
    return septets
  })
  return der(OID, Buffer.from([first * 40 + second, ...bytes]))
}

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, '').slice(2, 14)
  return der(UTC_TIME, Buffer.from(`${digits}Z`))
}
