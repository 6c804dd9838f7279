import { createRandom, type Random } from '#demo-crm/seed/random.ts'
import { troubles, type Trouble } from './simulated-network.ts'

export const editKinds = [
  'first-name',
  'last-name',
  'responsible',
  'note',
  'clear-note',
  'source',
  'add-phone',
  'replace-phone',
  'remove-phone',
  'add-email',
  'add-tag',
  'remove-tag',
  'company',
  'new-company',
  'no-company',
] as const
export type EditKind = (typeof editKinds)[number]

export const vendorKinds = [
  'first-name',
  'last-name',
  'note',
  'phone',
  'tags',
  'company',
  'delete',
  'restore',
  'merge',
] as const
export type VendorKind = (typeof vendorKinds)[number]

/**
 * One thing that happens. `pick` chooses among whatever is there at that moment, so that a step still means something
 * when steps before it are left out. `n` makes what is typed unique in the whole history.
 */
export type Deed =
  | { readonly do: 'edit'; readonly device: number; readonly pick: number; readonly what: EditKind; readonly n: number }
  | { readonly do: 'create'; readonly device: number; readonly company: 'none' | 'known' | 'new'; readonly n: number }
  | { readonly do: 'tag-many'; readonly device: number; readonly picks: readonly number[]; readonly n: number }
  | { readonly do: 'cancel' | 'undo' | 'retry' | 'discard'; readonly device: number; readonly pick: number }
  | { readonly do: 'vendor'; readonly what: VendorKind; readonly pick: number; readonly n: number }
  | { readonly do: 'sync' | 'sign-in'; readonly device: number }
  /** The window that comes after it may die soon as well: while the base comes in again. */
  | { readonly do: 'wipe'; readonly device: number; readonly touch: number | null }
  | { readonly do: 'cut' | 'quota' | 'disk-full' | 'clock' | 'crossed'; readonly device: number; readonly ms: number }
  | { readonly do: 'offline'; readonly device: number; readonly isOn: boolean }
  | {
      readonly do: 'trouble'
      readonly device: number
      readonly trouble: Trouble
      readonly count: number
      readonly isForWrites: boolean
    }
  | { readonly do: 'kill'; readonly device: number; readonly what: 'app' | 'window' | 'both'; readonly downMs: number }
  | { readonly do: 'trap'; readonly device: number; readonly what: 'app' | 'window'; readonly touch: number }
  | { readonly do: 'double'; readonly device: number; readonly chance: number }
  | { readonly do: 'trim-names' | 'rewrite-phones' }

/** A deed, and how long the world goes on before the next one. */
export type Step = Deed & { readonly thenMs: number }

/** All that a history is made of: the same plan gives the same history. */
export interface Plan {
  readonly seed: number
  readonly devices: number
  readonly steps: readonly Step[]
}

const DAY_MS = 86_400_000

/** Deeds and how often they come, edits first. */
const weights: readonly (readonly [number, Deed['do']])[] = [
  [30, 'edit'],
  [7, 'create'],
  [6, 'tag-many'],
  [3, 'cancel'],
  [3, 'undo'],
  [3, 'retry'],
  [2, 'discard'],
  [14, 'vendor'],
  [4, 'sync'],
  [3, 'cut'],
  [14, 'trouble'],
  [5, 'kill'],
  [7, 'trap'],
  [3, 'wipe'],
  [2, 'quota'],
  [2, 'disk-full'],
  [2, 'clock'],
  [2, 'offline'],
  [1, 'double'],
  [1, 'trim-names'],
  [1, 'rewrite-phones'],
  [1, 'sign-in'],
  [1, 'crossed'],
]
const total = weights.reduce((sum, [weight]) => sum + weight, 0)

/** The history of a seed. */
export function planHistory(seed: number): Plan {
  const random = createRandom(seed, 0)
  const devices = 1 + random.int(3)
  const count = 8 + random.int(28)
  const steps = Array.from({ length: count }, (_, n) => ({
    ...someDeed(random, devices, n),
    thenMs: somePause(random),
  }))
  return { seed, devices, steps }
}

function somePause(random: Random): number {
  const kind = random.next()
  if (kind < 0.5) return random.int(40)
  return kind < 0.9 ? random.int(1_500) : random.int(9_000)
}

function someDeed(random: Random, devices: number, n: number): Deed {
  let left = random.int(total)
  const kind = weights.find(([weight]) => (left -= weight) < 0)?.[1] ?? 'edit'
  const device = random.int(devices)
  const pick = random.int(1_000)
  const ms = 200 + random.int(8_000)
  switch (kind) {
    case 'edit':
      return { do: kind, device, pick: random.int(6), what: random.pick(editKinds), n }
    case 'create':
      return { do: kind, device, company: random.pick(['none', 'none', 'known', 'new']), n }
    case 'tag-many':
      return { do: kind, device, picks: Array.from({ length: 2 + random.int(6) }, () => random.int(1_000)), n }
    case 'cancel':
    case 'undo':
    case 'retry':
    case 'discard':
      return { do: kind, device, pick }
    case 'vendor':
      return { do: kind, what: random.pick(vendorKinds), pick: random.int(6), n }
    case 'sync':
    case 'sign-in':
      return { do: kind, device }
    case 'wipe':
      return { do: kind, device, touch: random.chance(0.7) ? 1 + random.int(40) : null }
    case 'cut':
    case 'quota':
    case 'disk-full':
    case 'crossed':
      return { do: kind, device, ms }
    case 'clock':
      return { do: kind, device, ms: random.pick([DAY_MS, -DAY_MS, 3_600_000, -3_600_000, -90_000]) }
    case 'offline':
      return { do: kind, device, isOn: random.chance(0.6) }
    case 'trouble': {
      const isForWrites = random.chance(0.6)
      return {
        do: kind,
        device,
        trouble: random.pick(troubles),
        count: 1 + random.int(isForWrites ? 2 : 5),
        isForWrites,
      }
    }
    case 'kill':
      return { do: kind, device, what: random.pick(['app', 'window', 'both']), downMs: 300 + random.int(3_000) }
    case 'trap':
      return { do: kind, device, what: random.pick(['app', 'window']), touch: 1 + random.int(30) }
    case 'double':
      return { do: kind, device, chance: random.pick([0, 0.3, 1]) }
    case 'trim-names':
    case 'rewrite-phones':
      return { do: kind }
  }
}
