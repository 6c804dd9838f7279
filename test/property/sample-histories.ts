import { addUp, emptyFigures, toLines } from './figures.ts'
import { runHistory } from './run-history.ts'
import { shrink } from './shrink.ts'
import { planHistory } from './steps.ts'

/** Histories in one file of the suite, at most. */
const COUNT = 500
/** What the suite may cost where the machine is slow or shared; `npm run simulate` has no such limit. */
export const BUDGET_MS = 60_000

/** Runs histories from `first` on until there are enough, or the time is over. A failure is told shrunk, with its seed. */
export async function sampleHistories({ first }: { readonly first: number }): Promise<{ failures: readonly string[] }> {
  const startedAt = performance.now()
  const failures: string[] = []
  let figures = emptyFigures
  for (let seed = first; seed < first + COUNT && performance.now() - startedAt < BUDGET_MS; seed++) {
    const plan = planHistory(seed)
    const report = await runHistory(plan)
    figures = addUp(figures, report)
    if (report.violations.length === 0) continue
    const small = failures.length === 0 ? await shrink(plan, report, 40) : { plan, report }
    const steps = small.plan.steps.map((step) => JSON.stringify(step))
    failures.push([`npm run simulate -- --seeds 1 --seed ${seed}`, ...steps, ...small.report.violations].join('\n'))
    if (failures.length === 3) break
  }
  for (const line of toLines(figures)) console.log(line)
  return { failures }
}
