import { describe, expect, test } from 'vitest'
import { sendInParts, toHalves, toParts } from '#core/connectors/send-in-parts.ts'
import type { ItemResult } from '#core/connectors/contact-writes.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { remoteIdOfNumber } from '#test/support/contacts.ts'

const signal = new AbortController().signal
const applied = (n: number): ItemResult => ({ kind: 'applied', remoteId: remoteIdOfNumber(n), updatedAt: null })
const failure = (reached: boolean) => new AppError('offline', 'cut', { details: { reached } })

/** Applies everything, but fails at the part that begins with `bad`. */
const sender = (bad: number, error: Error) => async (part: readonly number[]) => {
  if (part[0] === bad) throw error
  return part.map(applied)
}

describe('sendInParts', () => {
  test('joins the results of all parts in order', async () => {
    expect(await sendInParts(toParts([1, 2, 3], 2), sender(0, failure(true)), signal)).toEqual([1, 2, 3].map(applied))
  })

  test('keeps what was done when a later part certainly had no effect', async () => {
    const results = await sendInParts(toParts([1, 2, 3, 4, 5], 2), sender(3, failure(false)), signal)

    expect(results).toEqual([applied(1), applied(2), ...Array<ItemResult>(3).fill({ kind: 'not-sent' })])
  })

  test.each([
    ['the first part fails', 1, false],
    ['a later part may have been carried out', 3, true],
  ])('throws when %s', async (_, bad, reached) => {
    await expect(sendInParts(toParts([1, 2, 3, 4], 2), sender(bad, failure(reached)), signal)).rejects.toMatchObject({
      code: 'offline',
    })
  })

  test('counts what was done before it', async () => {
    const results = await sendInParts(toParts([1, 2], 1), sender(1, failure(false)), signal, true)

    expect(results).toEqual([{ kind: 'not-sent' }, { kind: 'not-sent' }])
  })

  test('stops between two parts when it is no longer wanted, and tells what was done', async () => {
    const controller = new AbortController()
    const send = async (part: readonly number[]) => {
      controller.abort()
      return part.map(applied)
    }

    expect(await sendInParts(toParts([1, 2], 1), send, controller.signal)).toEqual([applied(1), { kind: 'not-sent' }])
  })
})

describe('parts', () => {
  test.each([
    [
      [1, 2, 3, 4, 5],
      [
        [1, 2, 3],
        [4, 5],
      ],
    ],
    [
      [1, 2],
      [[1], [2]],
    ],
    [[1], [[1]]],
    [[], []],
  ])('%j in halves is %j', (items, halves) => {
    expect(toHalves(items)).toEqual(halves)
  })
})
