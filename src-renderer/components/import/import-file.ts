import { decodeText } from '#renderer/import/decode-text.ts'
import { hasHeader, readTable, type Table, type TableLine } from '#renderer/import/read-table.ts'

/** Larger ones hold more than anybody has typed: something else was meant. */
const MOST_BYTES = 20_000_000

/** A table that was read from a file. */
export interface ImportFile extends Table {
  readonly name: string
  readonly hasHeader: boolean
}

/** `null` for a file that is no table of people: empty, or far too large. */
export async function readFile(file: File): Promise<ImportFile | null> {
  if (file.size > MOST_BYTES) return null
  const table = readTable(decodeText(new Uint8Array(await file.arrayBuffer())).text)
  return table.lines.length === 0 ? null : { ...table, name: file.name, hasHeader: hasHeader(table.lines) }
}

/** The lines of people, and what their columns are called; as many columns as the first line has, or any without names. */
export function splitHeader(
  { lines }: Table,
  isHeaded: boolean,
  nameOf: (place: number) => string,
): { readonly names: readonly string[]; readonly lines: readonly TableLine[] } {
  const width = isHeaded ? (lines[0]?.cells.length ?? 0) : Math.max(0, ...lines.map(({ cells }) => cells.length))
  const names = Array.from({ length: width }, (_, at) => {
    const own = isHeaded ? (lines[0]?.cells[at]?.trim() ?? '') : ''
    return own === '' ? nameOf(at + 1) : own
  })
  return { names, lines: isHeaded ? lines.slice(1) : lines }
}
