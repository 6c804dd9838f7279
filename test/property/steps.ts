import type { PartialSwitches } from '#demo-crm/amocrm/switches.ts'
import { createRandom, type Random } from '#demo-crm/seed/random.ts'
import { troubles, type Trouble } from './simulated-network.ts'
import { withChats } from './chat-steps.ts'
import { withDeletions } from './delete-steps.ts'
import { withBulkEdits, type BulkKind } from './bulk-steps.ts'
import { withFieldEdits } from './field-steps.ts'
import { withDeals, type dealKinds, type dealVendorKinds } from './deal-steps.ts'
import { withImports } from './import-steps.ts'
import { withNeighbours } from './neighbour-steps.ts'
import { someSwitches } from './some-switches.ts'
import { withTwins } from './twin-steps.ts'

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
export const fieldEditKinds = ['interest', 'city', 'zip', 'orders', 'firm-name', 'firm-number'] as const
export type EditKind = (typeof editKinds)[number] | (typeof fieldEditKinds)[number]

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
  'company-rename',
  'company-delete',
  'company-merge',
  'drop-field',
  'drop-option',
  'rename-option',
] as const
export const fieldVendorKinds = ['interest', 'address', 'orders', 'firm'] as const
export type VendorKind = (typeof vendorKinds)[number] | (typeof fieldVendorKinds)[number]

/**
 * One thing that happens. `pick` chooses among whatever is there at that moment, so that a step still means something
 * when steps before it are left out. `n` makes what is typed unique in the whole history.
 */
export type Deed =
  | { readonly do: 'edit'; readonly device: number; readonly pick: number; readonly what: EditKind; readonly n: number }
  | { readonly do: 'create'; readonly device: number; readonly company: 'none' | 'known' | 'new'; readonly n: number }
  | { readonly do: 'tag-many'; readonly device: number; readonly picks: readonly number[]; readonly n: number }
  | {
      readonly do: 'edit-many'
      readonly device: number
      readonly what: BulkKind
      readonly picks: readonly number[]
      readonly n: number
    }
  | { readonly do: 'delete-contacts'; readonly device: number; readonly picks: readonly number[]; readonly n: number }
  | { readonly do: 'order-companies'; readonly device: number; readonly pick: number; readonly n: number }
  | { readonly do: 'import'; readonly device: number; readonly count: number; readonly n: number }
  | { readonly do: 'undo-import' | 'go-on-import'; readonly device: number; readonly n: number }
  | { readonly do: 'edit-draft'; readonly device: number; readonly what: EditKind; readonly n: number }
  | {
      readonly do: 'write-note' | 'add-task' | 'tick-task'
      readonly device: number
      readonly pick: number
      readonly n: number
    }
  | { readonly do: 'bind-chat'; readonly device: number; readonly pick: number; readonly n: number }
  /** A colleague gives a chat to somebody, or takes it away. */
  | { readonly do: 'move-chat'; readonly pick: number; readonly n: number }
  | { readonly do: (typeof dealKinds)[number]; readonly device: number; readonly pick: number; readonly n: number }
  | {
      readonly do: 'vendor-deal'
      readonly what: (typeof dealVendorKinds)[number]
      readonly pick: number
      readonly n: number
    }
  /** A colleague has met the person whom somebody at this device has just typed in. */
  | { readonly do: 'twin'; readonly device: number }
  | { readonly do: 'answer-doubt'; readonly device: number; readonly n: number }
  | { readonly do: 'cancel' | 'undo' | 'retry' | 'discard'; readonly device: number; readonly pick: number }
  | { readonly do: 'delete-unsent'; readonly device: number; readonly pick: number }
  /** Questions about contacts that others changed or took away; merges that went by themselves. */
  | { readonly do: 'answer' | 'reverse'; readonly device: number; readonly pick: number; readonly n: number }
  | { readonly do: 'vendor'; readonly what: VendorKind; readonly pick: number; readonly n: number }
  | { readonly do: 'sync' | 'sign-in'; readonly device: number }
  | { readonly do: 'sign-out'; readonly device: number; readonly pick: number }
  /** A second window on the same profile opens, or is closed. */
  | { readonly do: 'second-window'; readonly device: number }
  | { readonly do: 'power-cut'; readonly device: number; readonly downMs: number }
  /** The next commits of the journal cannot be synced. */
  | { readonly do: 'bad-sync'; readonly device: number; readonly count: number }
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
  /** The second kind of CRM is at home, and an account of the first beside it; else both are of the first. */
  readonly crms?: 'both'
  /** How the CRM reads what its manual leaves open; the friendliest reading when left out. */
  readonly switches?: PartialSwitches
  /** New contacts carry their key into the CRM. */
  readonly isMarked?: boolean
  readonly steps: readonly Step[]
}

const DAY_MS = 86_400_000

/** These come by a chance of their own. */
type AddedDeed =
  | 'edit-draft'
  | 'edit-many'
  | 'delete-contacts'
  | 'order-companies'
  | 'import'
  | 'undo-import'
  | 'go-on-import'
  | 'twin'
  | 'answer-doubt'
  | 'write-note'
  | 'add-task'
  | 'tick-task'
  | 'bind-chat'
  | 'move-chat'
  | 'vendor-deal'
  | (typeof dealKinds)[number]

/** Deeds and how often they come, edits first. */
const weights: readonly (readonly [number, Exclude<Deed['do'], AddedDeed>])[] = [
  [30, 'edit'],
  [7, 'create'],
  [6, 'tag-many'],
  [3, 'cancel'],
  [3, 'undo'],
  [3, 'retry'],
  [2, 'discard'],
  [5, 'answer'],
  [2, 'reverse'],
  [1, 'delete-unsent'],
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
  [2, 'sign-in'],
  [2, 'sign-out'],
  [3, 'second-window'],
  [3, 'power-cut'],
  [2, 'bad-sync'],
  [1, 'crossed'],
]
const total = weights.reduce((sum, [weight]) => sum + weight, 0)

/** The history of a seed. @param crms `both`: with a CRM of the second kind at home */
export function planHistory(seed: number, crms?: Plan['crms']): Plan {
  const random = createRandom(seed, 0)
  const devices = 1 + random.int(3)
  const count = 8 + random.int(28)
  const plain = Array.from({ length: count }, (_, n) => ({
    ...someDeed(random, devices, n),
    thenMs: somePause(random),
  }))
  const steps = withFieldEdits(seed, devices, plain)
  const isMarked = createRandom(seed, 3).chance(0.5)
  if (crms === 'both') {
    const edited = withImports(seed, devices, withBulkEdits(seed, devices, withDeletions(seed, devices, steps)))
    return { seed, devices, crms, switches: someSwitches(seed), isMarked, steps: edited }
  }
  const beside = withDeals(seed, devices, withChats(seed, devices, withNeighbours(seed, devices, steps)))
  const written = withImports(seed, devices, withBulkEdits(seed, devices, beside))
  const twins = withTwins(seed, devices, written)
  // With a key on it a contact is known: nobody has to be asked.
  if (twins !== null) return { seed, devices, switches: someSwitches(seed), isMarked: false, steps: twins }
  return { seed, devices, switches: someSwitches(seed), isMarked, steps: written }
}

/** People work on contacts; companies and the form itself change more seldom. */
const seldom: readonly VendorKind[] = [
  'company-rename',
  'company-delete',
  'company-merge',
  'drop-field',
  'drop-option',
  'rename-option',
]
const often = vendorKinds.filter((kind) => !seldom.includes(kind))

function someVendorKind(random: Random): VendorKind {
  return random.pick(random.chance(0.2) ? seldom : often)
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
    case 'sign-out':
    case 'delete-unsent':
      return { do: kind, device, pick }
    case 'answer':
    case 'reverse':
      return { do: kind, device, pick, n }
    case 'vendor':
      return { do: kind, what: someVendorKind(random), pick: random.int(6), n }
    case 'sync':
    case 'sign-in':
    case 'second-window':
      return { do: kind, device }
    case 'power-cut':
      return { do: kind, device, downMs: 300 + random.int(3_000) }
    case 'bad-sync':
      return { do: kind, device, count: 1 + random.int(3) }
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
      return { do: kind, device, what: random.pick(['app', 'window']), touch: 1 + random.int(45) }
    case 'double':
      return { do: kind, device, chance: random.pick([0, 0.3, 1]) }
    case 'trim-names':
    case 'rewrite-phones':
      return { do: kind }
  }
}
