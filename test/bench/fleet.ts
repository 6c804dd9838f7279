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
const shared = { integration: 'shared', editEveryMs: null, banAfter: 50, startWithinMs: MORNING_MS } as const
const own = { ...shared, integration: 'own' } as const
const busy = { editEveryMs: 1_000 } as const
await table('One integration for all (7 requests/s), nobody edits, started within ten minutes', shared)
await table('The same, started within 25 s, as after a power cut', { ...shared, startWithinMs: 25_000 })
await table('One integration for all, an edit somewhere every second', { ...shared, ...busy })
await table('One integration for all, an edit every ten seconds', { ...shared, editEveryMs: 10_000 })
await table('One integration for all, an edit every second, a vendor that refuses and never bans', {
  ...shared,
  ...busy,
  banAfter: 0,
})
await table('An integration each (7 requests/s each, 50 for the account)', own)
await table('An integration each, started within 25 s', { ...own, startWithinMs: 25_000 })
await table('An integration each, an edit somewhere every second', { ...own, ...busy })
