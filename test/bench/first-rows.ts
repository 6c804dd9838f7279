/**
 * How soon a first pull shows anything: `node test/bench/first-rows.ts [--contacts N] [--rounds N] [--latency MS]`. From the
 * click on Connect, sign-in included, until a screen of lines is painted; with the vendor's limits, in Chromium. Then, as long
 * as it was asked for with `--whole`, until everything is there, and what share of the limit the pull has used.
 */
import { parseArgs } from 'node:util'
import { connect } from '#test/e2e/support/user.ts'
import { openDesk } from './ours/app-desk.ts'
import { shareOfLimit } from './ours/request-rate.ts'
import { SCREEN } from './data/questions.ts'

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    /** Added by the CRM to each answer. */
    latency: { type: 'string', default: '150' },
    whole: { type: 'boolean', default: false },
  },
})
const [contacts, latencyMs] = [Number(values.contacts), Number(values.latency)]
const WAIT_MS = 600_000

for (let round = 1; round <= Number(values.rounds); round++) {
  const desk = await openDesk(contacts, 'real', WAIT_MS)
  const crm = await desk.startCrm('real')
  if (latencyMs > 0) await crm.control.faults([{ kind: 'latency', ms: latencyMs, times: null }])
  const page = await desk.openPage()
  await connect(page, crm)
  const firstRowsMs = await page.evaluate(
    async (lines) => (await window.kartotekaProbe.firstRows(lines)) - window.kartotekaProbe.clickedAt(),
    Math.min(SCREEN, contacts),
  )
  console.log(`round ${round}: ${Math.round(firstRowsMs)} ms to the first rows`)
  if (values.whole) {
    await page.evaluate(([count, ms]) => window.kartotekaProbe.listed(count, ms), [contacts, WAIT_MS] as const)
    const share = await shareOfLimit(crm, ({ path }) => path.endsWith('/contacts'))
    const tasks = await page.evaluate(() => window.kartotekaProbe.takeLongTasks())
    console.log(
      `  share of the limit ${share?.toFixed(3) ?? 'unknown'}, tasks over 50 ms: ${tasks.map(Math.round).join(', ')}`,
    )
  }
  await desk.close()
}
