import * as v from 'valibot'

/**
 * Where, how often and how late a fault acts, and the keys that only some kinds read. Every kind takes all of them, and null
 * for any: test tools fill in whole forms. A key that no kind knows is refused, as it is most likely a slip.
 */
const common = {
  /** In any case; missing, null and `*` mean every method. */
  method: v.nullish(v.string()),
  /** A beginning, or with `*` a pattern for the whole path; `/api/v4` may be left away. Missing means every path. */
  path: v.nullish(v.string()),
  /** How often it acts: for ever when missing, never when 0. */
  times: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Milliseconds to wait first. */
  ms: v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(600_000))),
  status: v.nullish(v.unknown()),
  body: v.nullish(v.unknown()),
  contentType: v.nullish(v.string()),
  redirect: v.nullish(v.string()),
}

/** The ways in which this server can be told to misbehave. */
export const FaultSchema = v.variant('kind', [
  /** Waits before the request is handled. Goes together with the next fault that matches. */
  v.strictObject({
    ...common,
    kind: v.literal('latency'),
    ms: v.pipe(v.number(), v.minValue(0), v.maxValue(600_000)),
  }),
  /** Answers without handling: with the body given, with none where that is empty, else as the vendor usually does. */
  v.strictObject({
    ...common,
    kind: v.literal('status'),
    status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
    body: v.nullish(v.union([v.string(), v.record(v.string(), v.unknown()), v.array(v.unknown())])),
  }),
  /** 400 without complaints about fields: a passing fault of the vendor's own. */
  v.strictObject({ ...common, kind: v.literal('system-error') }),
  /** The vendor's block: 403 as a page of the front server. */
  v.strictObject({ ...common, kind: v.literal('rate-ban') }),
  /** 500 as a page. */
  v.strictObject({ ...common, kind: v.literal('server-html') }),
  /** 200 with a login page, or 302 to `redirect`. */
  v.strictObject({ ...common, kind: v.literal('captive-portal') }),
  /** Handles, announces the whole length, sends half of it and hangs up. */
  v.strictObject({ ...common, kind: v.literal('truncate') }),
  /** Resets the connection without handling. */
  v.strictObject({ ...common, kind: v.literal('reset-before') }),
  /** Handles, commits, and resets the connection without an answer. */
  v.strictObject({ ...common, kind: v.literal('reset-after-commit') }),
  /** Treats the token of a request as expired. */
  v.strictObject({ ...common, kind: v.literal('expire-token') }),
  /** Handles, commits, waits `ms` and hangs up: a proxy that has given up on a slow method. */
  v.strictObject({ ...common, kind: v.literal('timeout-after-commit') }),
  /** 302 to the same call at `redirect`, scheme and host: a portal that has another name now. */
  v.strictObject({ ...common, kind: v.literal('portal-moved'), redirect: v.pipe(v.string(), v.url()) }),
  /** 503 `QUERY_LIMIT_EXCEEDED`, 429 `OPERATION_TIME_LIMIT`, 500 `INTERNAL_SERVER_ERROR`, in the words of Bitrix24. */
  v.strictObject({ ...common, kind: v.literal('query-limit') }),
  v.strictObject({ ...common, kind: v.literal('operation-limit') }),
  v.strictObject({ ...common, kind: v.literal('internal-error') }),
])

/** What a file or a control request may hold: a list; one fault alone and `{"faults": […]}` count as lists too. */
export const FaultListSchema = v.pipe(v.unknown(), v.transform(toList), v.array(FaultSchema))

export type Fault = v.InferOutput<typeof FaultSchema>

function toList(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  if ('kind' in input) return [input]
  return 'faults' in input ? input.faults : input
}
