import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Report } from './run-history.ts'
import type { SeedListener, SeedRun } from './run-seeds.ts'

/** What a process that runs a share tells the one that began it. */
export type ShareMessage =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'report'; readonly report: Report; readonly cpuMs: number }

/** Histories in one process. The dead of a history are never quite forgotten: some hundreds of them are slow company. */
export const SHARE = 250

/** Most of what a history leaves behind is garbage at once; nobody reads the traces of its many expected errors. */
const FAST = ['--max-semi-space-size=64', '--stack-trace-limit=0']

/** Runs the seeds in processes of `SHARE` each, `jobs` at a time. @returns false when one of them broke */
export async function runShares(run: SeedRun, jobs: number, listener: SeedListener): Promise<boolean> {
  const shares: SeedRun[] = []
  for (let done = 0; done < run.count; done += SHARE) {
    shares.push({ ...run, first: run.first + done, count: Math.min(SHARE, run.count - done) })
  }
  let isWhole = true
  const lane = async () => {
    for (let share = shares.shift(); share !== undefined; share = shares.shift()) {
      const isDone = await runShare(share, listener)
      if (!isDone) listener.print(`seeds ${share.first} and up: the process broke`)
      isWhole &&= isDone
    }
  }
  await Promise.all(Array.from({ length: jobs }, lane))
  return isWhole
}

async function runShare({ first, count, crms }: SeedRun, { print, onReport }: SeedListener): Promise<boolean> {
  const program = join(import.meta.dirname, '../../build/simulate.ts')
  const args = [...FAST, program, '--share', '--seeds', String(count), '--seed', String(first)]
  if (crms !== undefined) args.push('--crms', crms)
  // Reports hold maps: JSON would lose them.
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  let reports = 0
  child.on('message', (message: ShareMessage) => {
    if (message.kind === 'line') print(message.line)
    else {
      reports++
      onReport(message.report, message.cpuMs)
    }
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return code === 0 && reports === count
}
