import { comeToRest } from './come-to-rest.ts'
import { findDifferences } from './compare.ts'
import { findUnshown } from './find-unshown.ts'
import { judge } from './judge.ts'
import { perform } from './perform-step.ts'
import type { Plan } from './steps.ts'
import { startWorld } from './world.ts'

/** What became of one history. */
export interface Report {
  readonly seed: number
  readonly steps: number
  readonly accepted: number
  readonly applied: number
  readonly superseded: number
  readonly withdrawn: number
  /** Given up by the user when it was set aside. */
  readonly givenUp: number
  readonly refused: number
  readonly setAside: number
  readonly rounds: number
  readonly requests: number
  /** What struck, by name. */
  readonly faults: ReadonlyMap<string, number>
  /** None when all is well. */
  readonly violations: readonly string[]
}

/** After so many steps the devices are looked at: each look costs as much as a step. */
const LOOK_EVERY = 3

/** Runs one history from its beginning to rest, and judges it. */
export async function runHistory(plan: Plan): Promise<Report> {
  const failures: string[] = []
  const onFailure = (error: unknown) =>
    failures.push(`unhandled: ${error instanceof Error ? error.stack : String(error)}`)
  process.on('unhandledRejection', onFailure)
  try {
    const world = await startWorld(plan)
    const before = countRequests(world.devices)
    try {
      const unshown = new Set<string>()
      for (const [index, step] of plan.steps.entries()) {
        perform(world, step)
        await world.time.run(() => false, step.thenMs)
        if (index % LOOK_EVERY === 0) for (const one of await findUnshown(world)) unshown.add(one)
      }
      const requests = countRequests(world.devices) - before
      const rest = await comeToRest(world, plan.seed)
      const differences = rest.rounds === null ? await findDifferences(world) : []
      const { violations, ...verdict } = judge(world)
      return {
        ...{ seed: plan.seed, steps: plan.steps.length, requests, setAside: rest.setAside, rounds: rest.rounds ?? 0 },
        ...verdict,
        faults: world.tally.counts,
        violations: [
          ...violations,
          ...unshown,
          ...rest.problems.map((problem) => `stuck: ${problem}`),
          ...differences.map((difference) => `unequal: ${difference}`),
          ...failures,
        ],
      }
    } finally {
      world.dispose()
    }
  } finally {
    process.off('unhandledRejection', onFailure)
  }
}

const countRequests = (devices: readonly { accounts: readonly { network: { requests: number } }[] }[]): number =>
  devices.flatMap(({ accounts }) => accounts).reduce((sum, { network }) => sum + network.requests, 0)
