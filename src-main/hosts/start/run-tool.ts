import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { project } from './project.ts'

/** Runs a script of a development tool on this Node, its output on our stderr: stdout is for the ready line alone. */
export async function runTool(
  script: string,
  args: readonly string[],
  options: { readonly timeoutMs?: number } = {},
): Promise<boolean> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: project.root,
    stdio: ['ignore', process.stderr, process.stderr],
    // A test runner has a mode of its own: what it builds first would be served from then on, a fifth larger.
    env: { ...process.env, NODE_ENV: 'production' },
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  })
  try {
    const [code] = (await once(child, 'exit')) as [number | null]
    return code === 0
  } catch {
    return false
  }
}
