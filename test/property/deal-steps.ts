import { createRandom } from '#demo-crm/seed/random.ts'
import type { Step } from './steps.ts'

/** No other step has numbers like these. */
const FIRST_NUMBER = 5_000

export const dealKinds = [
  'new-deal',
  'deal-price',
  'deal-stage',
  'deal-join',
  'deal-leave',
  'deal-main',
  'deal-company',
] as const
export const dealVendorKinds = ['price', 'stage', 'join', 'leave', 'delete', 'restore'] as const
/** What a portal has beside: leads, of somebody who is no contact yet, and of products; both can be deleted there. */
export const leadKinds = ['lead-person', 'lead-rows', 'sale-remove'] as const
export const leadVendorKinds = ['person', 'rows'] as const
export type SaleStep = (typeof dealKinds)[number] | (typeof leadKinds)[number]
export type DealVendorKind = (typeof dealVendorKinds)[number] | (typeof leadVendorKinds)[number]

interface DealSteps {
  /** How many histories have none of it. */
  readonly none: number
  readonly own: readonly SaleStep[]
  readonly vendor: readonly DealVendorKind[]
}
const firstKinds: DealSteps = { none: 0.6, own: dealKinds, vendor: dealVendorKinds }
/** Of a portal: new ones more often, as there are two kinds of them. */
export const portalKinds: DealSteps = {
  none: 0.4,
  own: ['new-deal', ...dealKinds, ...leadKinds, 'lead-rows'],
  vendor: [...dealVendorKinds.filter((kind) => kind !== 'restore'), ...leadVendorKinds],
}

/**
 * In some histories people and colleagues work on deals as well. By chance of its own, so that all other steps of a seed stay
 * what they are.
 */
export function withDeals(
  seed: number,
  devices: number,
  steps: readonly Step[],
  kinds: DealSteps = firstKinds,
): readonly Step[] {
  const random = createRandom(seed, 7)
  if (random.chance(kinds.none)) return steps
  const added = [...steps]
  for (let count = 4 + random.int(9), n = FIRST_NUMBER; count > 0; count--, n++) {
    const common = { pick: random.int(6), n, thenMs: random.int(1_500) } as const
    const place = random.int(added.length + 1)
    if (random.chance(0.25)) {
      added.splice(place, 0, { do: 'vendor-deal', what: random.pick(kinds.vendor), ...common })
    } else {
      const what = n === FIRST_NUMBER ? 'new-deal' : random.pick(kinds.own)
      added.splice(place, 0, { do: what, device: random.int(devices), ...common })
    }
  }
  return added
}
