import * as v from 'valibot'
import type { RunningCrm } from '#test/e2e/support/crm-program.ts'

const TimedRequestsSchema = v.array(v.object({ at: v.number(), method: v.string(), path: v.string() }))
type TimedRequest = v.InferOutput<typeof TimedRequestsSchema>[number]

/** The vendor's limit, requests a second. */
const LIMIT = 7

/** How much of the vendor's limit was used between the first and the last request of that kind; `null` of too few. */
export async function shareOfLimit(
  crm: RunningCrm,
  isMeant: (request: TimedRequest) => boolean,
): Promise<number | null> {
  const requests = v.parse(TimedRequestsSchema, await crm.control.requests())
  const times = requests.filter(isMeant).map(({ at }) => at)
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined || times.length < 3 * LIMIT) return null
  // What left in between, whatever it was for, used the limit too.
  const all = requests.filter(({ at }) => at >= first && at <= last)
  return ((all.length - 1) * 1000) / (last - first) / LIMIT
}
