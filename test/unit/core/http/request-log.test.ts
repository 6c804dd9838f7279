import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactUrl } from '#core/http/redact-url.ts'
import { recordRequests } from '#core/http/request-log.ts'
import type { RawAnswer, RawRequest } from '#core/ports/network.ts'
import { createFakeClock } from '#test/support/fake-clock.ts'

const answer = (part: Partial<RawAnswer> = {}): RawAnswer => ({
  status: 200,
  text: '{}',
  contentType: 'application/json',
  date: null,
  retryAfter: null,
  location: null,
  ...part,
})
const request = (part: Partial<RawRequest> = {}): RawRequest => ({
  method: 'GET',
  url: 'https://one.amocrm.ru/api/v4/contacts',
  headers: { Authorization: 'Bearer s3cret' },
  body: null,
  deadlineMs: 20_000,
  ...part,
})

function record(send: () => Promise<RawAnswer>, isOpen = true) {
  const clock = createFakeClock()
  const { network, log } = recordRequests({ openLine: () => ({ isOpen: () => isOpen, send }) }, clock)
  const ask = async (part: Partial<RawRequest> = {}, signal = new AbortController().signal) => {
    const asked = request(part)
    return network.openLine(asked.url).send(asked, signal)
  }
  return { clock, log, ask }
}

describe('recordRequests', () => {
  test('keeps of a request what it was, how it went and how long it took', async () => {
    const { clock, log, ask } = record(async () => {
      await clock.sleep(120)
      return answer({ status: 429, text: 'напиши позже', retryAfter: '7' })
    })
    const at = clock.now()

    const asked = ask({ method: 'PATCH', url: 'https://one.amocrm.ru/api/v4/contacts/17?with=leads', body: '[]' })
    const during = log.open().length
    await clock.advance(120)
    await asked

    expect([during, log.list()]).toEqual([
      1,
      [
        {
          at,
          method: 'PATCH',
          path: '/api/v4/contacts/{…}',
          query: ['with'],
          status: 429,
          failure: null,
          durationMs: 120,
          sentBytes: 2,
          receivedBytes: 23,
          retryAfterMs: 7_000,
        },
      ],
    ])
  })

  test.each([
    ['offline: refused', Object.assign(new Error('connect 10.0.0.1'), { code: 'ECONNREFUSED' })],
    ['offline: cut', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ])('says in a word of our own why no answer came: %s', async (failure, error) => {
    const { log, ask } = record(async () => Promise.reject(error))

    await expect(ask()).rejects.toBe(error)

    expect(log.list()).toMatchObject([{ status: null, failure }])
  })

  test.each([
    ['timeout', 20_000],
    ['cancelled', 500],
  ])('tells a request that ran out of time from one that was called off: %s', async (failure, afterMs) => {
    const stop = new AbortController()
    const { clock, log, ask } = record(async () => {
      await clock.sleep(afterMs)
      stop.abort()
      throw new Error('canceled')
    })

    const asked = ask({}, stop.signal).catch(() => undefined)
    await clock.advance(afterMs)
    await asked

    expect(log.list()).toMatchObject([{ failure, durationMs: afterMs }])
  })

  test('keeps the newest two hundred', async () => {
    const { log, ask } = record(async () => answer())

    for (let count = 0; count < 250; count++) await ask({ body: 'x'.repeat(count) })

    expect([log.list().length, log.list()[0]?.sentBytes, log.list().at(-1)?.sentBytes]).toEqual([200, 50, 249])
  })

  test('takes trouble of the server for no sign of life, and a refusal for one', async () => {
    const statuses = [500, 503, 429, 404]
    const { clock, log, ask } = record(async () => answer({ status: statuses.shift() ?? 200 }))

    const seen: (number | null)[] = []
    for (let count = 0; count < 4; count++) {
      await ask()
      seen.push(log.answeredAt())
    }

    expect(seen).toEqual([null, null, null, clock.now()])
  })
})

/** Recognisable, and nothing that an address of the API is made of. */
const secret = fc.oneof(
  fc.stringMatching(/^\+?7\d{10}$/),
  fc.stringMatching(/^eyJ[A-Za-z0-9_-]{12,24}$/),
  fc.stringMatching(/^def50200[0-9a-f]{16}$/),
  fc.constantFrom('ivan', 'Иванова Мария', 'petrov@example.com', 'ООО Ромашка', 'anna-k', 'o"neil', '41029384'),
)

describe('the log of requests', () => {
  test('keeps nothing of a secret, a name or a number, wherever in a request it stands', async () => {
    const places = fc.constantFrom(
      'segment',
      'value',
      'parameter',
      'index',
      'dotted',
      'header',
      'body',
      'text',
      'fault',
    )
    await fc.assert(
      fc.asyncProperty(secret, places, async (hidden, place) => {
        const { log, ask } = record(async () => {
          if (place === 'fault') throw Object.assign(new Error(hidden), { code: 'ECONNRESET', config: { url: hidden } })
          return answer(place === 'text' ? { text: hidden, retryAfter: hidden, location: hidden, date: hidden } : {})
        })

        await ask(requestWith(hidden, place)).catch(() => undefined)

        const kept = JSON.stringify(log.list())
        expect(kept).not.toContain(hidden)
        expect(kept).not.toContain(encodeURIComponent(hidden))
        expect(kept).toContain('/api/v4/contacts')
      }),
      { numRuns: 300 },
    )
  })

  test('keeps the words of the API that are needed to find a fault', () => {
    const url =
      'https://x.amocrm.ru/api/v4/contacts?filter[id][0]=1&filter[id][1]=2&filter[updated_at][from]=17&page=2&order[id]=asc'

    expect([redactUrl(url), redactUrl('https://x.bitrix24.ru/rest/1/k3y/crm.contact.list.json').path]).toEqual([
      {
        path: '/api/v4/contacts',
        query: ['filter[id]', 'filter[updated_at][from]', 'page', 'order[id]'],
      },
      '/rest/{…}/{…}/crm.contact.list.json',
    ])
  })
})

function requestWith(hidden: string, place: string): Partial<RawRequest> {
  const base = 'https://one.amocrm.ru/api/v4/contacts'
  const encoded = encodeURIComponent(hidden)
  switch (place) {
    case 'segment':
      return { url: `${base}/${encoded}/link` }
    case 'dotted':
      return { url: `${base}/crm.${encoded}.list` }
    case 'value':
      return { url: `${base}?query=${encoded}` }
    case 'parameter':
      return { url: `${base}?${encoded}=1` }
    case 'index':
      return { url: `${base}?filter[${encoded}][${encoded}]=1` }
    case 'header':
      return { headers: { Authorization: `Bearer ${hidden}` } }
    default:
      return { body: hidden, method: 'POST' }
  }
}
