import { readLine, type ImportPlan, type ReadLine } from './read-line.ts'
import type { TableLine } from './read-table.ts'

/** Read in one go: less than a frame takes. */
const SLICE = 250

/**
 * Reads all lines of a table.
 * @param pause lets the window do what waits; called between slices
 */
export async function readAll(
  lines: readonly TableLine[],
  plan: ImportPlan,
  pause: () => Promise<void>,
): Promise<readonly ReadLine[]> {
  const read: ReadLine[] = []
  for (let from = 0; from < lines.length; from += SLICE) {
    if (from > 0) await pause()
    read.push(...lines.slice(from, from + SLICE).map((line) => readLine(line, plan)))
  }
  return read
}
