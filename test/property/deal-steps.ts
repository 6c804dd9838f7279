import { createRandom } from '#demo-crm/seed/random.ts'
import type { Step } from './steps.ts'

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
/** And tags of deals, of which the first kind of CRM has a list. */
const tagSteps = ['deal-tag', 'deal-untag'] as const
/** And requisites, beside its contacts. */
const requisiteSteps = ['new-requisite', 'requisite-inn', 'requisite-city', 'requisite-remove'] as const
const requisiteVendorKinds = ['requisite-add', 'requisite-inn', 'requisite-city', 'requisite-delete'] as const
export type RequisiteStep = (typeof requisiteSteps)[number]
export type RequisiteVendorKind = (typeof requisiteVendorKinds)[number]
/** And companies, as their cards have them; a portal lets people take them away. */
const companySteps = ['company-title', 'company-phone', 'company-phone-off', 'company-owner'] as const
const companyVendorKinds = ['company-title', 'company-phone', 'company-owner'] as const
export type CompanyStep = (typeof companySteps)[number] | 'company-remove'
export type CompanyVendorKind = (typeof companyVendorKinds)[number]
export type SaleStep =
  (typeof tagSteps)[number] | (typeof dealKinds)[number] | (typeof leadKinds)[number] | RequisiteStep | CompanyStep
export type DealVendorKind =
  | (typeof dealVendorKinds)[number]
  | (typeof leadVendorKinds)[number]
  | RequisiteVendorKind
  | CompanyVendorKind
  | 'deal-tags'

interface DealSteps {
  /** Of the chance by which they come. */
  readonly stream: number
  /** No other step has numbers like these from here on. */
  readonly firstNumber: number
  /** How many histories have none of it. */
  readonly none: number
  readonly own: readonly SaleStep[]
  readonly vendor: readonly DealVendorKind[]
}
const firstKinds: DealSteps = { stream: 7, firstNumber: 5_000, none: 0.6, own: dealKinds, vendor: dealVendorKinds }
/** Of a portal: new ones more often, as there are two kinds of them. */
export const portalKinds: DealSteps = {
  ...{ stream: 7, firstNumber: 5_000 },
  none: 0.4,
  own: ['new-deal', ...dealKinds, ...leadKinds, 'lead-rows'],
  vendor: [...dealVendorKinds.filter((kind) => kind !== 'restore'), ...leadVendorKinds],
}

/** In deals that are there; those that are made on the way may be among them. */
export const dealTagKinds: DealSteps = {
  ...{ stream: 23, firstNumber: 5_500, none: 0.6 },
  own: ['new-deal', ...tagSteps, 'deal-tag', 'deal-tag'],
  vendor: ['deal-tags'],
}

export const requisiteKinds: DealSteps = {
  ...{ stream: 21, firstNumber: 9_000, none: 0.5 },
  own: ['new-requisite', ...requisiteSteps],
  vendor: requisiteVendorKinds,
}

export const companyKinds: DealSteps = {
  ...{ stream: 22, firstNumber: 9_500, none: 0.6 },
  own: ['company-phone', ...companySteps],
  vendor: companyVendorKinds,
}
export const portalCompanyKinds: DealSteps = { ...companyKinds, own: [...companyKinds.own, 'company-remove'] }

export const isCompanyKind = (what: DealVendorKind): what is CompanyVendorKind =>
  companyVendorKinds.some((kind) => kind === what)

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
  const random = createRandom(seed, kinds.stream)
  if (random.chance(kinds.none)) return steps
  const added = [...steps]
  for (let count = 4 + random.int(9), n = kinds.firstNumber; count > 0; count--, n++) {
    const common = { pick: random.int(6), n, thenMs: random.int(1_500) } as const
    const place = random.int(added.length + 1)
    if (random.chance(0.25)) {
      added.splice(place, 0, { do: 'vendor-deal', what: random.pick(kinds.vendor), ...common })
    } else {
      const what = n === kinds.firstNumber ? (kinds.own[0] ?? 'new-deal') : random.pick(kinds.own)
      added.splice(place, 0, { do: what, device: random.int(devices), ...common })
    }
  }
  return added
}
