/**
 * Proves that the simulator bites: each deliberate mistake is made in a copy of the sources, and the simulator has to find
 * it there: `npm run mutants [-- --seeds N] [--only name]`. A seed that fails without the mistake as well does not count.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { mutants, type Mutant } from './mutant-list.ts'

const root = resolve(import.meta.dirname, '..')
const copied = ['package.json', 'build', 'src-main', 'src-renderer', 'src-shared', 'test/property']

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, only: { type: 'string', default: '' } },
})
const seeds = Number(values.seeds)

/** The sources with one mistake in them. @throws when the text to be replaced is not there exactly once */
function makeMutant({ name, file, from, to }: Mutant): string {
  const folder = mkdtempSync(join(tmpdir(), 'kartoteka-mutant-'))
  for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`${name}: ${file} has changed, its mutant has to follow`)
  writeFileSync(
    path,
    text.replace(from, () => to),
  )
  return folder
}

/**
 * The first seed from `first` on that fails, and its first violation.
 * @throws when the simulator did not come to a verdict
 */
async function firstFailure(folder: string, first: number, count: number) {
  // As in the suite: much garbage, and errors whose traces nobody reads.
  const fast = ['--max-semi-space-size=64', '--stack-trace-limit=0']
  const args = [...fast, 'build/simulate.ts', '--brief', '--seeds', String(count), '--seed', String(first)]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  const found = /^seed (\d+) failed: (.*)$/m.exec(output)
  if (found === null && code !== 0) throw new Error(`the simulator ended with ${code} and no seed that failed`)
  return found === null ? null : { seed: Number(found[1]), violation: (found[2] ?? '').slice(0, 90) }
}

async function hunt(mutant: Mutant) {
  const folder = makeMutant(mutant)
  try {
    for (let seed = 1; seed <= seeds;) {
      const failure = await firstFailure(folder, seed, seeds - seed + 1)
      if (failure === null || (await firstFailure(root, failure.seed, 1)) === null) return failure
      seed = failure.seed + 1
    }
    return null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

let caught = 0
const wanted = mutants.filter(({ name }) => name.includes(values.only))
for (const mutant of wanted) {
  const failure = await hunt(mutant)
  if (failure !== null) caught++
  console.log(
    `${failure === null ? '✗ not caught' : `✓ seed ${failure.seed}`}: ${mutant.name}${failure === null ? '' : ` (${failure.violation})`}`,
  )
}
console.log(`${caught} of ${wanted.length} caught`)
process.exitCode = caught === wanted.length ? 0 : 1
