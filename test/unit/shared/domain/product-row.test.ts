import { describe, expect, test } from 'vitest'
import { newProductRow, withPrice } from '#shared/domain/product-edit.ts'
import { totalOf, type Discount } from '#shared/domain/product-row.ts'

const row = (price: number, quantity: number, discount: Partial<Discount> = {}) => {
  const fresh = newProductRow('Boiler')
  return { ...fresh, price, quantity, discount: { ...fresh.discount, ...discount } }
}

describe('products of a lead', () => {
  test('come to the sum of their lines, to the hundredth', () => {
    expect(totalOf([row(0.1, 3), row(19.99, 2), row(1, 0.333)])).toBe(40.61)
  })

  test.each([
    [
      'in percent keeps its part of the price',
      row(90, 1, { kind: 'percent', rate: 10, sum: 10 }),
      45,
      { rate: 10, sum: 5 },
    ],
    ['as an amount stays that amount', row(80, 1, { kind: 'sum', rate: 20, sum: 20 }), 60, { rate: 25, sum: 20 }],
    ['of everything stays', row(0, 1, { kind: 'percent', rate: 100, sum: 50 }), 10, { rate: 100, sum: 50 }],
  ])('a discount %s when the price is another', (_, before, price, discount) => {
    expect(withPrice(before, price)).toMatchObject({ price, discount })
  })
})
