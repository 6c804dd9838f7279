import * as v from 'valibot'
import { providers } from '../domain/providers.ts'
import { AccountIdSchema, NoticingSchema } from './schemas.ts'
import { StallSchema, SyncPhaseSchema, SyncStepSchema } from './sync-status.ts'

/** One request to a CRM. Made so that it can hold neither a secret nor personal data: no values, no ids, no bodies. */
export const RequestRecordSchema = v.object({
  /** When it began, milliseconds by the device's clock. */
  at: v.number(),
  method: v.string(),
  /** Words of the API alone; anything else is `{…}`. */
  path: v.string(),
  /** Names of the query's parameters, without their values. */
  query: v.array(v.string()),
  /** `null` while it is out, and when no answer came. */
  status: v.nullable(v.number()),
  /** Why no answer came; `null` while it is out, and when one came. */
  failure: v.nullable(v.string()),
  /** `null` while it is out. */
  durationMs: v.nullable(v.number()),
  sentBytes: v.number(),
  receivedBytes: v.number(),
  /** What the server asked for. */
  retryAfterMs: v.nullable(v.number()),
})
export type RequestRecord = v.InferOutput<typeof RequestRecordSchema>

/** How many targets (one contact of one edit) stand where, of one account. */
export const QueueFiguresSchema = v.object({
  /** User actions that have a target left. */
  edits: v.number(),
  pending: v.number(),
  sending: v.number(),
  ambiguous: v.number(),
  setAside: v.number(),
  /** The CRM has them; the window has not confirmed that it heard. */
  settled: v.number(),
  /** When the user made the oldest edit that the CRM has not confirmed, milliseconds. */
  oldestAt: v.nullable(v.number()),
})
export type QueueFigures = v.InferOutput<typeof QueueFiguresSchema>

/** What an account may ask of its CRM now. Times are milliseconds by the device's clock, `null` when past. */
export const BudgetFiguresSchema = v.object({
  /** The rule: so many requests in any `perMs`. */
  requests: v.number(),
  perMs: v.number(),
  /** How many it is now. */
  roomNow: v.number(),
  slowUntil: v.nullable(v.number()),
  pausedUntil: v.nullable(v.number()),
  /** Requests that wait for their turn. */
  waiting: v.number(),
  /** The CRM has shut us out; nothing leaves until the user says so. */
  isStopped: v.boolean(),
})
export type BudgetFigures = v.InferOutput<typeof BudgetFiguresSchema>

export const AccountDiagnosticsSchema = v.object({
  accountId: AccountIdSchema,
  provider: v.picklist(providers),
  isDemo: v.boolean(),
  /** Tells accounts apart without naming them. */
  addressHash: v.string(),
  phase: SyncPhaseSchema,
  phaseSince: v.number(),
  syncedAt: v.nullable(v.number()),
  /** When something last moved: a page, a batch, a sync that went through. */
  progressAt: v.number(),
  /** Failed syncs in a row. */
  failures: v.number(),
  step: v.nullable(SyncStepSchema),
  stalled: v.nullable(StallSchema),
  /** How changes by others are noticed; `null` where there is but one way, or nobody knows yet. */
  noticing: v.nullable(NoticingSchema),
  /** `null` when the journal cannot be read. */
  queue: v.nullable(QueueFiguresSchema),
  /** `null` before the first request. */
  budget: v.nullable(BudgetFiguresSchema),
  /** Newest last. */
  requests: v.array(RequestRecordSchema),
})
export type AccountDiagnostics = v.InferOutput<typeof AccountDiagnosticsSchema>

/** A line of the log of this run. */
export const LogLineSchema = v.object({
  at: v.number(),
  level: v.picklist(['info', 'warn']),
  message: v.string(),
  fields: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
})
export type LogLine = v.InferOutput<typeof LogLineSchema>

/** What main knows of its own state, for whoever looks into a failure. */
export const DiagnosticsSchema = v.object({
  at: v.number(),
  startedAt: v.number(),
  version: v.string(),
  host: v.picklist(['electron', 'browser']),
  /** Operating system, its release and the processor's kind. */
  platform: v.string(),
  runtime: v.string(),
  secretsIn: v.picklist(['os', 'file']),
  isOffline: v.boolean(),
  /** `null` when the journal cannot be read. */
  journalBytes: v.nullable(v.number()),
  accounts: v.array(AccountDiagnosticsSchema),
  /** Newest last. */
  log: v.array(LogLineSchema),
})
export type Diagnostics = v.InferOutput<typeof DiagnosticsSchema>
