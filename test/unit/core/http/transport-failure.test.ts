import { describe, expect, test } from 'vitest'
import { toTransportFailure } from '#core/http/transport-failure.ts'

const systemError = (code: string) => Object.assign(new Error(`${code} at 10.0.0.1`), { code })

/** As axios throws them: its own error around the system's. */
const wrapped = (inner: Error & { code?: string }) =>
  Object.assign(new Error(inner.message, { cause: inner }), { code: inner.code })

describe('toTransportFailure', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ENOTFOUND', 'not-found'],
    ['EAI_AGAIN', 'no-dns'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    ['EPROTO', 'certificate'],
  ])('knows that %s happens before anything is sent', (code, reason) => {
    expect(toTransportFailure(wrapped(systemError(code)), false)).toMatchObject({
      code: 'offline',
      details: { reason, reached: false, systemCode: code },
    })
  })

  test('knows that a connection that never came about sent nothing', () => {
    const failure = toTransportFailure(wrapped(systemError('ECONNRESET')), false)

    expect(failure).toMatchObject({ code: 'offline', details: { reason: 'unreachable', reached: false } })
  })

  test('looks into all addresses of a name', () => {
    const failure = toTransportFailure(new AggregateError([systemError('ECONNREFUSED')], 'all failed'), false)

    expect(failure).toMatchObject({ code: 'offline', details: { reason: 'refused', reached: false } })
  })

  test.each([
    [systemError('ECONNRESET'), 'offline', 'cut'],
    [systemError('EPIPE'), 'offline', 'cut'],
    [systemError('ETIMEDOUT'), 'offline', 'cut'],
    [new Error('socket hang up'), 'offline', 'cut'],
    [
      Object.assign(new Error('stream has been aborted'), { code: 'ERR_BAD_RESPONSE' }),
      'remote/unavailable',
      'truncated',
    ],
    [
      Object.assign(new Error('maxContentLength size of 9 exceeded'), { code: 'ERR_BAD_RESPONSE' }),
      'remote/unavailable',
      'too-large',
    ],
    [systemError('HPE_INVALID_CONSTANT'), 'remote/unavailable', 'not-http'],
    ['thrown text', 'offline', 'cut'],
  ])('supposes that a request on an open connection may have been carried out: %s', (error, code, reason) => {
    expect(toTransportFailure(error, true)).toMatchObject({ code, details: { reason, reached: true } })
  })

  test('carries neither the address nor the library’s error along', () => {
    const failure = toTransportFailure(wrapped(systemError('ECONNREFUSED')), false)

    expect(failure.cause).toBeUndefined()
    expect(failure.message).not.toContain('10.0.0.1')
  })
})
