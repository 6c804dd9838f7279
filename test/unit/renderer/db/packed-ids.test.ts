import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packIds, unpackIds } from '#renderer/db/packed-ids.ts'

const anyId = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 31 }).map((number) => `amo1.${number}`),
  fc.constantFrom('amo1.007', 'amo1.x7', 'amo2.5', 'amo1.~6f1c', 'amo1.99999999999', 'amo1.', ''),
)

describe('packed ids', () => {
  test('come back as they were, in their order, whatever they look like', () => {
    fc.assert(
      fc.property(fc.array(anyId, { maxLength: 300 }), (ids) => {
        expect(unpackIds(packIds(ids))).toEqual(ids)
      }),
      { verbose: 1 },
    )
  })

  test('take three bytes each where a base of 100,000 is tagged in the order of its names', () => {
    const ids = Array.from({ length: 10_000 }, (_, at) => `amo1.${10_000_000 + ((at * 7_919) % 100_000)}`)

    const { steps, others } = packIds(ids)

    expect(others).toEqual([])
    expect(steps.byteLength).toBeLessThan(31_000)
  })

  test('are too few rather than made up where bytes are missing', () => {
    const packed = packIds(['amo1.1', 'amo1.2', 'amo1.3'])

    expect(unpackIds({ ...packed, steps: packed.steps.slice(0, 2) })).toEqual(['amo1.1', 'amo1.2'])
  })
})
