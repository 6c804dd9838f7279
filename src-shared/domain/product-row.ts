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
export const round = (amount: number): number => Math.round(amount * 100) / 100

/** What one line comes to. */
export const sumOfRow = ({ price, quantity }: ProductRow): number => round(price * quantity)

/** What all of them come to. */
export const totalOf = (rows: readonly ProductRow[]): number => round(rows.reduce((sum, row) => sum + sumOfRow(row), 0))

const isSameAmount = (a: number, b: number): boolean => Math.abs(a - b) < 0.005

/** What one side does not say is no difference: the CRM fills in measures, and what only it understands. */
function isSameRow(a: ProductRow, b: ProductRow): boolean {
  const isSaid = (one: string | undefined, other: string | undefined) => one !== undefined && one !== '' && !!other
  const differs = (one: string | undefined, other: string | undefined) => isSaid(one, other) && one !== other
  return (
    a.name === b.name &&
    a.productId === b.productId &&
    [
      [a.price, b.price],
      [a.quantity, b.quantity],
      [a.discount.rate, b.discount.rate],
      [a.discount.sum, b.discount.sum],
    ].every(([one = 0, other = 0]) => isSameAmount(one, other)) &&
    (a.taxRate ?? 0) === (b.taxRate ?? 0) &&
    a.isTaxIncluded === b.isTaxIncluded &&
    !differs(a.measure.code, b.measure.code) &&
    !differs(a.measure.name, b.measure.name) &&
    !Object.keys(a.rest).some((name) => differs(a.rest[name], b.rest[name]))
  )
}

/** Whether two lists mean the same, line by line. */
export const isSameRows = (a: readonly ProductRow[], b: readonly ProductRow[]): boolean =>
  a.length === b.length && a.every((row, at) => b[at] !== undefined && isSameRow(row, b[at]))
