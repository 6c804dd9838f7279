/**
 * What main does with the vendor's budget: `node test/bench/sync-rates.ts [--contacts N] [--tagged N] [--latency MS]
 * [--window MS] [--limits real|off]`. A first pull, then a bulk tag, between the demo CRM and a window that only waits; how much
 * of the limit was used, how often it was overstepped, and what it cost this process.
 */
import { parseArgs } from 'node:util'
import { pickContactIds } from './rates/bulk-tag.ts'
import { measure, sayRates } from './rates/measure-rates.ts'
import { openRateDesk } from './rates/rate-desk.ts'

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '100000' },
    tagged: { type: 'string', default: '10000' },
    /** One way. */
    latency: { type: 'string', default: '75' },
    /** How long the window takes to answer. */
    window: { type: 'string', default: '40' },
    limits: { type: 'string', default: 'real' },
    only: { type: 'string', default: 'pull,push' },
  },
})
const options = {
  contacts: Number(values.contacts),
  limits: values.limits === 'off' ? 'off' : 'real',
  latencyMs: Number(values.latency),
  windowMs: Number(values.window),
} as const

if (values.only.includes('pull')) {
  const desk = await openRateDesk(options, false)
  sayRates('first pull', await measure(desk, ({ path }) => path.endsWith('/contacts')), options.contacts)
  await desk.close()
}
if (values.only.includes('push')) {
  const desk = await openRateDesk(options, true)
  const tagged = Number(values.tagged)
  const bulk = pickContactIds(desk.accountId, options.contacts, tagged)
  const before = performance.now()
  desk.journal.accept(bulk)
  console.log(`journal took ${tagged} targets in ${(performance.now() - before).toFixed(0)} ms`)
  sayRates('bulk tag', await measure(desk, ({ method }) => method === 'PATCH'), tagged)
  console.log(`left in line: ${desk.journal.pendingRecords(desk.accountId)}`)
  await desk.close()
}
