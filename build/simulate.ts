/**
 * Random histories of the whole product under faults, as many as asked:
 * `npm run simulate -- --seeds N [--seed S]`. Prints the figures; a history that breaks a promise is printed shrunk.
 */
import { parseArgs } from 'node:util'
import { simulate } from '../test/property/simulate.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    /** Stops at the first failure and leaves it as it is. */
    brief: { type: 'boolean', default: false },
  },
})
const isSound = await simulate({
  first: Number(values.seed),
  count: Number(values.seeds),
  print: (line) => console.log(line),
  isBrief: values.brief,
})
process.exitCode = isSound ? 0 : 1
