/**
 * Random histories of the whole product under faults, as many as asked:
 * `npm run simulate -- --seeds N [--seed S] [--crms both] [--jobs J]`. Prints the figures; a history that breaks a promise is printed
 * shrunk.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runSeeds } from '../test/property/run-seeds.ts'
import type { ShareMessage } from '../test/property/run-shares.ts'
import { simulate } from '../test/property/simulate.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    /** Stops at the first failure and leaves it as it is. */
    /** `both`: with a CRM of the second kind at home. */
    crms: { type: 'string', default: 'first' },
    brief: { type: 'boolean', default: false },
    /** Runs for another process, and tells it. */
    share: { type: 'boolean', default: false },
  },
})
const run = {
  ...{ first: Number(values.seed), count: Number(values.seeds), isBrief: values.brief },
  ...(values.crms === 'both' ? { crms: 'both' as const } : {}),
}
const tell = (message: ShareMessage) => process.send?.(message)

if (values.share) {
  // Also when whoever began it is gone.
  process.once('disconnect', () => process.exit())
  await runSeeds(run, {
    print: (line) => tell({ kind: 'line', line }),
    onReport: (report, cpuMs) => tell({ kind: 'report', report, cpuMs }),
  })
  process.disconnect()
} else {
  const isSound = await simulate({ ...run, jobs: Number(values.jobs), print: (line) => console.log(line) })
  process.exitCode = isSound ? 0 : 1
}
