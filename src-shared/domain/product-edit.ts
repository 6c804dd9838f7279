import { round, type ProductRow } from './product-row.ts'

/** The same line at another price: a discount in percent stays that part of it. */
export function withPrice(row: ProductRow, price: number): ProductRow {
  const { kind, rate, sum } = row.discount
  if (kind === 'percent') {
    // Of what costs nothing any more, nobody knows what it was.
    const before = rate < 100 ? round((price * rate) / (100 - rate)) : sum
    return { ...row, price, discount: { kind, rate, sum: before } }
  }
  const whole = price + sum
  return { ...row, price, discount: { kind, rate: whole === 0 ? 0 : round((sum / whole) * 100), sum } }
}

/** A line about something that is in no catalogue. */
export const newProductRow = (name: string): ProductRow => ({
  ...{ name, productId: null, price: 0, quantity: 1, taxRate: null, isTaxIncluded: false },
  discount: { kind: 'percent', rate: 0, sum: 0 },
  measure: { code: '', name: '' },
  rest: {},
})
