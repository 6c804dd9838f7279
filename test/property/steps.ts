import type { PartialSwitches } from '#demo-crm/amocrm/switches.ts'
import type { BulkKind } from './bulk-steps.ts'
import type { DealVendorKind, SaleStep } from './deal-steps.ts'
import type { Trouble } from './simulated-network.ts'

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
      readonly do: 'write-note' | 'add-task' | 'tick-task' | 'reword' | 'retype-task'
      readonly device: number
      readonly pick: number
      readonly n: number
    }
  | { readonly do: 'bind-chat'; readonly device: number; readonly pick: number; readonly n: number }
  /** A colleague gives a chat to somebody, or takes it away. */
  | { readonly do: 'move-chat'; readonly pick: number; readonly n: number }
  | { readonly do: SaleStep; readonly device: number; readonly pick: number; readonly n: number }
  | { readonly do: 'vendor-deal'; readonly what: DealVendorKind; readonly pick: number; readonly n: number }
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
