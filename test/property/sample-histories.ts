import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

/** Histories in one file of the suite: two files run side by side. */
const COUNT = 700

/** Nothing shortens the run: this only ends one that hangs. A slow machine that is busy besides takes a part of it. */
export const PATIENCE_MS = 30 * 60_000

/**
 * Runs all histories from `first` on as `npm run simulate` does, in processes of its own: a test runner's modules cost
 * a third more. @returns what was said of those that failed, shrunk and with their seeds
 */
export async function sampleHistories({ first }: { readonly first: number }): Promise<{ failures: readonly string[] }> {
  const root = resolve(import.meta.dirname, '../..')
  const args = ['build/simulate.ts', '--jobs', '1', '--seeds', String(COUNT), '--seed', String(first)]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  console.log(output)
  return { failures: code === 0 ? [] : [output] }
}
