import * as v from 'valibot'
import { systemClock } from '#hosts/node/system-clock.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { describeUse, type TimedRequest, TimedRequestsSchema, type Use } from '../ours/request-rate.ts'
import type { RateDesk } from './rate-desk.ts'

export interface Rates {
  readonly use: Use | null
  readonly totalMs: number
  /** Until the last contact was on the window's disk; `NaN` where none came. */
  readonly contactsMs: number
  /** Processor time of this process. */
  readonly cpuMs: number
  /** Longest time in which this process could do nothing else. */
  readonly longestBlockMs: number
  readonly requests: ReadonlyMap<string, number>
  readonly told: ReadonlyMap<string, number>
}

/** One sync from its beginning to its end. @param isMeant the requests between whose first and last the rate counts */
export async function measure(desk: RateDesk, isMeant: (request: TimedRequest) => boolean): Promise<Rates> {
  desk.takeTold()
  const blocks = watchBlocks()
  const [cpu, start] = [process.cpuUsage(), performance.now()]
  await runThrough(desk)
  const totalMs = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const longestBlockMs = blocks.stop()
  const requests = v.parse(TimedRequestsSchema, await desk.crm.control.requests())
  const counts = Map.groupBy(requests, ({ method, path, status }) => `${method} ${path} ${status}`)
  return {
    use: describeUse(requests, isMeant),
    ...{ totalMs, contactsMs: desk.contactsAt() - start, cpuMs: (user + system) / 1000, longestBlockMs },
    requests: new Map([...counts].map(([name, all]) => [name, all.length])),
    told: desk.takeTold(),
  }
}

/** What the vendor has refused goes on a second later, as the scheduler has it. */
async function runThrough({ engine }: RateDesk): Promise<void> {
  for (;;) {
    try {
      await engine.run(AbortSignal.timeout(3_600_000))
      return
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'rate-limited') throw error
      console.log('  refused with 429')
      await systemClock.sleep(1_000)
    }
  }
}

const TICK_MS = 5

function watchBlocks(): { stop(): number } {
  let [last, longest] = [performance.now(), 0]
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - TICK_MS)
    last = now
  }, TICK_MS)
  return {
    stop() {
      clearInterval(timer)
      return longest
    },
  }
}

/** The vendor's seven requests a second, 250 contacts each. */
const PER_SECOND = 7 * 250

export function sayRates(title: string, rates: Rates, items: number): void {
  const { use, totalMs, contactsMs, cpuMs, longestBlockMs, requests, told } = rates
  console.log(`\n${title}: ${items} in ${(totalMs / 1000).toFixed(1)} s, ${((items * 1000) / totalMs).toFixed(0)}/s`)
  if (Number.isFinite(contactsMs)) {
    const perSecond = (items * 1000) / contactsMs
    const share = (perSecond / PER_SECOND).toFixed(3)
    console.log(
      `  last contact durable after ${(contactsMs / 1000).toFixed(1)} s: ${perSecond.toFixed(0)}/s, ${share} of the limit`,
    )
  }
  if (use !== null)
    console.log(
      `  share of the limit ${use.share.toFixed(3)} (${use.perSecond.toFixed(2)} requests/s), refused ${use.refused}`,
    )
  console.log(
    `  processor ${cpuMs.toFixed(0)} ms of ${totalMs.toFixed(0)}, longest block ${longestBlockMs.toFixed(0)} ms`,
  )
  console.log(`  requests: ${[...requests].map(([name, count]) => `${count} × ${name}`).join(', ')}`)
  console.log(`  told: ${[...told].map(([name, count]) => `${count} × ${name}`).join(', ')}`)
}
