import type { QuestionKind } from '../data/questions.ts'

/** What was measured of one way to do it, over all rounds. Times are milliseconds. */
export interface Figures {
  readonly hydratePerSecond: number | null
  /** How much slower the last tenth came than the first; 1 is no slope. */
  readonly slope: number | null
  readonly firstRowsMs: number | null
  readonly searchReadyMs: number | null
  readonly searchP95Ms: Readonly<Partial<Record<QuestionKind, number>>>
  readonly filterP95Ms: number | null
  readonly tagDurableMs: number | null
  readonly tagVisibleMs: number | null
  readonly heapMb: number | null
  readonly processMb: number | null
  readonly answers: number
  readonly wrong: readonly string[]
  /** What only the application has, by name. */
  readonly own?: Readonly<Record<string, number | null>>
}

/** The middle of them; `null` of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** The value below which nineteen of twenty lie. */
export function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0
}
