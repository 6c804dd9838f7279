import { createRandom } from '#demo-crm/seed/random.ts'
import type { Step } from './steps.ts'

/** No other step has numbers like these. */
const FIRST_NUMBER = 3_000

const neighbourKinds = ['write-note', 'write-note', 'add-task', 'tick-task', 'reword', 'retype-task'] as const
type NeighbourKind = (typeof neighbourKinds)[number]
/** Where types are not written, and nobody is told of other words. */
export const plainNeighbourKinds: readonly NeighbourKind[] = ['write-note', 'write-note', 'add-task', 'tick-task']

/**
 * In some histories people write notes and tasks as well, and tick tasks off. By chance of its own, so that all other steps of a
 * seed stay what they are.
 */
export function withNeighbours(
  seed: number,
  devices: number,
  steps: readonly Step[],
  kinds: readonly NeighbourKind[] = neighbourKinds,
): readonly Step[] {
  const random = createRandom(seed, 6)
  if (random.chance(0.6)) return steps
  const added = [...steps]
  for (let count = 2 + random.int(6), n = FIRST_NUMBER; count > 0; count--, n++) {
    const what = random.pick(kinds)
    const step = { do: what, device: random.int(devices), pick: random.int(6), n, thenMs: random.int(1_500) } as const
    added.splice(random.int(added.length + 1), 0, step)
  }
  return added
}
