import type { Random } from '#demo-crm/seed/random.ts'
import type { SaleStep } from './deal-steps.ts'
import { troubles } from './simulated-network.ts'
import { editKinds, vendorKinds, type Deed, type VendorKind } from './steps.ts'

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
  | 'reword'
  | 'retype-task'
  | 'bind-chat'
  | 'move-chat'
  | 'vendor-deal'
  | SaleStep

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

/** How long the world goes on. */
export function somePause(random: Random): number {
  const kind = random.next()
  if (kind < 0.5) return random.int(40)
  return kind < 0.9 ? random.int(1_500) : random.int(9_000)
}

/** One of all deeds, as often as each comes. */
export function someDeed(random: Random, devices: number, n: number): Deed {
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
