import { describe, expect, test } from 'vitest'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { RawAnswer } from '#core/ports/network.ts'
import { failureOf } from '#core/http/status-failure.ts'

const origin = 'https://example.amocrm.ru'
const now = Date.parse('2026-01-02T03:04:05Z')

const answer = (status: number, rest: Partial<RawAnswer> = {}): RawAnswer => ({
  status,
  text: '{}',
  contentType: 'application/hal+json',
  date: null,
  retryAfter: null,
  location: null,
  ...rest,
})
const page: Partial<RawAnswer> = { text: '<!DOCTYPE html><html></html>', contentType: 'text/html; charset=utf-8' }
const unlabelledPage: Partial<RawAnswer> = { text: '\n<html><h1>403 Forbidden</h1></html>', contentType: '' }

describe('failureOf', () => {
  test.each([
    [answer(200), null],
    [answer(202), null],
    [answer(204, { text: '', contentType: 'text/html' }), null],
  ])('lets a success pass', (raw, expected) => {
    expect(failureOf(raw, origin, now)).toBe(expected)
  })

  test.each<[string, RawAnswer, string, Readonly<Record<string, unknown>>]>([
    ['200 with a page', answer(200, page), 'remote/unavailable', { reason: 'captive-portal', reached: true }],
    ['200 with an unlabelled page', answer(200, unlabelledPage), 'remote/unavailable', { reason: 'captive-portal' }],
    [
      '302 elsewhere',
      answer(302, { location: 'http://portal.example/' }),
      'remote/unavailable',
      { reason: 'captive-portal', reached: true },
    ],
    ['301 at home', answer(301, { location: '/login' }), 'remote/unavailable', { reason: 'redirect', reached: true }],
    ['304', answer(304), 'remote/unavailable', { reason: 'redirect', reached: true }],
    ['401', answer(401), 'auth/expired', { reached: false }],
    ['401 with a page', answer(401, page), 'auth/expired', { reached: false }],
    ['402', answer(402), 'auth/unpaid', { reached: false }],
    ['403 with JSON', answer(403), 'auth/denied', { reached: false }],
    ['403 with a page', answer(403, page), 'auth/blocked', { reached: false }],
    ['403 with an unlabelled page', answer(403, unlabelledPage), 'auth/blocked', { reached: false }],
    ['403 without a body', answer(403, { text: '' }), 'auth/blocked', { reached: false }],
    ['404 with a page', answer(404, page), 'remote/unavailable', { reason: 'web-page', reached: true }],
    ['408', answer(408), 'timeout', { reached: true }],
    ['429', answer(429, page), 'rate-limited', { status: 429, reached: false }],
    ['429 with seconds', answer(429, { retryAfter: '17' }), 'rate-limited', { retryAfterMs: 17_000 }],
    [
      '429 with a date',
      answer(429, { retryAfter: 'Fri, 02 Jan 2026 03:04:35 GMT' }),
      'rate-limited',
      { retryAfterMs: 30_000 },
    ],
    [
      '429 with a past date',
      answer(429, { retryAfter: 'Thu, 01 Jan 2026 00:00:00 GMT' }),
      'rate-limited',
      { retryAfterMs: 0 },
    ],
    ['429 with a day', answer(429, { retryAfter: '86400' }), 'rate-limited', { retryAfterMs: 3_600_000 }],
    ['500', answer(500), 'remote/unavailable', { status: 500, reached: true }],
    ['502 with a page', answer(502, page), 'remote/unavailable', { status: 502, reached: true }],
    ['504', answer(504), 'remote/unavailable', { status: 504, reached: true }],
  ])('translates %s', (_, raw, code, details) => {
    expect(failureOf(raw, origin, now)).toMatchObject({ code, details })
  })

  test('invents no term for a 429 that gives none that makes sense', () => {
    expect(failureOf(answer(429, { retryAfter: 'soon' }), origin, now)?.details).toEqual({
      status: 429,
      reached: false,
    })
  })

  test.each([400, 404, 405, 413, 422])('hands a refusal with %i to the connector, out of sight of logs', (status) => {
    const failure = failureOf(answer(status, { text: '{"detail":"Иван"}' }), origin, now)

    expect(failure).toBeInstanceOf(HttpRefusal)
    expect(failure).toMatchObject({ code: 'remote/rejected', details: { status, reached: false } })
    expect((failure as HttpRefusal).body).toEqual({ detail: 'Иван' })
    expect(JSON.stringify(failure)).not.toContain('Иван')
  })
})
