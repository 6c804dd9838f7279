import { describe, expect, test } from 'vitest'
import type { Bitrix24Api, Command, CommandOutcome } from '#core/connectors/bitrix24/api.ts'
import { findGoneNotes } from '#core/connectors/bitrix24/sweep-notes.ts'
import type { AccountId, RemoteId } from '#shared/domain/ids.ts'

const refused = (code: string, message: string): CommandOutcome => ({
  kind: 'refused',
  refusal: { code, message, status: null },
})
const there: CommandOutcome = { kind: 'answered', answer: { result: {}, next: null, total: null, operating: null } }

/** Nobody has so many comments. */
const NOBODY = '2147483647'
const QUARTER_MS = 15 * 60_000
const START_MS = Date.UTC(2026, 10, 21)

/** A portal that answers as it is told, at a given quarter of an hour. */
function sweep(
  count: number,
  answer: (id: string) => CommandOutcome,
  turn = 0,
  nobody = refused('', 'Не найдено: 2147483647'),
) {
  const asked: string[] = []
  const api: Bitrix24Api = {
    ...{ writeCount: 0, heardAt: () => START_MS + turn * QUARTER_MS },
    call: () => Promise.reject(new Error('nothing is asked for alone')),
    batch(commands: readonly Command[]) {
      const ids = commands.map(({ name, params }) => [name, String(params['id'])] as const)
      asked.push(...ids.map(([, id]) => id))
      return Promise.resolve(new Map(ids.map(([name, id]) => [name, id === NOBODY ? nobody : answer(id)])))
    },
  }
  const context = {
    ...{ accountId: 'acc1' as AccountId, api },
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    logger: { info: () => undefined, warn: () => undefined },
  }
  const ids = Array.from({ length: count }, (_, at) => String(at + 1) as RemoteId)
  async function* known() {
    yield* [ids.slice(0, 1_500), ids.slice(1_500)]
    await Promise.resolve()
  }
  return findGoneNotes(context, known, AbortSignal.abort()).then((gone) => ({ gone, asked }))
}

describe('comparing comments with the portal', () => {
  test('misses what it does not find or may not see, and nothing that could not be told now', async () => {
    const answers: Readonly<Record<string, CommandOutcome>> = {
      1: refused('', 'Не найдено: 1'),
      2: refused('', 'Access denied.'),
      3: refused('ACCESS_DENIED', 'Access denied!'),
      4: refused('INTERNAL_SERVER_ERROR', ''),
      5: { kind: 'not-run' },
      6: there,
      7: refused('', 'База данных недоступна'),
      8: refused('NOT_FOUND', 'Not found.'),
    }

    const { gone } = await sweep(8, (id) => answers[id] ?? there)

    expect(gone).toEqual(['1', '2', '3', '8'])
  })

  test.each([
    ['is out of order altogether', refused('INTERNAL_SERVER_ERROR', 'Oops')],
    ['did not come to it', { kind: 'not-run' } as const],
  ])('takes no word for an absence where the portal %s', async (_, nobody) => {
    const { gone } = await sweep(2, (id) => refused(id === '1' ? '' : 'NOT_FOUND', 'Не найдено: 1'), 0, nobody)

    expect(gone).toEqual(['2'])
  })

  test.each(['INTERNAL_SERVER_ERROR', 'QUERY_LIMIT_EXCEEDED', 'ERROR_UNEXPECTED_ANSWER'])(
    'misses nothing where the portal has the same trouble (%s) with everything',
    async (code) => {
      const { gone } = await sweep(3, () => refused(code, 'Oops'), 0, refused(code, 'Oops'))

      expect(gone).toEqual([])
    },
  )

  test('asks for a thousand each time, and for all of them in turn', async () => {
    const turns = await Promise.all([0, 1, 2].map((turn) => sweep(2_500, () => there, turn)))

    expect(turns.map(({ asked }) => asked.length).toSorted()).toEqual([1_000, 1_000, 503])
    expect(new Set(turns.flatMap(({ asked }) => asked)).size).toBe(2_501)
  })
})
