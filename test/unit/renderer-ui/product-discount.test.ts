import { describe, expect, test } from 'vitest'
import { withDiscount } from '#renderer/components/deals/product-draft.ts'
import { newProductRow } from '#shared/domain/product-edit.ts'

describe('another discount', () => {
  const boiler = { ...newProductRow('Boiler'), price: 90 }

  test.each([
    ['percent of what it costs before', { kind: 'percent', rate: 10, sum: 10 }, 25, 75, { rate: 25, sum: 25 }],
    ['an amount off that', { kind: 'sum', rate: 10, sum: 10 }, 40, 60, { rate: 40, sum: 40 }],
    ['none', { kind: 'percent', rate: 10, sum: 10 }, 0, 100, { rate: 0, sum: 0 }],
    ['no more than it costs', { kind: 'sum', rate: 10, sum: 10 }, 400, 0, { rate: 100, sum: 100 }],
  ] as const)('is %s', (_, discount, amount, price, after) => {
    expect(withDiscount({ ...boiler, discount }, amount)).toMatchObject({ price, discount: after })
  })
})
