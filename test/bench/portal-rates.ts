/**
 * What main does with the budget of a Bitrix24 portal: `node test/bench/portal-rates.ts [--contacts N] [--tagged N] [--latency MS]
 * [--window MS] [--limits real|off]`. A first pull, then a bulk tag, each from a full bucket; how long it took beside what the
 * limit allows for as many requests (50 at once, then two a second).
 */
import { parseArgs } from 'node:util'
import { bitrix24Rate } from '#core/connectors/bitrix24/bitrix24-kind.ts'
import { openPortalDesk, tagOf } from './rates/portal-desk.ts'

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '100000' },
    tagged: { type: 'string', default: '10000' },
    /** One way. */
    latency: { type: 'string', default: '75' },
    /** How long the window takes to answer. */
    window: { type: 'string', default: '40' },
    limits: { type: 'string', default: 'real' },
  },
})
const desk = await openPortalDesk({
  contacts: Number(values.contacts),
  limits: values.limits === 'off' ? 'off' : 'real',
  latencyMs: Number(values.latency),
  windowMs: Number(values.window),
})
const { requests, burst } = bitrix24Rate

async function measure(title: string, items: number): Promise<void> {
  await desk.rest()
  const [before, start] = [{ ...desk.sent }, performance.now()]
  await desk.run()
  const tookMs = performance.now() - start
  const count = desk.sent.count - before.count
  const allowedMs = (Math.max(0, count - burst) * 1000) / requests
  console.log(`\n${title}: ${items} in ${(tookMs / 1000).toFixed(1)} s, ${count} requests`)
  const share =
    allowedMs === 0 ? 'at once' : `in ${(allowedMs / 1000).toFixed(1)} s: ${(tookMs / allowedMs).toFixed(2)} of that`
  console.log(`  the limit allows them ${share}`)
  console.log(`  refused ${desk.sent.refused - before.refused}`)
  if (desk.window.contactsAt() > start)
    console.log(`  last contact durable after ${((desk.window.contactsAt() - start) / 1000).toFixed(1)} s`)
}

await measure('first pull', Number(values.contacts))
desk.journal.accept(tagOf(desk.window.contactIds, Number(values.tagged)))
await measure('bulk tag', Number(values.tagged))
await desk.close()
