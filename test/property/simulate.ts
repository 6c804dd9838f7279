import { addUp, noFigures, toLines } from './figures.ts'
import { runHistory } from './run-history.ts'
import { shrink } from './shrink.ts'
import { planHistory } from './steps.ts'

export interface Simulation {
  /** The first seed; the others follow it. */
  readonly first: number
  readonly count: number
  readonly print: (line: string) => void
  /** How many failures are shrunk and shown whole. */
  readonly shown?: number
  /** Ends at the first failure. */
  readonly isBrief?: boolean
}

/** Runs a history per seed and prints the figures, and what failed. @returns whether none did */
export async function simulate({ first, count, print, shown = 3, isBrief = false }: Simulation): Promise<boolean> {
  let figures = noFigures()
  const failed: number[] = []
  for (let seed = first; seed < first + count; seed++) {
    const plan = planHistory(seed)
    const report = await runHistory(plan)
    figures = addUp(figures, report)
    if (report.violations.length === 0) continue
    failed.push(seed)
    print(`seed ${seed} failed: ${report.violations[0] ?? ''}`)
    if (isBrief) return false
    if (failed.length > shown) continue
    const { plan: shrunk, report: last } = await shrink(plan, report)
    for (const [index, step] of shrunk.steps.entries()) print(`  ${index + 1}. ${JSON.stringify(step)}`)
    for (const violation of last.violations) print(`  → ${violation}`)
    print(`  replay: npm run simulate -- --seeds 1 --seed ${seed}`)
  }
  for (const line of toLines(figures)) print(line)
  if (failed.length > 0) print(`failed seeds: ${failed.join(' ')}`)
  return failed.length === 0
}
