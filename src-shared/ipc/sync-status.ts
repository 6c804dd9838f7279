import * as v from 'valibot'
import { neighbourKinds } from '../domain/ids.ts'
import { AccountIdSchema } from './schemas.ts'
import { WireErrorSchema } from './envelope.ts'
import { works } from '../sync/works.ts'

/** What a pull reads, one after the other. */
const pulledKinds = ['contacts', ...neighbourKinds] as const
export type PulledKind = (typeof pulledKinds)[number]

/** What the engine of one account is doing. The number of pending edits is the outbox's to tell. */
export const SyncPhaseSchema = v.variant('kind', [
  /** The user chose to work offline. */
  v.object({ kind: v.literal('offline') }),
  v.object({ kind: v.literal('idle') }),
  /**
   * `received` counts what of `what` has come in this pull, `left` is about how many follow, where the CRM lets us know;
   * `isInitial` means that the base is coming in for the first time.
   */
  v.object({
    kind: v.literal('pulling'),
    what: v.picklist(pulledKinds),
    received: v.number(),
    left: v.nullable(v.number()),
    isInitial: v.boolean(),
  }),
  /** `left`: contacts with edits. */
  v.object({ kind: v.literal('pushing'), left: v.number() }),
  /** It will try again by itself; `retryInMs` from when the status was sent. */
  v.object({ kind: v.literal('waiting'), error: WireErrorSchema, retryInMs: v.number() }),
  /** Only the user can help: a refused token, a blocked account, an answer that makes no sense. */
  v.object({ kind: v.literal('stopped'), error: WireErrorSchema }),
])
export type SyncPhase = v.InferOutput<typeof SyncPhaseSchema>

/** What a window can say: while the line to main is cut, the last thing heard from there is no longer true. */
export type ShownPhase = SyncPhase | { readonly kind: 'cut' }

/** What a sync is waiting for at this moment. Times are milliseconds by the device's clock. */
export const SyncStepSchema = v.variant('kind', [
  /** An answer of the CRM. `path` is a template: no id, no value. */
  v.object({ kind: v.literal('request'), method: v.string(), path: v.string(), since: v.number() }),
  /** The window that keeps the cache, to write something down. */
  v.object({ kind: v.literal('window'), command: v.string(), since: v.number() }),
  /** Its turn in the CRM's request budget. */
  v.object({ kind: v.literal('budget'), until: v.number() }),
])
export type SyncStep = v.InferOutput<typeof SyncStepSchema>

/** A sync that should get on and does not. */
export const StallSchema = v.object({
  /** Nothing has moved since then. */
  since: v.number(),
  why: v.variant('kind', [
    ...SyncStepSchema.options,
    /** It is tried again and again, and fails. */
    v.object({ kind: v.literal('failing'), error: WireErrorSchema, failures: v.number() }),
    /** The CRM answers, and yet no page comes in and no edit gets through. */
    v.object({ kind: v.literal('turning') }),
    /** Nothing is being waited for: the fault is Kartoteka's own. */
    v.object({ kind: v.literal('silent') }),
  ]),
})
export type Stall = v.InferOutput<typeof StallSchema>

export const SyncStatusSchema = v.object({
  accountId: AccountIdSchema,
  phase: SyncPhaseSchema,
  /** How long this phase will take from now on, milliseconds, reckoned; `null` while there is no telling. */
  timeLeftMs: v.nullable(v.number()),
  /** End of the last sync that went through, milliseconds; `null` before the first. */
  syncedAt: v.nullable(v.number()),
  /** `null` while the sync gets on, has nothing to do, or is held for a reason that is shown. */
  stalled: v.nullable(StallSchema),
  /**
   * Kinds of edits that the CRM takes none of for now, while all else goes; `until` in milliseconds by the device's clock. Absent
   * where there are none.
   */
  resting: v.optional(v.array(v.object({ work: v.picklist(works), until: v.number() }))),
})
export type SyncStatus = v.InferOutput<typeof SyncStatusSchema>
