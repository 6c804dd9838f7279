import { describe, expect, test } from 'vitest'
import { createBatchLimit } from '#core/connectors/amocrm/batch-limit.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { createFakeClock } from '#test/support/fake-clock.ts'

const gatewayTimeout = new AppError('remote/unavailable', 'gateway', { details: { status: 504 } })

describe('the batch limit', () => {
  test('halves at each 504, down to one, and recovers after ten minutes', async () => {
    const clock = createFakeClock()
    const limit = createBatchLimit(clock)
    const seen = [limit.current()]

    for (let times = 0; times < 7; times++) {
      limit.note(gatewayTimeout, limit.current())
      seen.push(limit.current())
    }
    await clock.advance(10 * 60_000)

    expect([...seen, limit.current()]).toEqual([50, 25, 12, 6, 3, 1, 1, 1, 50])
  })

  test('begins with what the user has chosen, and comes back to it', async () => {
    const clock = createFakeClock()
    const limit = createBatchLimit(clock, 250)
    const seen = [limit.current()]

    limit.note(gatewayTimeout, 250)
    seen.push(limit.current())
    await clock.advance(10 * 60_000)

    expect([...seen, limit.current()]).toEqual([250, 125, 250])
  })

  test('halves as well where the server in front takes no body so large', () => {
    const limit = createBatchLimit(createFakeClock(), 250)

    limit.note(new HttpRefusal(413, null, 'too large', {}), 250)

    expect(limit.current()).toBe(125)
  })

  test.each([new AppError('remote/unavailable', 'x', { details: { status: 500 } }), new Error('x')])(
    'takes no note of other failures (%s)',
    (error) => {
      const limit = createBatchLimit(createFakeClock())

      limit.note(error, 50)

      expect(limit.current()).toBe(50)
    },
  )
})
