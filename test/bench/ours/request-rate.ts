import * as v from 'valibot'
import type { RunningCrm } from '#test/e2e/support/crm-program.ts'

export const TimedRequestsSchema = v.array(
  v.object({ at: v.number(), method: v.string(), path: v.string(), status: v.nullable(v.number()) }),
)
export type TimedRequest = v.InferOutput<typeof TimedRequestsSchema>[number]

/** The vendor's limit, requests a second. */
const LIMIT = 7

/** How the vendor's limit was used between the first and the last request of a kind. */
export interface Use {
  readonly share: number
  readonly perSecond: number
  /** Answered with 429, over the whole time. */
  readonly refused: number
}

/** `null` of too few to say. What left in between, whatever it was for, used the limit too. */
export function describeUse(
  requests: readonly TimedRequest[],
  isMeant: (request: TimedRequest) => boolean,
): Use | null {
  const times = requests.filter(isMeant).map(({ at }) => at)
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined || times.length < 3 * LIMIT) return null
  const all = requests.filter(({ at }) => at >= first && at <= last)
  const perSecond = ((all.length - 1) * 1000) / (last - first)
  const refused = requests.filter(({ status }) => status === 429).length
  return { share: perSecond / LIMIT, perSecond, refused }
}

/** How much of the vendor's limit was used between the first and the last request of that kind; `null` of too few. */
export async function shareOfLimit(
  crm: RunningCrm,
  isMeant: (request: TimedRequest) => boolean,
): Promise<number | null> {
  const requests = v.parse(TimedRequestsSchema, await crm.control.requests())
  return describeUse(requests, isMeant)?.share ?? null
}
