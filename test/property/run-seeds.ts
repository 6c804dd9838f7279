import { runHistory, type Report } from './run-history.ts'
import { shrink } from './shrink.ts'
import { planHistory } from './plan-history.ts'
import type { Plan } from './steps.ts'

export interface SeedRun {
  /** The first seed; the others follow it. */
  readonly first: number
  readonly count: number
  /** As in `Plan`. */
  readonly crms?: Plan['crms']
  /** Ends at the first failure and leaves it as it is. */
  readonly isBrief?: boolean
}

export interface SeedListener {
  readonly print: (line: string) => void
  /** Each history with the processor time that it took. */
  readonly onReport: (report: Report, cpuMs: number) => void
}

/** So many failures of one process are shrunk and shown whole: it takes minutes. */
const SHOWN = 3

/** Runs one history per seed, one after the other, and says what failed. */
export async function runSeeds(
  { first, count, crms, isBrief = false }: SeedRun,
  { print, onReport }: SeedListener,
): Promise<void> {
  let failures = 0
  for (let seed = first; seed < first + count; seed++) {
    const plan = planHistory(seed, crms)
    const before = process.cpuUsage()
    const report = await runHistory(plan)
    const { user, system } = process.cpuUsage(before)
    onReport(report, (user + system) / 1000)
    if (report.violations.length === 0) continue
    print(`seed ${seed} failed: ${report.violations[0] ?? ''}`)
    if (isBrief) return
    if (++failures > SHOWN) continue
    const { plan: shrunk, report: last } = await shrink(plan, report)
    for (const [index, step] of shrunk.steps.entries()) print(`  ${index + 1}. ${JSON.stringify(step)}`)
    for (const violation of last.violations) print(`  → ${violation}`)
    print(`  replay: npm run simulate -- --seeds 1 --seed ${seed}${crms === undefined ? '' : ` --crms ${crms}`}`)
  }
}
