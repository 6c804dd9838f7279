import { isExact, toOneByte } from './one-byte-text.ts'

/** Texts of all rows in one string, a line each. A plain object: it is saved as it is. */
export interface TextColumn {
  readonly text: string
  /** Where each row begins; one more for the end. */
  readonly starts: Uint32Array
  /** Rows with letters that do not fit a byte, as they are. */
  readonly odd: ReadonlyMap<number, string>
}

export function createTextColumn(texts: readonly string[]): TextColumn {
  const encoded = texts.map((text) => toOneByte(text.replaceAll('\n', '\u0002')))
  const starts = new Uint32Array(texts.length + 1)
  for (const [row, text] of encoded.entries()) starts[row + 1] = (starts[row] ?? 0) + text.length + 1
  const odd = new Map(texts.flatMap((text, row) => (isExact(encoded[row] ?? '') ? [] : [[row, text]])))
  return { text: `${encoded.join('\n')}\n`, starts, odd }
}

/** Calls `found` with every row that has all the parts, in order. */
export function scanColumn(
  { text, starts, odd }: TextColumn,
  parts: readonly string[],
  found: (row: number) => void,
): void {
  const [first = '', ...others] = parts.map(toOneByte)
  const isSure = [first, ...others].every(isExact)
  let row = 0
  for (let at = text.indexOf(first); at !== -1; at = text.indexOf(first, starts[row + 1])) {
    row = rowAt(starts, at, row)
    if (others.length > 0) {
      const own = text.slice(starts[row], starts[row + 1])
      if (!others.every((part) => own.includes(part))) continue
    }
    if (isSure || parts.every((part) => odd.get(row)?.includes(part) === true)) found(row)
  }
}

/** @param from the row is not before this one */
function rowAt(starts: Uint32Array, at: number, from: number): number {
  let [low, high] = [from, starts.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  return low
}
