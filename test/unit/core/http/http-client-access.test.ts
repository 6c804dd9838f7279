import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Access } from '#core/http/access.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { json, schema, startClient } from '#test/support/http-world.ts'

describe('a token that is refused', () => {
  const refusal = json(401, { title: 'Unauthorized' })
  /** Hands out one token after the other, as often as it is told that one was refused. */
  const renewing =
    (refused: string[], failure: AppError | null = null) =>
    (origin: string): Access => ({
      authorize: async () => Promise.resolve({ origin, token: `token-${refused.length + 1}` }),
      refused: async (token) => {
        refused.push(token)
        if (failure !== null) throw failure
        return Promise.resolve(true)
      },
    })
  const tokensOf = (requests: readonly IncomingMessage[]) => requests.map(({ headers }) => headers.authorization)

  test.each(['getJson', 'postJson', 'patchJson'] as const)('is replaced, and %s sent once more', async (method) => {
    const refused: string[] = []
    const { client, requests, signal } = await startClient(
      [refusal, json(200, { id: 7 })],
      undefined,
      renewing(refused),
    )

    const answer = await client[method]('/things', { schema, signal, body: { name: 'x' } })

    expect([answer, refused, tokensOf(requests)]).toEqual([
      { id: 7 },
      ['token-1'],
      ['Bearer token-1', 'Bearer token-2'],
    ])
  })

  test('twice in a row ends the request', async () => {
    const refused: string[] = []
    const { client, requests, signal } = await startClient([refusal], undefined, renewing(refused))

    const failure = await failureOf(client.postJson('/things', { schema, signal, body: {} }))

    expect(failure).toMatchObject({ code: 'auth/expired', details: { reached: false } })
    expect([refused.length, requests.length]).toEqual([1, 2])
  })

  test('and cannot be replaced leaves the request without effect, whatever kept us from a new one', async () => {
    const lost = new AppError('timeout', 'no answer in time', { details: { reached: true } })
    const { client, requests, signal } = await startClient([refusal], undefined, renewing([], lost))

    const failure = await failureOf(client.getJson('/things', { schema, signal }))

    expect(failure).toMatchObject({ code: 'timeout', details: { reached: false, step: 'access' } })
    expect(requests, 'the used-up refresh token is not asked with again at once').toHaveLength(1)
  })
})
