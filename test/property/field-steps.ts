import { createRandom } from '#demo-crm/seed/random.ts'
import { fieldEditKinds, fieldVendorKinds, type Step } from './steps.ts'

/** No other step has numbers like these. */
const FIELD_NUMBERS = 2_000

/**
 * In half of all histories people also work on fields whose values merge: options of a list, lines of an address, requisites;
 * colleagues do so in the same contacts. By chance of its own, so that all other steps of a seed stay what they are.
 */
export function withFieldEdits(seed: number, devices: number, steps: readonly Step[]): readonly Step[] {
  const random = createRandom(seed, 5)
  if (random.chance(0.5)) return steps
  let n = FIELD_NUMBERS
  return steps.flatMap((step): readonly Step[] => {
    if (!random.chance(0.4)) return [step]
    const [device, pick, thenMs] = [random.int(devices), random.int(4), random.int(600)]
    const own: Step = { do: 'edit', device, pick, what: random.pick(fieldEditKinds), n: n++, thenMs }
    const theirs: Step = { do: 'vendor', what: random.pick(fieldVendorKinds), pick, n: n++, thenMs: random.int(60) }
    return random.chance(0.5) ? [step, theirs, own] : [step, own]
  })
}
