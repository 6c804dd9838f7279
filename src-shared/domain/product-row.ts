/** How much less a product costs than it is worth: an amount, or a part of its price before that, in percent. */
export type Discount = { readonly kind: 'sum' | 'percent'; readonly rate: number; readonly sum: number }

/** One line of what somebody is to buy. All lines of a record are one value: the CRM knows no other way to change them. */
export type ProductRow = {
  readonly name: string
  /** As the CRM numbers products; `null` for what is in no catalogue. */
  readonly productId: string | null
  /** Of one, with its discount taken off, and with the tax if that is included. */
  readonly price: number
  readonly quantity: number
  readonly discount: Discount
  /** Percent; `null` without tax. */
  readonly taxRate: number | null
  readonly isTaxIncluded: boolean
  readonly measure: { readonly code: string; readonly name: string }
  /** What only the CRM understands: it goes back as it came. */
  readonly rest: { readonly [name: string]: string }
}

/** Amounts are told to the hundredth. */
const round = (amount: number): number => Math.round(amount * 100) / 100

/** What one line comes to. */
export const sumOfRow = ({ price, quantity }: ProductRow): number => round(price * quantity)

/** What all of them come to. */
export const totalOf = (rows: readonly ProductRow[]): number => round(rows.reduce((sum, row) => sum + sumOfRow(row), 0))

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
