/**
 * Real app, real Chromium, real CRM, killed again and again, as often as asked:
 * `npm run kills -- --rounds N [--seed S]`. Prints each round and the figures. A seed replays what
 * is done, who is killed and after how many requests; not the very instant.
 */
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromiumAdvice, ensureChromium } from './find-chromium.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const chromium = ensureChromium((line) => console.log(line))
if (chromium === null) {
  console.error(chromiumAdvice)
  process.exit(1)
}
const root = resolve(import.meta.dirname, '..')
const playwright = join(root, 'node_modules/@playwright/test/cli.js')
const { status } = spawnSync(
  process.execPath,
  [playwright, 'test', '-c', 'build/playwright.config.ts', 'test/e2e/kills.test.ts', '--retries=0', '--reporter=list'],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CHROMIUM_PATH: chromium, KILL_ROUNDS: values.rounds, KILL_SEED: values.seed },
  },
)
process.exitCode = status ?? 1
