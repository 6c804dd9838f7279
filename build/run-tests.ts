/**
 * Runs the gates and suites, each to its end, and sums them up: `node build/run-tests.ts types|lint|check|e2e|test`.
 * A gate (types, lint) counts as one test. The last line on stdout is `N passed, M failed`, and nothing else.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromiumAdvice, ensureChromium } from './find-chromium.ts'
import { readReport, tallyPlaywright, tallyVitest, withVerdict, type Tally } from './tally.ts'

const root = resolve(import.meta.dirname, '..')
const cache = join(root, '.cache')
const tool = (path: string) => join(root, 'node_modules', path)

interface Gate {
  readonly name: string
  readonly args: readonly string[]
}

const tsc = tool('typescript/bin/tsc')
const vueTsc = tool('vue-tsc/bin/vue-tsc.js')

// One check per room: each sees only the globals that it may use.
const typeGates: readonly Gate[] = [
  { name: 'types: shared', args: [tsc, '-p', 'src-shared'] },
  { name: 'types: main', args: [tsc, '-p', 'src-main'] },
  { name: 'types: Electron shell', args: [tsc, '-p', 'src-main/hosts/electron'] },
  { name: 'types: renderer', args: [vueTsc, '-p', 'src-renderer', '--noEmit'] },
  { name: 'types: tests', args: [vueTsc, '-p', 'test', '--noEmit'] },
  { name: 'types: build', args: [tsc, '-p', 'build'] },
]

const lintGates: readonly Gate[] = [
  { name: 'lint', args: [tool('eslint/bin/eslint.js'), '-c', 'build/eslint.config.mjs', '--max-warnings', '0', '.'] },
  { name: 'format', args: [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
]

/** Suites of random histories may come later than the rest; all others have to be there. */
const suites = ['architecture', 'unit', 'contract', 'integration', 'property'].filter(
  (suite) => suite !== 'property' || existsSync(join(root, 'test', suite)),
)

const steps: Readonly<Record<string, readonly (() => Promise<readonly Tally[]>)[]>> = {
  types: [() => runGates(typeGates)],
  lint: [() => runGates(lintGates)],
  check: [() => runGates([...typeGates, ...lintGates]), runVitest],
  e2e: [runPlaywright],
  test: [() => runGates([...typeGates, ...lintGates]), runVitest, runPlaywright],
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number | null> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

/** Each of them keeps one core busy: two go side by side, and what one has to say is printed when it has ended. */
async function runGates(gates: readonly Gate[]): Promise<readonly Tally[]> {
  const tallies = new Map<Gate, Tally>()
  const waiting = gates.values()
  const work = async () => {
    for (const gate of waiting) {
      const { code, output } = await runQuietly(gate.args)
      const isPassed = code === 0
      console.log(`${output}${isPassed ? '✓' : '✗'} ${gate.name}`)
      tallies.set(gate, { suite: gate.name, passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skipped: [] })
    }
  }
  await Promise.all([work(), work()])
  return gates.flatMap((gate) => tallies.get(gate) ?? [])
}

async function runQuietly(args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

async function runVitest(): Promise<readonly Tally[]> {
  const report = freshReport('vitest.json')
  const projects = suites.map((suite) => `--project=${suite}`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await run([tool('vitest/vitest.mjs'), 'run', '-c', 'build/vitest.config.ts', ...projects, ...reporters])
  return withVerdict(tallyVitest(readReport(report) ?? { testResults: [] }, suites), code)
}

async function runPlaywright(): Promise<readonly Tally[]> {
  const chromium = ensureChromium((line) => console.log(line))
  if (chromium === null) {
    console.log(chromiumAdvice)
    return [{ suite: 'e2e (no Chromium)', passed: 0, failed: 1, skipped: [] }]
  }
  const report = freshReport('e2e.json')
  const code = await run([tool('@playwright/test/cli.js'), 'test', '-c', 'build/playwright.config.ts'], {
    CHROMIUM_PATH: chromium,
  })
  return withVerdict([tallyPlaywright(readReport(report) ?? { suites: [] }, 'e2e')], code)
}

/** A report of an earlier run must not speak for this one. */
function freshReport(name: string): string {
  const path = join(cache, name)
  mkdirSync(cache, { recursive: true })
  rmSync(path, { force: true })
  return path
}

function summarise(tallies: readonly Tally[]): number {
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0)
  const failed = sum((tally) => tally.failed)
  console.log('')
  for (const tally of tallies) console.log(`  ${tally.suite}: ${tally.passed} passed, ${tally.failed} failed`)
  for (const name of tallies.flatMap((tally) => tally.skipped)) console.log(`  skipped here: ${name}`)
  console.log(`${sum((tally) => tally.passed)} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

const wanted = steps[process.argv[2] ?? '']
if (wanted === undefined) {
  console.error(`say what to run: ${Object.keys(steps).join(', ')}`)
  process.exit(2)
}
const tallies: Tally[] = []
for (const step of wanted) tallies.push(...(await step()))
process.exitCode = summarise(tallies)
