import { describe, expect, test } from 'vitest'
import { retryDelayMs } from '#core/http/retry-timing.ts'

const rule = { baseMs: 400, maxMs: 4_000 }

describe('retryDelayMs', () => {
  test.each([
    [1, 0, 0],
    [1, 0.5, 200],
    [1, 0.999, 400],
    [2, 0.5, 400],
    [4, 0.5, 1_600],
    [5, 0.5, 2_000],
    [1_000_000, 0.5, 2_000],
    [1_000_000, 0, 0],
  ])('after %i failures with chance %d waits %i ms', (attempt, chance, expected) => {
    expect(retryDelayMs(attempt, chance, rule)).toBe(expected)
  })
})
