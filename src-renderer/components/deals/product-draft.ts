import { round, type ProductRow } from '#shared/domain/product-row.ts'

/** A number as people type it, perhaps in groups; `null` where it is none. */
export function readAmount(typed: string): number | null {
  const plain = typed.replaceAll(/[\s\u00a0\u202f'’]/gu, '').replace(',', '.')
  if (!/^\d{1,12}(?:\.\d{1,4})?$/u.test(plain)) return null
  return Number(plain)
}

/** All rows, with that one in the place of the one there; `null` takes it out. */
export const withRow = (rows: readonly ProductRow[], at: number, row: ProductRow | null): readonly ProductRow[] => [
  ...rows.slice(0, at),
  ...(row === null ? [] : [row]),
  ...rows.slice(at + 1),
]

/** All rows, with one of them in another place. */
export function moved(rows: readonly ProductRow[], from: number, to: number): readonly ProductRow[] {
  const row = rows[from]
  return row === undefined ? rows : withRow(rows, from, null).toSpliced(to, 0, row)
}

/** The same line with another discount of its kind: what it costs before that stays. @param amount of one, or percent up to 100 */
export function withDiscount(row: ProductRow, amount: number): ProductRow {
  const { kind } = row.discount
  const whole = round(row.price + row.discount.sum)
  const sum = kind === 'sum' ? Math.min(amount, whole) : round((whole * Math.min(amount, 100)) / 100)
  const rate = kind === 'percent' ? Math.min(amount, 100) : whole === 0 ? 0 : round((sum / whole) * 100)
  return { ...row, price: round(whole - sum), discount: { kind, rate, sum } }
}

/** What of a discount is typed: percent, or an amount. */
export const discountOf = ({ discount }: ProductRow): number =>
  discount.kind === 'percent' ? discount.rate : discount.sum
