import { addUp, noFigures, toLines } from './figures.ts'
import { runSeeds, type SeedListener, type SeedRun } from './run-seeds.ts'
import { runShares, SHARE } from './run-shares.ts'

export interface Simulation extends SeedRun {
  /** Processes side by side. */
  readonly jobs: number
  readonly print: (line: string) => void
}

/** Runs a history per seed and prints the figures, and what failed. @returns whether none did */
export async function simulate({ jobs, print, ...run }: Simulation): Promise<boolean> {
  let figures = noFigures()
  const failed: number[] = []
  const listener: SeedListener = {
    print,
    onReport: (report, cpuMs) => {
      figures = addUp(figures, report, cpuMs)
      if (report.violations.length > 0) failed.push(report.seed)
    },
  }
  const isHere = run.count <= SHARE || run.isBrief === true
  const isWhole = isHere ? await runSeeds(run, listener).then(() => true) : await runShares(run, jobs, listener)
  for (const line of toLines(figures)) print(line)
  if (failed.length > 0) print(`failed seeds: ${failed.toSorted((one, other) => one - other).join(' ')}`)
  return isWhole && failed.length === 0
}
