import * as v from 'valibot'
import { AccountIdSchema } from './schemas.ts'
import { WireErrorSchema } from './envelope.ts'

/** What the engine of one account is doing. The number of pending edits is the outbox's to tell. */
export const SyncPhaseSchema = v.variant('kind', [
  /** The user chose to work offline. */
  v.object({ kind: v.literal('offline') }),
  v.object({ kind: v.literal('idle') }),
  /** `received` counts contacts of this pull; `isInitial` means that the base is coming in for the first time. */
  v.object({ kind: v.literal('pulling'), received: v.number(), isInitial: v.boolean() }),
  v.object({ kind: v.literal('pushing'), left: v.number() }),
  /** It will try again by itself; `retryInMs` from when the status was sent. */
  v.object({ kind: v.literal('waiting'), error: WireErrorSchema, retryInMs: v.number() }),
  /** Only the user can help: a refused token, a blocked account, an answer that makes no sense. */
  v.object({ kind: v.literal('stopped'), error: WireErrorSchema }),
])
export type SyncPhase = v.InferOutput<typeof SyncPhaseSchema>

export const SyncStatusSchema = v.object({
  accountId: AccountIdSchema,
  phase: SyncPhaseSchema,
  /** End of the last sync that went through, milliseconds; `null` before the first. */
  syncedAt: v.nullable(v.number()),
})
export type SyncStatus = v.InferOutput<typeof SyncStatusSchema>
