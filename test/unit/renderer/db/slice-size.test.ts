import { describe, expect, test } from 'vitest'
import { createSliceSize } from '#renderer/db/slice-size.ts'

describe('the size of a slice', () => {
  test('grows where slices are quick, as far as 2,000 rows', () => {
    const size = createSliceSize(250)

    const sizes = [10, 10, 10, 10].map((ms) => {
      size.took(ms)
      return size.rows
    })

    expect(sizes).toEqual([500, 1_000, 2_000, 2_000])
  })

  test('shrinks where they take long, and comes to a tenth of a second', () => {
    const size = createSliceSize(1_000)
    for (let slice = 0; slice < 10; slice++) size.took(size.rows * 0.4)

    expect(size.rows).toBe(300)
  })

  test('is halved at most by one slice that had to wait, and never falls below 100', () => {
    const size = createSliceSize(250)

    const sizes = [5_000, 5_000].map((ms) => {
      size.took(ms)
      return size.rows
    })

    expect(sizes).toEqual([125, 100])
  })
})
