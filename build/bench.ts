/**
 * The application beside what one would build instead, on the same data, in Chromium:
 * `npm run bench -- [--contacts N] [--rounds N] [--only name,name] [--questions N] [--save]`. Prints the table and writes
 * `test/bench/results/N.json`. `npm run bench -- --growth` draws what lies there into `test/bench/README.md`.
 */
import { parseArgs } from 'node:util'
import { drawGrowth } from '../test/bench/run/draw-growth.ts'
import { competitorNames, resultFileOf, runBench } from '../test/bench/run/run-bench.ts'
import { chromiumAdvice, ensureChromium } from './find-chromium.ts'

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: competitorNames.join(',') },
    /** Of each kind. */
    questions: { type: 'string', default: '40' },
    /** Keeps the figures of some alone: at a million not everybody comes to the end within a day. */
    save: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
  },
})

if (values.growth) {
  await drawGrowth((line) => console.log(line))
  process.exit(0)
}
if (ensureChromium((line) => console.log(line)) === null) {
  console.error(chromiumAdvice)
  process.exit(1)
}
const asked = values.only.split(',')
const only = competitorNames.filter((name) => asked.includes(name))
const contacts = Number(values.contacts)
if (only.length !== asked.length || !Number.isInteger(contacts) || contacts < 1) {
  console.error(`--only takes ${competitorNames.join(', ')}; --contacts a whole number`)
  process.exit(2)
}
// A run of some alone stands for a whole one only where somebody wants it.
const isKept = values.save || only.length === competitorNames.length
const { figures, failed } = await runBench({
  contacts,
  rounds: Number(values.rounds),
  perKind: Number(values.questions),
  only,
  resultFile: isKept ? resultFileOf(contacts) : null,
  say: (line) => console.log(line),
})
const wrong = Object.values(figures).reduce((sum, one) => sum + one.wrong.length, 0)
process.exit(wrong === 0 && failed.length === 0 ? 0 : 1)
