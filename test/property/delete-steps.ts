import { createRandom } from '#demo-crm/seed/random.ts'
import type { Step } from './steps.ts'

/** No other step has numbers like these. */
const FIRST_NUMBER = 7_000

/**
 * Where the CRM deletes contacts and keeps several companies of one in an order: in two of three histories people delete some,
 * one or a few at once, beside changes of their own and of colleagues, take it back, or lose the answer; and put companies
 * into another order while a colleague does. By chance of its own, as notes and tasks.
 */
export function withDeletions(seed: number, devices: number, steps: readonly Step[]): readonly Step[] {
  const random = createRandom(seed, 12)
  if (random.chance(0.33)) return steps
  const added = [...steps]
  for (let count = 2 + random.int(6), n = FIRST_NUMBER; count > 0; count--, n += 10) {
    const [device, pick] = [random.int(devices), random.int(6)]
    const group = random.chance(0.5) ? aroundDeletion(random, device, pick, n) : aroundOrder(random, device, pick, n)
    added.splice(random.int(added.length + 1), 0, ...group)
  }
  return added
}

type Chance = ReturnType<typeof createRandom>

function aroundDeletion(random: Chance, device: number, pick: number, n: number): readonly Step[] {
  const isOne = random.chance(0.5)
  const picks = isOne ? [pick] : Array.from({ length: 2 + random.int(3) }, () => random.int(8))
  const own: Step = { do: 'delete-contacts', device, picks, n, thenMs: random.int(900) }
  const before: Step[] = random.chance(0.4)
    ? [
        {
          do: 'edit',
          device,
          pick,
          what: random.pick(['last-name', 'note', 'add-phone']),
          n: n + 1,
          thenMs: random.int(60),
        },
      ]
    : []
  const theirs: Step[] = random.chance(0.45)
    ? [
        {
          ...{ do: 'vendor', what: random.pick(['last-name', 'note', 'phone', 'tags', 'company', 'delete'] as const) },
          ...{ pick, n: n + 2, thenMs: random.int(60) },
        },
      ]
    : []
  const trouble: Step[] = random.chance(0.35)
    ? [
        {
          ...{
            do: 'trouble',
            device,
            trouble: random.pick(['reset-after', '504-after', 'hang-after', 'reset-before'] as const),
          },
          ...{ count: 1, isForWrites: true, thenMs: 1 },
        },
      ]
    : []
  const trap: Step[] = random.chance(0.25)
    ? [{ do: 'trap', device, what: random.pick(['app', 'window']), touch: 1 + random.int(40), thenMs: 1 }]
    : []
  const after: Step[] = random.chance(0.4)
    ? [
        {
          do: random.pick(['undo', 'cancel', 'retry', 'answer']),
          device,
          pick: random.int(4),
          n: n + 3,
          thenMs: random.int(900),
        },
      ]
    : []
  return random.chance(0.5)
    ? [...before, ...trouble, ...trap, ...theirs, own, ...after]
    : [...before, ...trouble, ...trap, own, ...theirs, ...after]
}

function aroundOrder(random: Chance, device: number, pick: number, n: number): readonly Step[] {
  const link = (at: number, what: 'company' | 'new-company' | 'no-company'): Step => ({
    ...{ do: 'edit', device, pick, what, n: n + at, thenMs: random.int(400) },
  })
  const own: Step = { do: 'order-companies', device, pick, n: n + 2, thenMs: random.int(900) }
  const before = random.chance(0.6) ? [link(0, random.pick(['company', 'new-company'] as const))] : []
  const theirs: Step[] = random.chance(0.5)
    ? [
        {
          do: 'vendor',
          what: random.pick(['company', 'company', 'company-delete']),
          pick,
          n: n + 3,
          thenMs: random.int(60),
        },
      ]
    : []
  const again: Step[] = random.chance(0.4) ? [{ ...own, n: n + 4 }] : []
  const after = random.chance(0.3) ? [link(5, random.pick(['no-company', 'company'] as const))] : []
  const undo: Step[] = random.chance(0.3)
    ? [{ do: random.pick(['undo', 'cancel']), device, pick: random.int(4), thenMs: random.int(900) }]
    : []
  return [...before, ...theirs, own, ...again, ...after, ...undo]
}
