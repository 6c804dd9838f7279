import { createRandom } from '#demo-crm/seed/random.ts'
import type { Step } from './steps.ts'

/** No other step has numbers like these: each contact of a table has one of its own. */
const FIRST_NUMBER = 8_000

/**
 * In some histories people take contacts in from a table, take all of it back, or are cut off half way and decide later. By chance
 * of its own, as notes and tasks.
 */
export function withImports(seed: number, devices: number, steps: readonly Step[]): readonly Step[] {
  const random = createRandom(seed, 13)
  if (random.chance(0.65)) return steps
  const added = [...steps]
  for (let count = 1 + random.int(2), n = FIRST_NUMBER; count > 0; count--, n += 10) {
    const device = random.int(devices)
    const trap: Step[] = random.chance(0.4)
      ? [{ do: 'trap', device, what: random.pick(['app', 'window']), touch: 1 + random.int(30), thenMs: 1 }]
      : []
    const trouble: Step[] = random.chance(0.3)
      ? [
          {
            ...{ do: 'trouble', device, trouble: random.pick(['reset-after', '504-after', 'reset-before'] as const) },
            ...{ count: 1, isForWrites: true, thenMs: 1 },
          },
        ]
      : []
    const own: Step = { do: 'import', device, count: 2 + random.int(3), n, thenMs: random.int(600) }
    const after: Step[] = random.chance(0.5)
      ? [{ do: random.pick(['undo-import', 'go-on-import']), device, n: n + 5, thenMs: random.int(900) }]
      : []
    const edit: Step[] = random.chance(0.4)
      ? [{ do: 'edit-draft', device, what: random.pick(['last-name', 'add-tag']), n: n + 6, thenMs: random.int(300) }]
      : []
    added.splice(random.int(added.length + 1), 0, ...trouble, ...trap, own, ...edit, ...after)
  }
  return added
}
