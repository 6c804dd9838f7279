import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A Node program under test, as its user would see it. */
export interface Program {
  readonly pid: number | undefined
  /** The first stdout line that `matches`; rejects with all that was said when the program ends before. */
  line(matches: (line: string) => boolean): Promise<string>
  /** All it said, and how it ended. */
  ended(): Promise<Ended>
  /** Resolves when the process is gone. Harmless when it is gone already. */
  kill(signal: NodeJS.Signals): Promise<void>
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts a program on this Node, in the project's folder. */
export function startProgram(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Program {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, args, {
    cwd: `${import.meta.dirname}/../..`,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  let stderr = ''
  let isOver = false
  const wake = () => {
    for (const look of [...waiting]) look()
  }

  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    wake()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // `close` comes after the last line of output, `exit` may come before it.
  const closed = once(child, 'close').then(([code]) => {
    isOver = true
    wake()
    return { code: code as number | null, stdout: lines.join('\n'), stderr }
  })

  return {
    pid: child.pid,
    line: (matches) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(matches)
          if (found === undefined && !isOver) return
          waiting.delete(look)
          if (found !== undefined) resolve(found)
          else reject(new Error(`the program ended before it said so\n${lines.join('\n')}\n${stderr}`))
        }
        waiting.add(look)
        look()
      }),
    ended: () => closed,
    async kill(signal) {
      if (!isOver) child.kill(signal)
      await closed
    },
  }
}
