import * as v from 'valibot'

/** Where a fault applies: `method` exactly, in any case; `path` as a beginning, or as a whole with `*` for anything. */
const scope = {
  method: v.optional(v.string()),
  path: v.optional(v.string()),
  /** How often it acts; for ever when missing. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
}

/** The ways in which this server can be told to misbehave. */
export const FaultSchema = v.variant('kind', [
  /** Waits before the request is handled. Goes together with the next fault that matches. */
  v.strictObject({ kind: v.literal('latency'), ms: v.pipe(v.number(), v.minValue(0), v.maxValue(600_000)), ...scope }),
  /** Answers without handling. */
  v.strictObject({
    kind: v.literal('status'),
    status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
    body: v.optional(v.union([v.string(), v.record(v.string(), v.unknown()), v.array(v.unknown())])),
    contentType: v.optional(v.string()),
    ...scope,
  }),
  /** The vendor's block: 403 as a page of the front server. */
  v.strictObject({ kind: v.literal('rate-ban'), ...scope }),
  /** 500 as a page. */
  v.strictObject({ kind: v.literal('server-html'), ...scope }),
  /** 200 with a login page, or 302 to `redirect`. */
  v.strictObject({ kind: v.literal('captive-portal'), redirect: v.optional(v.string()), ...scope }),
  /** Handles, announces the whole length, sends half of it and hangs up. */
  v.strictObject({ kind: v.literal('truncate'), ...scope }),
  /** Hangs up without handling. */
  v.strictObject({ kind: v.literal('reset-before'), ...scope }),
  /** Handles, commits, and hangs up without an answer. */
  v.strictObject({ kind: v.literal('reset-after-commit'), ...scope }),
  /** Treats the token of a request as expired. */
  v.strictObject({ kind: v.literal('expire-token'), ...scope }),
])

/** What a file or a control request may hold. */
export const FaultListSchema = v.array(FaultSchema)

export type Fault = v.InferOutput<typeof FaultSchema>
