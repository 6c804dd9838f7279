import { runHistory, type Report } from './run-history.ts'
import type { Plan, Step } from './steps.ts'

/** A failed history without the steps that it fails without. */
export interface Shrunk {
  readonly plan: Plan
  readonly report: Report
}

const kindOf = (violation: string): string => violation.slice(0, violation.indexOf(':'))

/**
 * Leaves steps out, many at a time and then one by one, for as long as a violation of the same kind is left.
 * @param budget at most so many histories are tried
 */
export async function shrink(plan: Plan, report: Report, budget = 150): Promise<Shrunk> {
  const kinds = new Set(report.violations.map(kindOf))
  let best: Shrunk = { plan, report }
  let left = budget

  async function isStillBad(steps: readonly Step[]): Promise<boolean> {
    left--
    const next = { ...plan, steps }
    const tried = await runHistory(next)
    if (!tried.violations.some((violation) => kinds.has(kindOf(violation)))) return false
    best = { plan: next, report: tried }
    return true
  }

  for (let size = Math.ceil(plan.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.plan.steps.length && left > 0;) {
      const without = best.plan.steps.toSpliced(at, size)
      if (!(await isStillBad(without))) at += size
    }
  }
  return best
}
