import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

/** Histories in one file of the suite: two files run side by side, and each has two worlds. */
const COUNTS = { first: 240, both: 24 }

/** Nothing shortens the run: this only ends one that hangs. A slow machine that is busy besides takes a part of it. */
export const PATIENCE_MS = 30 * 60_000

/**
 * Runs all histories from `first` on as `npm run simulate` does, in processes of its own: a test runner's modules cost
 * a third more. @returns what was said of those that failed, shrunk and with their seeds
 */
export async function sampleHistories({ first }: { readonly first: number }): Promise<{ failures: readonly string[] }> {
  const failures = []
  for (const crms of ['first', 'both'] as const) {
    const output = await sample(crms, first)
    if (output !== null) failures.push(output)
  }
  return { failures }
}

/** @returns what was said, unless all went well */
async function sample(crms: keyof typeof COUNTS, first: number): Promise<string | null> {
  const root = resolve(import.meta.dirname, '../..')
  const count = ['--seeds', String(COUNTS[crms]), '--seed', String(first)]
  const args = ['build/simulate.ts', '--jobs', '1', '--crms', crms, ...count]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  console.log(output)
  return code === 0 ? null : output
}
