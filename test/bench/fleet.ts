/**
 * What a fleet of laptops does to one account: `node test/bench/fleet.ts`. Prints, for fleets of growing size, how old
 * what they show is, and what the vendor says to it. On virtual time: three quarters of an hour take seconds.
 */
import { simulateFleet, type FleetOptions } from './fleet/simulate-fleet.ts'

const sizes = [10, 25, 50, 75, 100, 150, 200, 300]
const MINUTES = 42

const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`

async function table(title: string, options: Omit<FleetOptions, 'laptops' | 'minutes'>): Promise<void> {
  console.log(`\n${title}\n`)
  console.log(
    '| Laptops | Age of what they show, median / p95 | Served, requests/s | Refused a minute | Banned after | Stopped |',
  )
  console.log('|---|---|---|---|---|---|')
  for (const laptops of sizes) {
    const one = await simulateFleet({ ...options, laptops, minutes: MINUTES })
    const banned = one.bannedAfterMs === null ? 'never' : seconds(one.bannedAfterMs)
    const ages = `${seconds(one.staleMedianMs)} / ${seconds(one.staleP95Ms)}`
    console.log(
      `| ${laptops} | ${ages} | ${one.servedPerSecond.toFixed(1)} | ${one.refusedPerMinute.toFixed(0)} | ${banned} | ${one.stopped} |`,
    )
  }
}

const MORNING_MS = 10 * 60_000
/** As the request log of the demo CRM shows an idle poll today, and what would do. */
const [NOW, ENOUGH] = [5, 3]
const shared = {
  integration: 'shared',
  editEveryMs: null,
  banAfter: 50,
  startWithinMs: MORNING_MS,
  requestsPerPoll: NOW,
  patience: 'backoff',
} as const
const own = { ...shared, integration: 'own' } as const
await table('One integration for all (7 requests/s), nobody edits, started within ten minutes', shared)
await table('The same, started within 25 s, as after a power cut', { ...shared, startWithinMs: 25_000 })
await table(`The same as the first, with ${ENOUGH} requests a poll instead of ${NOW}`, {
  ...shared,
  requestsPerPoll: ENOUGH,
})
await table('The same as the first, with a vendor that refuses and never bans', { ...shared, banAfter: 0 })
await table(`The same as the first, with ${ENOUGH} requests a poll and a pause that stretches`, {
  ...shared,
  requestsPerPoll: ENOUGH,
  patience: 'stretched',
})
await table('An integration each (7 requests/s each, 50 for the account)', own)
await table('An integration each, an edit somewhere every second', { ...own, editEveryMs: 1_000 })
await table(`An integration each, an edit somewhere every second, ${ENOUGH} requests a poll, a pause that stretches`, {
  ...own,
  editEveryMs: 1_000,
  requestsPerPoll: ENOUGH,
  patience: 'stretched',
})
