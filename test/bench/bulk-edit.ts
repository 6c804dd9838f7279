/**
 * A field of many contacts beside a tag on as many: `node test/bench/bulk-edit.ts [--contacts N] [--changed N] [--rounds N]`. From
 * the click in the dialog until it closes, which is when the edit is durable, and until the lines on the screen show it; the
 * CRM is off meanwhile.
 */
import { parseArgs } from 'node:util'
import { openDesk } from './ours/app-desk.ts'
import { employFirst, pullAll, tagFirst } from './ours/stories.ts'

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '20000' },
    changed: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
  },
})
const [contacts, changed] = [Number(values.contacts), Number(values.changed)]
const WAIT_MS = 600_000

const desk = await openDesk(contacts, 'off', WAIT_MS)
const crm = await desk.startCrm('off')
await pullAll(await desk.openPage(), crm, contacts, WAIT_MS)
await desk.killCrm()
for (let round = 1; round <= Number(values.rounds); round++) {
  const page = await desk.openPage()
  await page.evaluate((count) => window.kartotekaProbe.listed(count, 60_000), contacts)
  await page.evaluate(() => window.kartotekaProbe.takeLongTasks())
  const tag = await tagFirst(page, `bench ${round}`, changed, contacts)
  const tagTasks = await page.evaluate(() => window.kartotekaProbe.takeLongTasks())
  const edit = await employFirst(page, `Bench Ltd ${round}`, changed, contacts)
  const editTasks = await page.evaluate(() => window.kartotekaProbe.takeLongTasks())
  const say = ({ durableMs, visibleMs }: typeof tag, tasks: readonly number[]) =>
    `${Math.round(durableMs)} ms durable, ${Math.round(visibleMs)} ms visible, tasks over 50 ms: ${tasks.map(Math.round).join(' ') || 'none'}`
  console.log(
    `round ${round}\n  tag: ${say(tag, tagTasks)}\n  company: ${say(edit, editTasks)}; counted in ${Math.round(edit.countedMs)} ms`,
  )
}
await desk.close()
