import type { ProductRow } from '#shared/domain/product-row.ts'

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
