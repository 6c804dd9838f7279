import { createRandom } from '#demo-crm/seed/random.ts'
import type { EditKind, Step } from './steps.ts'

/** What is typed into a draft while nobody knows whether it has arrived. */
const draftKinds: readonly EditKind[] = ['add-phone', 'first-name', 'add-tag', 'note', 'new-company', 'replace-phone']
/** No other step has numbers like these. */
const TWIN_NUMBERS = 500

/**
 * In some histories a create loses its answer while a colleague makes the same contact: then the user is asked. By chance of
 * its own, so that all other steps of a seed stay what they are.
 * @returns `null` for a history that goes on without
 */
export function withTwins(seed: number, devices: number, steps: readonly Step[]): readonly Step[] | null {
  const random = createRandom(seed, 4)
  if (random.chance(0.85)) return null
  const device = random.int(devices)
  let n = TWIN_NUMBERS
  const edit = (withinMs: number): Step => {
    return { do: 'edit-draft', device, what: random.pick(draftKinds), n: n++, thenMs: random.int(withinMs) }
  }
  const before: Step = {
    ...{ do: 'trouble', device, trouble: random.pick(['reset-before', 'reset-after', '504-after']) },
    ...{ count: 1, isForWrites: true, thenMs: 1 },
  }
  const company = random.pick(['none', 'none', 'known', 'new'] as const)
  // An even number: at the account that all devices have.
  const create: Step = { do: 'create', device, company, n: TWIN_NUMBERS + 400, thenMs: random.int(60) }
  const twins = Array.from({ length: random.int(2) }, (): Step => ({ do: 'twin', device, thenMs: random.int(30) }))
  const lastTwin: Step = { do: 'twin', device, thenMs: 0 }
  const what = random.chance(0.5) ? 'app' : 'window'
  const trap: Step = { do: 'trap', device, what, touch: 1 + random.int(30), thenMs: 1 }
  const after: readonly Step[] = [
    ...twins,
    // By now it has left: what is typed from here on is no part of what it is known by.
    { ...lastTwin, thenMs: 1_200 },
    ...[edit(60), edit(3_000)],
    { do: 'sync', device, thenMs: 4_000 + random.int(9_000) },
    ...(random.chance(0.5) ? [{ ...edit(40), thenMs: 1 }] : []),
    ...(random.chance(0.3) ? [trap] : []),
    { do: 'answer-doubt', device, n: n + random.int(90), thenMs: random.int(random.chance(0.5) ? 30 : 3_000) },
    edit(600),
  ]
  // Before everything else: whatever else is broken would stand in the way of the question.
  return [before, create, ...after, ...steps]
}
