import { createRandom } from '#demo-crm/seed/random.ts'
import type { Step, VendorKind } from './steps.ts'

/** No other step has numbers like these. */
const FIRST_NUMBER = 6_000

/** What is done to one field of several contacts at once. */
export const bulkKinds = [
  'responsible',
  'note',
  'clear-note',
  'source',
  'add-interest',
  'remove-interest',
  'company',
  'new-company',
  'no-company',
] as const
export type BulkKind = (typeof bulkKinds)[number]

/** What a colleague does to the same field of one of them. */
const rivals: Readonly<Partial<Record<BulkKind, VendorKind>>> = {
  note: 'note',
  'clear-note': 'note',
  'add-interest': 'interest',
  'remove-interest': 'interest',
  company: 'company',
  'no-company': 'company',
}

/**
 * In half of all histories people change one field of several contacts at once, beside colleagues and single edits of the same
 * field, and take some of it back. By chance of its own, as notes and tasks.
 */
export function withBulkEdits(seed: number, devices: number, steps: readonly Step[]): readonly Step[] {
  const random = createRandom(seed, 11)
  if (random.chance(0.5)) return steps
  const added = [...steps]
  for (let count = 1 + random.int(5), n = FIRST_NUMBER; count > 0; count--, n += 10) {
    const [what, device] = [random.pick(bulkKinds), random.int(devices)]
    const picks = Array.from({ length: 2 + random.int(6) }, () => random.int(1_000))
    const own: Step = { do: 'edit-many', device, what, picks, n, thenMs: random.int(900) }
    const rival = rivals[what]
    const theirs: Step[] =
      rival !== undefined && random.chance(0.6)
        ? [{ do: 'vendor', what: rival, pick: random.int(6), n: n + 1, thenMs: random.int(60) }]
        : []
    const before: Step[] = random.chance(0.3)
      ? [{ do: 'edit', device, pick: random.int(6), what: 'note', n: n + 2, thenMs: random.int(40) }]
      : []
    const after: Step[] = random.chance(0.35)
      ? [{ do: random.pick(['undo', 'retry', 'cancel']), device, pick: random.int(4), thenMs: random.int(900) }]
      : []
    added.splice(random.int(added.length + 1), 0, ...before, ...theirs, own, ...after)
  }
  return added
}
