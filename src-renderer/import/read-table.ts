import Papa from 'papaparse'

/** One line of a table, as it stands in the file. */
export interface TableLine {
  /** Where it begins in the file, from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** Its quotes do not close where they should: what belongs to which column is anybody's guess. */
  readonly isBroken: boolean
}

export interface Table {
  readonly lines: readonly TableLine[]
  readonly delimiter: string
}

const DELIMITERS = [';', ',', '\t']
/** A spreadsheet's own first line, which names the delimiter. */
const SEPARATOR_LINE = /^sep=([;,\t])\r?\n/iu
const LINE_BREAKS = /\r\n|\n|\r/gu

/** Reads delimited text: quotes, line breaks within them and all. Lines without any text are left out, and counted. */
export function readTable(text: string): Table {
  const named = SEPARATOR_LINE.exec(text)
  const body = named === null ? text : text.slice(named[0].length)
  const { data, errors, meta } = Papa.parse<string[]>(body, {
    ...(named?.[1] === undefined ? { delimitersToGuess: DELIMITERS } : { delimiter: named[1] }),
  })
  const broken = new Set(errors.filter(({ type }) => type === 'Quotes').map(({ row }) => row))
  const lines: TableLine[] = []
  let line = named === null ? 1 : 2
  for (const [at, cells] of data.entries()) {
    if (cells.some((cell) => cell.trim() !== '')) lines.push({ line, cells, isBroken: broken.has(at) })
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(LINE_BREAKS)?.length ?? 0), 0)
  }
  return { lines, delimiter: meta.delimiter }
}

/** Whether the first line names columns: who has a phone or an e-mail in it is a contact. */
export function hasHeader([first]: readonly TableLine[]): boolean {
  return first !== undefined && !first.cells.some((cell) => cell.includes('@') || cell.replace(/\D/gu, '').length > 4)
}

/**
 * The same lines as a file that spreadsheets open as it is meant.
 * @param header names of the columns; empty for a table without them
 */
export function writeTable(
  header: readonly string[],
  lines: readonly (readonly string[])[],
  delimiter: string,
): string {
  const rows = [...(header.length === 0 ? [] : [header]), ...lines].map((row) => [...row])
  // Spreadsheets take text without a mark for the old encoding of their country.
  return `\ufeff${Papa.unparse(rows, { delimiter, newline: '\r\n' })}\r\n`
}
