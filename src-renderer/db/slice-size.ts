/** Who writes meanwhile, or asks, waits for the end of a slice. */
const TARGET_MS = 120
const LEAST_ROWS = 100
const MOST_ROWS = 2_000
/** One slow slice, behind a page of a pull, says little. */
const MOST_GROWTH = 2

/** How many rows are written at once, so that a slice takes a tenth of a second on any machine. */
export interface SliceSize {
  readonly rows: number
  /** The last slice took so long. */
  took(ms: number): void
}

export function createSliceSize(first = 250): SliceSize {
  let rows = first
  return {
    get rows() {
      return rows
    },
    took(ms) {
      const factor = Math.min(MOST_GROWTH, Math.max(1 / MOST_GROWTH, TARGET_MS / Math.max(1, ms)))
      rows = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.round(rows * factor)))
    },
  }
}
